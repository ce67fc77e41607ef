"""Pages that tell and explain: the home page and standard pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from tafelrunde_site.blocks import BodyBlock
from tafelrunde_site.domain.home import collect_home_sections


class BodyField(StreamField):
    """A body of blocks. It brings its block definitions along, so that changing them needs no migration."""

    def __init__(self, **options: Any) -> None:
        options.pop("block_types", None)
        super().__init__(BodyBlock, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the blocks out of migrations; historical models get today's blocks."""
        name, path, _args, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


class HomePage(Page):
    """The first page: what this is, who is responsible for me, what comes next."""

    headline = models.CharField(_("headline"), max_length=80, blank=True, help_text=_("Empty: the title."))
    lead = models.TextField(_("lead"), max_length=300, blank=True, help_text=_("One or two sentences."))
    body = BodyField(verbose_name=_("content"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead")], heading=_("Opening")),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    template = "tafelrunde_site/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the districts and the next dates that the visitor may see."""
        return {**super().get_context(request, *args, **kwargs), **collect_home_sections(request.user)}


class StandardPage(Page):
    """A page of text: imprint, privacy, accessibility, an explanation, the top of a section."""

    lead = models.TextField(_("lead"), max_length=400, blank=True, help_text=_("One or two sentences."))
    body = BodyField(verbose_name=_("content"), blank=True)
    lists_children = models.BooleanField(
        _("list the pages below"), default=True, help_text=_("Shows the pages below this one after the content.")
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("lists_children")]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    template = "tafelrunde_site/standard_page.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the public pages below this one, in the order of the page tree."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["children"] = self.get_children().live().public() if self.lists_children else Page.objects.none()
        return context
