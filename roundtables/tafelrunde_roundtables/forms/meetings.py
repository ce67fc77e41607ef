"""Forms about a meeting: planning and changing it, and calling it off."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events import conf
from tafelrunde_events.forms.moments import ClockField, DayField
from tafelrunde_events.forms.venues import VenueFieldsForm
from tafelrunde_members.enums import Visibility
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.models import Meeting, RoundTable

VISIBILITIES = (
    (Visibility.TABLE, _("Only those who sit at the table")),
    (Visibility.NETWORK, _("Everybody in the network")),
    (Visibility.PUBLIC, _("The public: date and place stand in the calendar")),
)


class MeetingForm(VenueFieldsForm):
    """Title, date, place and audience of a meeting; its agenda is a form set beside it."""

    title = forms.CharField(label=_("Title"), max_length=255)
    day = DayField(label=_("Date"))
    start = ClockField(label=pgettext_lazy("time", "From"))
    end = ClockField(label=pgettext_lazy("time", "To"))
    room = forms.CharField(label=_("Room"), max_length=120, required=False)
    online_url = forms.URLField(
        label=_("Link for taking part online"), required=False, assume_scheme="https", max_length=200
    )
    guests_allowed = forms.IntegerField(
        label=_("Guests that each of those invited may bring along"),
        help_text=_("With 0 nobody is asked about guests."),
        required=False,
        min_value=0,
        max_value=20,
        initial=0,
    )
    visibility = forms.TypedChoiceField(
        label=_("Who may know of the meeting?"),
        choices=VISIBILITIES,
        coerce=int,
        initial=Visibility.TABLE,
        widget=forms.RadioSelect,
    )
    public_agenda = forms.BooleanField(
        label=_("Publish the agenda too"),
        required=False,
        help_text=_("Only for public meetings. Titles and times appear, names never do."),
    )

    field_order = ["title", "day", "start", "end", "venue", *VenueFieldsForm.new_venue_fields]

    def __init__(self, *args: Any, user: AnyUser, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.offer_venues(user, own=meeting.event.venue_id if meeting else None)

    def clean_day(self) -> dt.date:
        """Refuse days that are over, unless a meeting that is over keeps its day."""
        day: dt.date = self.cleaned_data["day"]
        if day < timezone.localdate() and day != self._stored_day():
            raise forms.ValidationError(_("This day is over. Please choose a day to come."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning and half a venue."""
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The meeting must end after it begins."))
        self.check_new_venue()
        return values

    def facts(self) -> dict[str, Any]:
        """Return what the domain functions take, once the form is valid.

        A venue that was typed in is unsaved, and takes the place of the one that last time's form brought along.
        """
        values = self.cleaned_data
        return {
            "title": values["title"],
            "start": dt.datetime.combine(values["day"], values["start"]),
            "end": dt.datetime.combine(values["day"], values["end"]),
            "zone": self._zone(),
            "venue": self.venue_of(values),
            "room": values["room"],
            "online_url": values["online_url"],
            "guests_allowed": values["guests_allowed"] or 0,
            "visibility": values["visibility"],
            "public_agenda": values["public_agenda"] and values["visibility"] == Visibility.PUBLIC,
        }

    def _stored_day(self) -> dt.date | None:
        return self.meeting.date.start_date if self.meeting and self.meeting.date else None

    def _zone(self) -> str:
        return self.meeting.date.zone if self.meeting and self.meeting.date else conf.time_zone()


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """Return what the form of a stored meeting begins with."""
    event, date = meeting.event, meeting.date
    values: dict[str, Any] = {
        "title": event.title,
        "venue": event.venue_id,
        "room": event.room,
        "online_url": event.online_url,
        "guests_allowed": event.guests_allowed,
        "visibility": event.visibility,
        "public_agenda": meeting.public_agenda,
    }
    if date is not None:
        values |= {"day": date.start_date, "start": date.start_time, "end": date.end_time}
    return values


def suggestions_for(table: RoundTable, *, previous: Meeting | None) -> dict[str, Any]:
    """Return what the form of a new meeting begins with: a title, and time and place as last time."""
    title = _("%(table)s: meeting") % {"table": table.name}
    if previous is None:
        return {"title": title, "start": dt.time(18), "end": dt.time(20)}
    last = initial_of(previous)
    # Not the audience: nobody makes a meeting public by not looking.
    kept = ("start", "end", "venue", "room", "guests_allowed")
    return {"title": title} | {name: last[name] for name in kept if name in last}


class CancellationForm(forms.Form):
    """Why a meeting is called off, and whether those invited are told at once."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        help_text=_("Stands in the mail to those invited, and in calendars that show the meeting."),
    )
    tell = forms.BooleanField(label=_("Tell everybody who was invited by mail"), required=False, initial=True)
