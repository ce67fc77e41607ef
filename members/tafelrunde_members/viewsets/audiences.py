"""Audiences of mailings and the consent of those in them, in the admin."""

from typing import Any

from django.db.models import Count, Exists, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views import generic

from tafelrunde_members.domain.audiences import agreed_to_mailings, people_of
from tafelrunde_members.forms.audiences import AudienceForm, ConsentForm
from tafelrunde_members.models import Affiliation, Audience, Consent
from tafelrunde_members.viewsets.scoped import (
    ScopedCreateView,
    ScopedDeleteView,
    ScopedEditView,
    ScopedIndexView,
    ScopedInspectView,
    ScopedObjectMixin,
    ScopedViewMixin,
    ScopedViewSet,
)

AUDIENCES = "tafelrunde_members_audiences"
#: So many people are named one by one where an audience is looked at; the number counts all.
SHOWN_PEOPLE = 100


class AudienceIndexView(ScopedIndexView):
    """One's own audiences and those that are shared; only one's own can be changed."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Fetch who made them along."""
        return super().get_base_queryset().select_related("owner")

    def get_edit_url(self, instance: Any) -> Any:
        """Offer no form for what belongs to somebody else."""
        return super().get_edit_url(instance) if instance.is_managed_by(self.request.user) else None

    def get_delete_url(self, instance: Any) -> Any:
        """Offer no deletion of what belongs to somebody else."""
        return super().get_delete_url(instance) if instance.is_managed_by(self.request.user) else None


class ManagedMixin(ScopedObjectMixin):
    """For views that change an audience: those of others do not exist there."""

    def scoped_queryset(self) -> QuerySet[Any]:
        """Return the audiences the user may change."""
        return Audience.objects.managed_by(self.request.user)


class AudienceCreateView(ScopedCreateView):
    """Form for a new audience, which then belongs to the user; afterwards it shows who is in it."""

    def save_instance(self) -> Any:
        """Note who made it."""
        self.form.instance.owner = self.request.user
        return super().save_instance()

    def get_success_url(self) -> str:
        return reverse(f"{AUDIENCES}:inspect", args=[self.object.pk])


class AudienceEditView(ManagedMixin, ScopedEditView):
    """Form for one's own audience; afterwards it shows who is in it now."""

    def get_success_url(self) -> str:
        return reverse(f"{AUDIENCES}:inspect", args=[self.object.pk])


class AudienceDeleteView(ManagedMixin, ScopedDeleteView):
    """Confirmation before one's own audience is deleted."""


class AudienceCopyView(ScopedViewMixin, generic.CopyView):
    """Form for a new audience that begins as another one, which may be somebody else's."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Fetch the original among those the user may see."""
        return get_object_or_404(self.scoped_queryset(), pk=self.kwargs[self.pk_url_kwarg])


class AudienceInspectView(ScopedInspectView):
    """Who is in an audience for this user, and how many of them a mailing reaches."""

    page_title = _("Who is in it")
    template_name = "tafelrunde_members/admin/audiences/inspect.html"

    def get_edit_url(self) -> Any:
        """Offer no form for what belongs to somebody else."""
        return super().get_edit_url() if self.object.is_managed_by(self.request.user) else None

    def get_delete_url(self) -> Any:
        """Offer no deletion of what belongs to somebody else."""
        return super().get_delete_url() if self.object.is_managed_by(self.request.user) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbers and the first people."""
        people = people_of(self.object, user=self.request.user)
        functions = Affiliation.objects.valid_on().select_related("organisation")
        shown = people.annotate(agreed=Exists(agreed_to_mailings())).prefetch_related(
            Prefetch("affiliations", queryset=functions, to_attr="current_affiliations")
        )
        numbers = people.aggregate(
            everybody=Count("pk"),
            reachable=Count("pk", filter=~Q(email="")),
            agreed=Count("pk", filter=~Q(email="") & Q(Exists(agreed_to_mailings()))),
        )
        return super().get_context_data(
            **kwargs,
            numbers=numbers,
            people=shown[:SHOWN_PEOPLE],
            unnamed=max(0, numbers["everybody"] - SHOWN_PEOPLE),
            criteria=self._criteria(),
        )

    def _criteria(self) -> list[tuple[Any, list[str]]]:
        """Return what was chosen, in words; organisations and people only as far as the user may see them."""
        found = []
        for name in ("sectors", "districts", "tags", "organisations", "people"):
            field: Any = Audience._meta.get_field(name)  # noqa: SLF001 (Django's documented name)
            rows = getattr(self.object, name).all()
            manager = rows.model._default_manager  # noqa: SLF001
            if hasattr(manager, "visible_to"):
                rows = rows.filter(pk__in=manager.visible_to(self.request.user).values("pk"))
            if words := [str(row) for row in rows]:
                found.append((field.verbose_name, words))
        return found


class AudienceViewSet(ScopedViewSet):
    """Saved circles of recipients."""

    model = Audience
    icon = "group"
    menu_label = _("Audiences")
    url_prefix = "verteiler"
    copy_view_enabled = True
    inspect_view_enabled = True
    index_view_class = AudienceIndexView
    add_view_class = AudienceCreateView
    edit_view_class = AudienceEditView
    delete_view_class = AudienceDeleteView
    copy_view_class = AudienceCopyView
    inspect_view_class = AudienceInspectView
    list_display = ["name", "owner", BooleanColumn("shared", label=_("Shared"), sort_key="shared")]
    search_fields = ["name"]
    ordering = ["name"]
    panels = [
        HelpPanel(
            _(
                "Choices of one sort widen the circle, choices of different sorts narrow it: two sectors and a "
                "district are the institutions of either sector in that district. Institutions and people that you "
                "name are in it in any case. Who is in it is worked out anew before each mailing."
            )
        ),
        FieldPanel("name"),
        FieldPanel("shared"),
        MultiFieldPanel(
            [FieldPanel("sectors"), FieldPanel("districts"), FieldPanel("tags")],
            heading=_("People of institutions that meet these criteria"),
        ),
        MultiFieldPanel([FieldPanel("organisations"), FieldPanel("people")], heading=_("In any case")),
    ]

    def get_edit_handler(self) -> Any:
        """Build the form from the panels."""
        return ObjectList(self.panels, base_form_class=AudienceForm).bind_to_model(self.model)


class ConsentCreateView(ScopedCreateView):
    """Form for a consent that somebody gave."""

    def save_instance(self) -> Any:
        """Note who recorded it."""
        self.form.instance.recorded_by = self.request.user
        return super().save_instance()


class ConsentViewSet(ScopedViewSet):
    """What people agreed to; kept after its withdrawal as proof."""

    model = Consent
    icon = "tick"
    menu_label = _("Consents")
    url_prefix = "einwilligungen"
    add_view_class = ConsentCreateView
    list_display = ["person", "text_version", DateColumn("given_at"), DateColumn("withdrawn_at")]
    search_fields = ["person__last_name", "person__first_name", "text_version"]
    ordering = ["-given_at"]
    panels = [
        HelpPanel(
            _(
                "Mailings reach only people who agreed to them; official invitations to those who hold a seat need no "
                "consent. A consent is not deleted: enter its withdrawal instead."
            )
        ),
        FieldPanel("person"),
        FieldPanel("text_version"),
        FieldPanel("given_at"),
        FieldPanel("withdrawn_at"),
    ]

    def get_edit_handler(self) -> Any:
        """Build the form from the panels."""
        return ObjectList(self.panels, base_form_class=ConsentForm).bind_to_model(self.model)
