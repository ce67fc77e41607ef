"""All round tables of the network in the admin: what they are called and where they belong, nothing confidential."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel

from tafelrunde_members.viewsets.scoped import ScopedEditView, ScopedViewSet
from tafelrunde_roundtables.domain.tables import withdraw_pages_if_unlisted
from tafelrunde_roundtables.models import RoundTable

#: Django permission that no role carries, so that only administrators appoint coordinators and move tables to other
#: levels: both decide who reads what is confidential.
APPOINT = "tafelrunde_roundtables.change_roundtable"


class RoundTableEditView(ScopedEditView):
    """Stores through the domain function, which takes pages of unlisted tables down."""

    def get_form(self, form_class: Any = None) -> Any:
        """Keep the level as it is: at the level of the state, the network's coordination would read everything."""
        form = super().get_form(form_class)
        form.fields["level"].disabled = not self.request.user.has_perm(APPOINT)
        return form

    def save_instance(self) -> Any:
        """Store the table with what follows from it."""
        table = super().save_instance()
        withdraw_pages_if_unlisted(table, by=cast("AbstractBaseUser", self.request.user))
        return table


class RoundTableViewSet(ScopedViewSet):
    """The network's round tables. Administrators say who coordinates one, for it opens what is confidential."""

    model = RoundTable
    icon = "group"
    menu_label = _("Round tables")
    menu_name = "round-tables"
    menu_order = 210
    add_to_admin_menu = True
    edit_view_class = RoundTableEditView
    url_prefix = "runde-tische"
    list_display = ["name", "level", "status", "convener"]
    list_filter = ["level", "status", "regions"]
    search_fields = ["name"]
    search_backend_name = None
    panels = [
        TitleFieldPanel("name"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("parent")]),
        FieldPanel("regions"),
        FieldPanel("convener"),
        FieldPanel("aim"),
        FieldRowPanel([FieldPanel("rhythm"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("role_email"), FieldPanel("notice_days")]),
        FieldRowPanel([FieldPanel("quorum"), FieldPanel("reminder_days")]),
        FieldPanel("listed"),
        MultiFieldPanel([FieldPanel("coordinators", permission=APPOINT)], heading=_("Coordination")),
    ]
