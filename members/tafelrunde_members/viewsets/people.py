"""People in the admin: only those whom the user works with."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn

from tafelrunde_members.models import Affiliation, Person
from tafelrunde_members.viewsets.directory import VALIDITY
from tafelrunde_members.viewsets.scoped import ScopedViewSet


class PersonViewSet(ScopedViewSet):
    """People we write to."""

    model = Person
    icon = "user"
    menu_label = _("People")
    url_prefix = "personen"
    list_display = [
        "full_name",
        "email",
        BooleanColumn("protected", label=_("Specially protected"), sort_key="protected"),
    ]
    list_filter = ["protected"]
    search_fields = ["last_name", "first_name", "email"]
    ordering = ["last_name", "first_name"]
    panels = [
        FieldRowPanel([FieldPanel("salutation"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("first_name"), FieldPanel("last_name")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("contact_by"),
                FieldPanel("language"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("protected"),
    ]


class AffiliationViewSet(ScopedViewSet):
    """Who works where."""

    model = Affiliation
    icon = "link"
    menu_label = _("Affiliations")
    url_prefix = "zugehoerigkeiten"
    list_display = ["person", "organisation", "function"]
    search_fields = ["person__last_name", "organisation__name", "function"]
    panels = [FieldPanel("person"), FieldPanel("organisation"), FieldPanel("function"), VALIDITY]
