"""The answer to an invitation, asked of the invitee or noted by the coordination."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tafelrunde_events.domain.answers import COMMENT_LENGTH, DEPUTY_NAME_LENGTH, guests_allowed
from tafelrunde_events.enums import Answer
from tafelrunde_events.models import Invitation

#: The answers as an invitee gives them.
OWN_WORDS = {
    Answer.ACCEPTED: _("I will come"),
    Answer.DELEGATED: _("Somebody comes in my place"),
    Answer.TENTATIVE: _("Perhaps"),
    Answer.DECLINED: _("I will not come"),
}


class ConditionalCharField(forms.CharField):
    """Text that only some answers need: themes must not call it optional."""

    is_conditional = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})


class ConditionalEmailField(forms.EmailField):
    """An address that only some answers need."""

    is_conditional = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 254, **options})


class ConditionalIntegerField(forms.IntegerField):
    """A number that only some answers need."""

    is_conditional = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})


class AnswerForm(forms.Form):
    """What an invitee says; `record_answer` checks it, for all ways alike, and names the fields of this form."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=list(OWN_WORDS.items()),
        error_messages={"required": _("Please choose an answer.")},
    )
    deputy_name = ConditionalCharField(
        label=_("Name of the deputy"),
        help_text=_("With the function, if you like. Only needed when somebody comes in your place."),
        max_length=DEPUTY_NAME_LENGTH,
    )
    deputy_email = ConditionalEmailField(
        label=_("E-mail address of the deputy"),
        help_text=_("If you like: then your deputy gets an invitation of their own, with the entry for the calendar."),
    )
    guests = ConditionalIntegerField(label=_("Number of guests you bring along"), min_value=0)
    comment = forms.CharField(
        label=_("Message to the coordination"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def for_invitation(cls, invitation: Invitation, data: Any = None) -> Self:
        """Return the form with the answer given before, if any."""
        names = ("deputy_name", "deputy_email", "guests", "comment")
        initial: dict[str, Any] = {name: getattr(invitation, name) for name in names}
        if invitation.answer != Answer.NEEDS_ACTION:
            initial["answer"] = invitation.answer
        form = cls(data, initial=initial)
        form.adapt_to(invitation)
        return form

    def adapt_to(self, invitation: Invitation) -> None:
        """Ask for nothing that cannot be answered: guests where none are allowed, the deputy of a deputy."""
        limit = guests_allowed(invitation)
        if limit:
            guests = ConditionalIntegerField(
                label=self.fields["guests"].label,
                help_text=ngettext("%(count)d guest at most.", "%(count)d guests at most.", limit) % {"count": limit},
                min_value=0,
                max_value=limit,
            )
            self.fields["guests"] = guests
        else:
            del self.fields["guests"]
        if invitation.deputy_of_id is not None:
            answer: Any = self.fields["answer"]
            answer.choices = [choice for choice in answer.choices if choice[0] != Answer.DELEGATED]
            del self.fields["deputy_name"], self.fields["deputy_email"]

    def clean_guests(self) -> int:
        """Take nothing entered for nobody."""
        return self.cleaned_data["guests"] or 0


class RecordedAnswerForm(AnswerForm):
    """What an invitee told the coordination by phone, by mail or in person."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Answer.choices if choice[0] != Answer.NEEDS_ACTION],
        error_messages={"required": _("Please choose an answer.")},
    )
    deputy_name = ConditionalCharField(
        label=_("Name of the deputy"),
        help_text=_("Only needed when somebody else comes."),
        max_length=DEPUTY_NAME_LENGTH,
    )
    deputy_email = ConditionalEmailField(
        label=_("E-mail address of the deputy"),
        help_text=_("With it the deputy gets an invitation of their own by mail."),
    )
    guests = ConditionalIntegerField(label=_("Number of guests"), min_value=0)
    comment = forms.CharField(
        label=_("Message"), required=False, max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
