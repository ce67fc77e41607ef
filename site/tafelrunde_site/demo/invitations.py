"""Makes one meeting whose invitations show everything: words, letter, answers of all kinds, a mail that came back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.editing_texts import save_letterhead, save_words
from tafelrunde_events.domain.mailings import draft_mailing, release
from tafelrunde_events.domain.replies.taking import Letter, take_reply
from tafelrunde_events.engine import read_replies, to_utc
from tafelrunde_events.enums import Answer, MailingKind, ReplySource
from tafelrunde_events.models import Event, Invitation, Letterhead, MailText
from tafelrunde_members.domain.mail.feedback import note_event, work_feedback
from tafelrunde_members.models.mail import MessageStatus, OutboxMessage
from tafelrunde_members.models.mail_feedback import DeliveryEvent
from tafelrunde_roundtables.domain.attendance import invite_seats
from tafelrunde_roundtables.models import Meeting, RoundTable
from tafelrunde_roundtables.text_owners import NAME as TABLE
from tafelrunde_site.demo.accounts import OTHER_COORDINATOR
from tafelrunde_site.demo.people import DOMAIN
from tafelrunde_site.demo.tables import LUDWIGSLUST
from tafelrunde_site.models import User

LANGUAGE = "de"
#: Name of the source that tells of the mail that came back.
SOURCE = "demo"
#: Days before the meeting on which the second reminder goes out; the first one belongs to the table.
REMINDER_DAYS = 3


@dataclass(frozen=True)
class AnswerFact:
    """What the delegate of an institution answers, and on which way."""

    organisation: str
    answer: Answer
    source: ReplySource = ReplySource.LINK
    comment: str = ""
    guests: int = 0
    deputy: str = ""
    deputy_address: str = ""


ANSWERS = (
    AnswerFact("Stadtverwaltung Ludwigslust (Beispiel)", Answer.ACCEPTED),
    AnswerFact(
        "Stadtfraktionen im Gespräch",
        Answer.ACCEPTED,
        comment="Ich bringe einen Gast aus dem Kreistag mit und brauche einen Platz nahe der Tür.",
        guests=1,
    ),
    AnswerFact(
        "Jugendverbände der demokratischen Parteien",
        Answer.DELEGATED,
        deputy="Svea Lewitz",
        deputy_address=f"svea.lewitz@{DOMAIN}",
    ),
    AnswerFact(
        "Ökumenischer Arbeitskreis",
        Answer.ACCEPTED,
        source=ReplySource.STAFF,
        comment="Zusage am Telefon nach dem Brief.",
    ),
    AnswerFact("Gymnasium am Kanal", Answer.DECLINED, comment="An diesem Abend ist Zeugniskonferenz."),
    AnswerFact("Stadtanzeiger (Redaktion)", Answer.TENTATIVE),
)
#: Says yes in the calendar; what comes from there counts by itself.
BY_CALENDAR = "Amtsgericht (Beispiel)"
#: Proposes another time in the calendar; that waits for the coordination.
PROPOSING = "Holzbau Musterfeld GmbH"
#: Has a mailbox that no longer exists.
RETURNED = "Feuerwehrverein Lindenallee"

INVITING_WORDS = {
    "subject": "Herzliche Einladung: {title} am {day}",
    "opening": "{salutation},\n\nhiermit laden wir {you} herzlich an unseren Tisch ein:",
    "closing": "Wir freuen uns auf Sie und grüßen herzlich",
}
LETTERHEAD = {
    "signature": "Bündnis für Ludwigslust, Geschäftsstelle\nTelefon 030 23125 140, {contact}",
    "return_address": "Bündnis für Ludwigslust, Schlossstraße 7, 19288 Ludwigslust",
}


def make_invitations() -> None:
    """Invite to the coming meeting of one table and let people answer; invited already, nothing changes."""
    table = RoundTable.objects.get(slug=LUDWIGSLUST.slug)
    coming = Meeting.objects.filter(table=table, event__occurrences__start__gt=timezone.now())
    meeting = coming.order_by("event__occurrences__start").first()
    if meeting is None or Invitation.objects.filter(event__in=table.meetings.values("event")).exists():
        return
    user = User.objects.get(email=OTHER_COORDINATOR.address)
    write_words(table, by=user)
    invite_seats(meeting, by=user)
    for fact in ANSWERS:
        answer(meeting.event, fact, by=user)
    answer_by_calendar(invitation_of(meeting.event, BY_CALENDAR), partstat="ACCEPTED")
    answer_by_calendar(invitation_of(meeting.event, PROPOSING), partstat="TENTATIVE", propose=dt.timedelta(hours=2))
    return_mail(invitation_of(meeting.event, RETURNED))
    schedule_reminder(meeting.event, by=user)


def write_words(table: RoundTable, *, by: User) -> None:
    """Give the table words of its own for invitations, and its letterhead."""
    owner = f"{TABLE}:{table.pk}"
    save_words(owner, MailingKind.INVITATION, language=LANGUAGE, texts=INVITING_WORDS, by=by)
    save_letterhead(owner, language=LANGUAGE, texts=LETTERHEAD, by=by)


def invitation_of(event: Event, organisation: str) -> Invitation:
    """Return the invitation of the delegate of an institution."""
    return event.invitations.primary().get(organisation__name=organisation)


def answer(event: Event, fact: AnswerFact, *, by: User) -> None:
    """Record an answer as its fact says."""
    record_answer(
        invitation_of(event, fact.organisation),
        answer=fact.answer,
        source=fact.source,
        comment=fact.comment,
        guests=fact.guests,
        deputy_name=fact.deputy,
        deputy_email=fact.deputy_address,
        by=by if fact.source == ReplySource.STAFF else None,
    )


def answer_by_calendar(invitation: Invitation, *, partstat: str, propose: dt.timedelta | None = None) -> None:
    """Answer as a calendar program does; `propose` asks for a beginning so much later."""
    entry = invitation.event.entries.get()
    date = invitation.event.occurrences.get()
    start, end = date.start + (propose or dt.timedelta()), date.end + (propose or dt.timedelta())
    lines = [
        "BEGIN:VCALENDAR",
        f"METHOD:{'COUNTER' if propose else 'REPLY'}",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{invitation.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    letter = Letter(
        sender=invitation.address.lower(), dmarc="", received_at=timezone.now(), invitation=invitation, row=None
    )
    for reply in read_replies("\r\n".join(lines).encode()):
        take_reply(reply, letter)


def return_mail(invitation: Invitation) -> None:
    """Let the invitation come back, as if a server had taken it and found no mailbox: its address is suppressed."""
    message = OutboxMessage.objects.get(
        address=invitation.address.lower(), mailing__event_mailing__event=invitation.event
    )
    message.status, message.sent_at, message.private = MessageStatus.SENT, timezone.now(), {}
    message.save(update_fields=["status", "sent_at", "private"])
    note_event(
        kind=DeliveryEvent.Kind.HARD_BOUNCE,
        source=SOURCE,
        event_id=f"{SOURCE}-{message.pk}",
        outbox_id=message.pk,
        address=message.address,
        answer="550 5.1.1 User unknown",
    )
    work_feedback()


def schedule_reminder(event: Event, *, by: User) -> None:
    """Release a reminder of those who have not answered until then."""
    first = event.occurrences.get()
    day = first.start_date - dt.timedelta(days=REMINDER_DAYS)
    reminder = draft_mailing(
        event,
        kind=MailingKind.REMINDER,
        by=by,
        sources=["unanswered"],
        message="Bitte geben Sie uns bis morgen Bescheid, damit wir den Saal richtig bestuhlen.",
        scheduled_for=to_utc(dt.datetime.combine(day, dt.time(8)), first.zone),
    )
    release(reminder, by=by)


def delete_words(tables: "QuerySet[RoundTable, Any]") -> None:
    """Delete the words and letterheads of tables."""
    owners = [f"{TABLE}:{pk}" for pk in tables.values_list("pk", flat=True)]
    MailText.objects.filter(owner__in=owners).delete()
    Letterhead.objects.filter(owner__in=owners).delete()
