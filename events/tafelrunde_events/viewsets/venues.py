"""Venues in the admin: the ones that everybody who plans dates may choose."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from tafelrunde_events.domain.venues import follow_venue, is_in_use
from tafelrunde_events.models import Venue
from tafelrunde_members.viewsets.scoped import ScopedCreateView, ScopedDeleteView, ScopedEditView, ScopedViewSet


class VenueCreateView(ScopedCreateView):
    """Form for a new venue."""

    def save_instance(self) -> Any:
        """Enter the venue into the list that everybody who plans dates is offered."""
        self.form.instance.listed = True
        return super().save_instance()


class VenueEditView(ScopedEditView):
    """Form for a venue."""

    def save_instance(self) -> Any:
        """Store the venue and let the dates there follow."""
        venue = super().save_instance()
        follow_venue(venue)
        return venue


class VenueDeleteView(ScopedDeleteView):
    """Confirmation before a venue is deleted that nothing refers to."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say why a venue has to stay, instead of asking a question whose answer cannot be yes."""
        if self.user_has_permission("delete") and is_in_use(self.object):
            messages.error(
                request,
                gettext("“%(venue)s” cannot be deleted: dates or drafts of pages refer to it.")
                % {"venue": self.object},
            )
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class VenueViewSet(ScopedViewSet):
    """Houses and halls."""

    model = Venue
    icon = "site"
    add_to_admin_menu = True
    menu_label = _("Venues")
    menu_order = 240
    url_prefix = "veranstaltungsorte"
    add_view_class = VenueCreateView
    edit_view_class = VenueEditView
    delete_view_class = VenueDeleteView
    list_display = ["name", "street", "city", "region"]
    list_filter = ["region"]
    search_fields = ["name", "street", "city"]
    ordering = ["city", "name"]
    panels = [
        HelpPanel(
            _(
                "What you change here changes at all dates that take place here, past ones included. Has an "
                "institution moved? Then please add its new address as another venue."
            )
        ),
        FieldPanel("name"),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city")]),
        FieldPanel("region"),
        FieldPanel("access"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            heading=_("On the map"),
            classname="collapsed",
        ),
    ]


venues = VenueViewSet("tafelrunde_events_venues")
