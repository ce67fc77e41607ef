"""Forms about one date, whose change may reach others: moving it, calling it off, reinstating it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import engine
from tafelrunde_events.blocks import MESSAGES, refusal
from tafelrunde_events.domain.dates import Cancel, Move, Operation, Outcome, Reinstate, preview, ways_to_reinstate
from tafelrunde_events.enums import Reach
from tafelrunde_events.forms.moments import ClockField, DayField
from tafelrunde_events.forms.venues import VenueFieldsForm
from tafelrunde_events.models import Occurrence
from tafelrunde_members.permissions import AnyUser

#: Where this form shows what concerns a part of a drafted session.
_FIELDS = {"start_date": "day", "start_time": "start", "end_time": "end", "end_date": "last_day"}


class OperationForm(forms.Form):
    """Something to be done to a date. A valid form knows what it does (`operation`) and what follows (`outcome`)."""

    reach = forms.ChoiceField(label=_("Which dates?"), widget=forms.RadioSelect)

    operation: Operation
    outcome: Outcome
    #: Fields that the template puts behind a heading that opens.
    new_venue_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        choices = self.reaches()
        field: Any = self.fields["reach"]
        field.choices = choices
        if self.initial.get("reach") not in dict(choices):
            self.initial["reach"] = choices[0][0] if choices else None
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def reaches(self) -> list[tuple[str, str]]:
        """Return how far the change can reach, in words that say what that means here."""
        row, event = self.occurrence, self.occurrence.event
        count = event.occurrences.count()
        if count == 1:
            return [(Reach.ALL, "")]
        choices = [(Reach.ONE, str(Reach.ONE.label))]
        if row.entry.rule:
            later = row.entry.occurrences.filter(original_start__gt=row.original_start).count()
            text = ngettext(
                "This date and the one that follows", "This date and the %(count)d that follow in its series", later
            )
            if later:
                choices.append((Reach.FOLLOWING, text % {"count": later}))
        return [*choices, (Reach.ALL, self.all_text(count))]

    def all_text(self, count: int) -> str:
        """Return what "all" means."""
        return gettext("All %(count)d dates of the event") % {"count": count}

    def clean(self) -> dict[str, Any]:
        """Try what the form asks for, without storing anything."""
        values = super().clean() or {}
        if not self.errors:
            self.operation = self.build(values)
            try:
                self.outcome = preview(self.operation)
            except engine.ScheduleError as error:
                part, _message = MESSAGES.get(error.code, ("start_date", ""))
                name = _FIELDS.get(part, "day")
                field = name if name in self.fields else None
                self.add_error(field, ValidationError(refusal(error), code=error.code))
        return values

    def build(self, values: dict[str, Any]) -> Operation:
        """Return what shall be done."""
        raise NotImplementedError


class ChangeDateForm(VenueFieldsForm, OperationForm):
    """Another day, other times, another place."""

    day = DayField(label=_("Date"))
    start = ClockField(label=pgettext_lazy("time", "From"))
    end = ClockField(label=pgettext_lazy("time", "To"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Only when the date lasts longer than one day.")
    )

    field_order = ["day", "start", "end", "last_day", "venue", *VenueFieldsForm.new_venue_fields, "reach"]

    def __init__(self, *args: Any, occurrence: Occurrence, user: AnyUser, **kwargs: Any) -> None:
        initial = {**initial_of(occurrence), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, occurrence=occurrence, initial=initial, **kwargs)
        self.offer_venues(user, own=occurrence.venue_id or occurrence.event.venue_id)
        if occurrence.all_day:
            del self.fields["start"], self.fields["end"]

    def all_text(self, count: int) -> str:
        """Return what "all" means: the times of the series, and the place of the event."""
        entry = self.occurrence.entry
        if entry.rule:
            in_series = entry.occurrences.count()
            if in_series == count:
                return gettext("All %(count)d dates, past ones included") % {"count": count}
            return gettext("Times: all %(series)d dates of this series. Place: all %(count)d dates of the event") % {
                "series": in_series,
                "count": count,
            }
        return gettext("Times: only this date. Place: all %(count)d dates of the event") % {"count": count}

    def clean(self) -> dict[str, Any]:
        """Refuse half a venue, and series that last longer than a day: no draft of a page can say that."""
        self.check_new_venue()
        values = self.cleaned_data
        day, last = values.get("day"), values.get("last_day")
        entry = self.occurrence.entry
        grows = entry.start_date == entry.end_date and last and last != day
        if entry.rule and grows and values.get("reach") != Reach.ONE:
            self.add_error("last_day", _("The dates of this series last one day. Only a single one can be longer."))
        return super().clean()

    def build(self, values: dict[str, Any]) -> Operation:
        """Return the move."""
        first, last = values["day"], values["last_day"] or values["day"]
        start: dt.date = dt.datetime.combine(first, values["start"]) if "start" in values else first
        end: dt.date = dt.datetime.combine(last, values["end"]) if "end" in values else last
        venue = self.venue_of(values)
        reach = Reach(values["reach"])
        if venue == (self.occurrence.venue or self.occurrence.event.venue) and reach != Reach.ALL:
            return Move(self.occurrence, reach, start, end)
        return Move(self.occurrence, reach, start, end, venue)


class CancelDateForm(OperationForm):
    """Why a date does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        error_messages={"required": _("Please say why the date does not take place.")},
        help_text=_("Everybody reads this: on the event's permanent address and in subscribed calendars."),
    )
    field_order = ["reason", "reach"]

    def build(self, values: dict[str, Any]) -> Operation:
        """Return the cancellation."""
        return Cancel(self.occurrence, Reach(values["reach"]), values["reason"])


class ReinstateDateForm(OperationForm):
    """Whether only a date, the rest of its series, or all of what was called off takes place again."""

    def reaches(self) -> list[tuple[str, str]]:
        """Return the ways back: as it was called off."""
        texts = {
            Reach.ONE: str(Reach.ONE.label),
            Reach.FOLLOWING: str(Reach.FOLLOWING.label),
            Reach.ALL: gettext("All that were called off together"),
        }
        return [(reach, texts[reach]) for reach in ways_to_reinstate(self.occurrence)]

    def build(self, values: dict[str, Any]) -> Operation:
        """Return the reinstatement."""
        return Reinstate(self.occurrence, Reach(values["reach"]))


def initial_of(occurrence: Occurrence) -> dict[str, Any]:
    """Return what the form of a date begins with."""
    lasts_longer = occurrence.end_date != occurrence.start_date
    return {
        "day": occurrence.start_date,
        "start": occurrence.start_time,
        "end": occurrence.end_time,
        "last_day": occurrence.end_date if lasts_longer else None,
        "venue": occurrence.venue_id or occurrence.event.venue_id,
    }
