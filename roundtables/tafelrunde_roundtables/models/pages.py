"""Public faces of round tables. Nothing confidential is stored in a page (law 11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from tafelrunde_roundtables.models.tables import RoundTable


class RoundTableIndexPage(Page):
    """The list of round tables of the network."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "tafelrunde_roundtables/round_table_index_page.html"
    subpage_types = ["tafelrunde_roundtables.RoundTablePage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of round tables")
        verbose_name_plural = _("lists of round tables")


class RoundTablePage(Page):
    """What the public may know about one round table."""

    table = models.ForeignKey(RoundTable, models.PROTECT, related_name="pages", verbose_name=_("round table"))
    lead = models.TextField(_("lead"), blank=True, max_length=400)
    body = RichTextField(_("text"), blank=True)

    template = "tafelrunde_roundtables/round_table_page.html"
    parent_page_types = ["tafelrunde_roundtables.RoundTableIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("table"), FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page of a round table")
        verbose_name_plural = _("pages of round tables")
