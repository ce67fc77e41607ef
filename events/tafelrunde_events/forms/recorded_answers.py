"""An answer that came by phone, by mail or in person, for the whole invitation or for one of its dates."""

from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.forms.answers import RecordedAnswerForm
from tafelrunde_events.models import Invitation, Occurrence

#: More dates than these are not offered one by one.
OFFERED_DATES = 30


class _DateField(forms.ModelChoiceField):
    """One of the dates, as people read them."""

    def label_from_instance(self, obj: Any) -> str:
        """Return day and time in words."""
        return when_text(obj)


class DatedAnswerForm(RecordedAnswerForm):
    """The recorded answer, with the question for which date where there are several to come."""

    occurrence = _DateField(
        Occurrence.objects.none(), label=_("For"), required=False, empty_label=_("the whole invitation")
    )
    field_order = ["occurrence"]

    @classmethod
    def for_invitation(cls, invitation: Invitation, data: Any = None) -> Self:
        """Return the form with the answer given before, if any."""
        form = super().for_invitation(invitation, data)
        dates = invitation.event.occurrences.filter(end__gt=timezone.now()).order_by("start", "pk")
        offered = list(dates.values_list("pk", flat=True)[:OFFERED_DATES])
        if len(offered) > 1:
            field: Any = form.fields["occurrence"]
            field.queryset = dates.filter(pk__in=offered)
        else:
            del form.fields["occurrence"]
        return form
