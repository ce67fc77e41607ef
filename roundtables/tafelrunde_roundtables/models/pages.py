"""Public faces of round tables. Nothing confidential is stored in a page (law 11)."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.forms.pages import RoundTablePageForm
from tafelrunde_roundtables.models.tables import RoundTable


class RoundTableIndexPage(Page):
    """The list of round tables of the network."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "tafelrunde_roundtables/round_table_index_page.html"
    subpage_types = ["tafelrunde_roundtables.RoundTablePage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("list of round tables")
        verbose_name_plural = _("lists of round tables")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add all tables that the public may know of."""
        from tafelrunde_roundtables.domain.publication import listed_tables  # noqa: PLC0415 (uses these models)

        pages = RoundTablePage.objects.child_of(self).live().public()
        return super().get_context(request, *args, **kwargs) | {"groups": listed_tables(pages)}


class RoundTablePage(Page):
    """What the public may know about one round table."""

    table = models.ForeignKey(RoundTable, models.PROTECT, related_name="pages", verbose_name=_("round table"))
    lead = models.TextField(_("lead"), blank=True, max_length=400)
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "italic", "ul", "ol", "link"])

    live: bool
    base_form_class = RoundTablePageForm
    template = "tafelrunde_roundtables/round_table_page.html"
    parent_page_types = ["tafelrunde_roundtables.RoundTableIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("table"), FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page of a round table")
        verbose_name_plural = _("pages of round tables")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store no page as live whose table the public may not know of, on whichever way it was published.

        The form refuses it, but schedules, workflows and code publish as well; search and site map list what is live.
        """
        if self.live and not self.table.listed:
            self.live = False
            self.live_revision = None
            self.has_unpublished_changes = True
        return super().save(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; a table that is not publicly listed has none, except in the preview of its editors."""
        if not self.table.listed and not getattr(request, "is_preview", False):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the table makes public of itself."""
        from tafelrunde_roundtables.domain import publication  # noqa: PLC0415 (uses these models)

        table = self.table
        convener = table.convener
        return super().get_context(request, *args, **kwargs) | {
            "table": table,
            "regions": list(table.regions.all()),
            "convener": convener if convener and convener.visibility == Visibility.PUBLIC else None,
            "dates": publication.public_dates(table),
            "institutions": publication.public_institutions(table),
            "sectors": publication.public_sectors(table),
        }

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Stay out of the map of the site where the public may not know of the table."""
        return super().get_sitemap_urls(request) if self.table.listed else []
