"""The answer to an invitation, asked of the invitee or noted by the coordination."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.answers import COMMENT_LENGTH, DEPUTY_NAME_LENGTH
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
    comment = forms.CharField(
        label=_("Message to the coordination"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def for_invitation(cls, invitation: Invitation, data: Any = None) -> Self:
        """Return the form with the answer given before, if any."""
        initial = {"deputy_name": invitation.deputy_name, "comment": invitation.comment}
        if invitation.answer != Answer.NEEDS_ACTION:
            initial["answer"] = invitation.answer
        return cls(data, initial=initial)


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
    comment = forms.CharField(
        label=_("Message"), required=False, max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
