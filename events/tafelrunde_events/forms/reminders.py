"""A rule for an automatic reminder."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.domain.reminders import spans_of
from tafelrunde_events.engine import get_zone, to_utc
from tafelrunde_events.enums import ReminderAudience
from tafelrunde_events.forms.moments import ClockField, DayField
from tafelrunde_events.models import Event, Places, Reminder

MOST_DAYS = 365


def audiences_for(event: Event) -> list[ReminderAudience]:
    """Return who can be reminded: those invited, those who have a place where one can register, or both."""
    registers = Places.objects.filter(event=event).exists()
    if registers and not event.invitations.exists():
        return [ReminderAudience.REGISTERED]
    return [one for one in ReminderAudience if registers or one != ReminderAudience.REGISTERED]


class Way(TextChoices):
    """How the moment is said."""

    BEFORE = "before", _("Some days before the beginning")
    AFTER = "after", _("Some days after the end")
    FIXED = "fixed", _("On a certain day")


class ReminderForm(forms.Form):
    """When, to whom, and in whose words. `facts` are the fields of the rule."""

    way = forms.ChoiceField(label=_("When?"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.BEFORE)
    days = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=0, max_value=MOST_DAYS, help_text=_("Before or after.")
    )
    day = DayField(label=_("Day"), required=False, help_text=_("Only for a certain day."))
    time = ClockField(label=_("Time"), initial=dt.time(9), help_text=_("In the time zone of the event."))
    audience = forms.ChoiceField(
        label=_("To whom?"),
        widget=forms.RadioSelect,
        initial=ReminderAudience.UNANSWERED,
    )
    subject = forms.CharField(
        label=_("Subject"), required=False, max_length=250, help_text=_("Empty: the usual subject.")
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Stands below the salutation. Empty: the usual words."),
    )

    def __init__(self, data: Any = None, *, event: Event, reminder: Reminder | None = None) -> None:
        span = spans_of([event.pk]).get(event.pk)
        self.zone = span.zone if span else conf.time_zone()
        super().__init__(data, initial=self._initial_of(reminder) if reminder else None)
        audiences = audiences_for(event)
        fields: dict[str, Any] = self.fields
        fields["audience"].choices = [(one.value, one.label) for one in audiences]
        fields["audience"].initial = audiences[0]

    def _initial_of(self, reminder: Reminder) -> dict[str, Any]:
        initial = {name: getattr(reminder, name) for name in ("days", "time", "audience", "subject", "message")}
        if reminder.at is None:
            return initial | {"way": reminder.direction}
        local = reminder.at.astimezone(get_zone(self.zone))
        return initial | {"way": Way.FIXED, "day": local.date(), "time": local.time()}

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs; `domain.reminders` checks the rest and names the fields of this form."""
        values = super().clean() or {}
        way = values.get("way")
        if way == Way.FIXED and values.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Please say on which day."))
        if way in (Way.BEFORE, Way.AFTER) and values.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Please say how many days."))
        return values

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the rule; only of a valid form."""
        values = self.cleaned_data
        common = {name: values[name] for name in ("time", "audience", "subject", "message")}
        if values["way"] == Way.FIXED:
            moment = to_utc(dt.datetime.combine(values["day"], values["time"]), self.zone)
            return common | {"at": moment, "days": None, "direction": Reminder.Direction.BEFORE}
        return common | {"at": None, "days": values["days"], "direction": values["way"]}
