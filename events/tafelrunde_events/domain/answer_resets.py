"""Answers that no longer hold because times or place changed: they are asked for anew and stay as history."""

from collections.abc import Iterable, Mapping, Sequence

from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, Reply

#: What an answer consists of on an invitation.
ANSWER_FIELDS = ("answer", "comment", "deputy_name", "deputy_email", "guests", "answered_at", "answered_for")

_BATCH = 500


def is_outdated(invitation: Invitation, state: str) -> bool:
    """Tell whether the answer was given to another state of times and place (`open_state`) than this one."""
    return invitation.answer != Answer.NEEDS_ACTION and invitation.answered_for != state


def reset_answers(invitations: Iterable[Invitation]) -> int:
    """Set answers back to "not answered", with a reply that says so; return how many. A few queries in all."""
    outdated = list(invitations)
    blank = Invitation()
    _write(outdated, {name: getattr(blank, name) for name in ANSWER_FIELDS})
    Reply.objects.bulk_create(
        (Reply(invitation=one, answer=Answer.NEEDS_ACTION, source=ReplySource.RESET) for one in outdated),
        batch_size=_BATCH,
    )
    return len(outdated)


def carry_over(invitations: Iterable[Invitation], state: str) -> None:
    """Let answers hold for the present state too: dates were only called off, nothing is to be answered anew."""
    _write(list(invitations), {"answered_for": state})


def _write(invitations: Sequence[Invitation], values: Mapping[str, object]) -> None:
    for invitation in invitations:
        for name, value in values.items():
            setattr(invitation, name, value)
    for first in range(0, len(invitations), _BATCH):
        keys = [invitation.pk for invitation in invitations[first : first + _BATCH]]
        Invitation.objects.filter(pk__in=keys).update(**values)
