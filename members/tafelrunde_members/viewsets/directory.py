"""The directory in the admin: institutions, what they offer, where they are responsible."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from tafelrunde_members.forms.organisations import OrganisationForm
from tafelrunde_members.models import Offer, Organisation, Region, Responsibility, Sector
from tafelrunde_members.viewsets.scoped import ScopedViewSet

VALIDITY = FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading=_("Period"))


class OrganisationViewSet(ScopedViewSet):
    """Institutions and their units."""

    model = Organisation
    icon = "home"
    menu_label = _("Institutions")
    url_prefix = "einrichtungen"
    list_display = ["name", "sector", "city", "visibility"]
    list_filter = ["sector", "visibility"]
    search_fields = ["name", "short_name", "city"]
    ordering = ["position", "name"]
    panels = [
        TitleFieldPanel("name", placeholder=_("Name")),
        FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("provider")]),
        FieldRowPanel([FieldPanel("sector"), FieldPanel("position")]),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("role_email"), FieldPanel("phone")]),
                FieldPanel("website"),
                FieldRowPanel([FieldPanel("street"), FieldPanel("postal_code"), FieldPanel("city")]),
                FieldPanel("region"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("visibility"),
        FieldPanel("tags"),
        VALIDITY,
    ]

    def get_edit_handler(self) -> Any:
        """Build the form from the panels."""
        return ObjectList(self.panels, base_form_class=OrganisationForm).bind_to_model(self.model)


class ResponsibilityViewSet(ModelViewSet):
    """Which institution is responsible for which district."""

    model = Responsibility
    icon = "site"
    menu_label = _("Responsibilities")
    url_prefix = "zustaendigkeiten"
    copy_view_enabled = False
    list_display = ["organisation", "region", Column("valid_from"), Column("valid_until")]
    list_filter = ["region"]
    search_fields = ["organisation__name", "region__name"]
    search_backend_name = None
    panels = [FieldPanel("organisation"), FieldPanel("region"), VALIDITY]


class OfferViewSet(ModelViewSet):
    """What the network offers."""

    model = Offer
    icon = "help"
    menu_label = _("Offers")
    url_prefix = "angebote"
    copy_view_enabled = False
    list_display = ["title", "audience"]
    search_fields = ["title", "summary"]
    search_backend_name = None
    panels = [
        TitleFieldPanel("title"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("position")]),
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("organisations"),
        VALIDITY,
    ]


class SectorViewSet(ModelViewSet):
    """Sectors of society that should sit at a table."""

    model = Sector
    icon = "group"
    menu_label = _("Sectors")
    url_prefix = "bereiche"
    copy_view_enabled = False
    list_display = ["name", "position", "expected"]
    ordering = ["position", "name"]
    panels = [TitleFieldPanel("name"), FieldPanel("slug"), FieldPanel("position"), FieldPanel("expected")]


class RegionViewSet(ModelViewSet):
    """Districts and municipalities with their official keys."""

    model = Region
    icon = "globe"
    menu_label = _("Regions")
    url_prefix = "regionen"
    copy_view_enabled = False
    list_display = ["name", "kind", "key", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "key"]
    search_backend_name = None
    panels = [TitleFieldPanel("name"), FieldPanel("slug"), FieldPanel("kind"), FieldPanel("key"), FieldPanel("parent")]
