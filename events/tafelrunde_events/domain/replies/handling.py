"""Mail that holds an answer of a calendar program, or that came to the address of one invitation."""

from collections import Counter

from django.utils.translation import gettext

from tafelrunde_events.domain.replies.parts import read_calendar_mail
from tafelrunde_events.domain.replies.taking import Letter, is_flooded, take_reply
from tafelrunde_events.domain.reply_addresses import find_by_reply_address
from tafelrunde_events.models import CalendarReply, Invitation
from tafelrunde_members.domain.mail.inbound import InboundMail, InboundOutcome
from tafelrunde_members.models import InboundMessage

#: What an invitee answers with. Other methods are requests, or answers to requests that nobody here makes.
ANSWERING_METHODS = frozenset({"REPLY", "COUNTER"})
_MOST_RECIPIENTS = 20

Kind = InboundMessage.Kind


def handle_calendar_mail(mail: InboundMail) -> InboundOutcome | None:
    """Take all answers that a mail holds; return what came of them, or None for mail that is no answer.

    Whatever else arrives at the address of an invitation is shown to the coordination as not understood: that address
    stands in calendars alone, and people write to it who wanted to answer.
    """
    invitation = _addressed(mail)
    answers = [one for one in read_calendar_mail(mail.raw) if one.method in ANSWERING_METHODS]
    if not answers:
        return _note_letter(mail, invitation) if invitation else None
    letter = Letter(
        sender=mail.sender,
        dmarc=mail.dmarc,
        received_at=mail.row.received_at,
        invitation=invitation,
        row=mail.row,
    )
    return InboundOutcome(Kind.REPLY, _in_words([take_reply(answer, letter) for answer in answers]))


def _addressed(mail: InboundMail) -> Invitation | None:
    found = (find_by_reply_address(address) for address in mail.recipients[:_MOST_RECIPIENTS])
    return next(filter(None, found), None)


def _note_letter(mail: InboundMail, invitation: Invitation) -> InboundOutcome:
    outcome = CalendarReply.Outcome.AUTOMATIC if mail.is_automatic else CalendarReply.Outcome.UNREADABLE
    if not is_flooded(invitation.event, invitation):
        CalendarReply.objects.create(
            event=invitation.event,
            invitation=invitation,
            inbound=mail.row,
            outcome=outcome,
            sender=mail.sender[:254],
            received_at=mail.row.received_at,
        )
    kind = Kind.AUTOMATIC if mail.is_automatic else Kind.OTHER
    return InboundOutcome(kind, gettext("It came to the address of an invitation and holds no answer."))


def _in_words(replies: list[CalendarReply | None]) -> str:
    labels = [reply.get_outcome_display() if reply else gettext("nothing to record") for reply in replies]
    counted = Counter(labels)
    return ", ".join(f"{label} ({count})" if count > 1 else label for label, count in counted.items())
