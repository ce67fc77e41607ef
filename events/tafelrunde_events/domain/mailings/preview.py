"""How a mail would look to one recipient, and sending that to oneself. Links in it are dead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.addressees import ANSWER_URL, Addressee, is_deliverable
from tafelrunde_events.domain.answer_links import answer_address
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.invitation_mail import InvitationWriter, Words
from tafelrunde_events.domain.invitation_news import NewsOfDates
from tafelrunde_events.domain.invitation_post import open_event_mailing
from tafelrunde_events.domain.mailings.circulars import CircularWriter, addressee_of
from tafelrunde_events.domain.mailings.plan import (
    NEWS_KINDS,
    PlannedRecipient,
    Way,
    plan_recipients,
    tells_everybody,
)
from tafelrunde_events.domain.mailings.to_registrations import RegistrationMailingWriter
from tafelrunde_events.domain.mailings.writing import entry_for, writer_of
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.domain.registrations.letters.readers import Reader
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import EventMailing, Invitation, Registration
from tafelrunde_members.domain.mail import CalendarPart, Content, Recipient, Stream, queue_message
from tafelrunde_members.domain.mail.queue import PLACEHOLDER, SUBJECT_LENGTH
from tafelrunde_members.domain.mail.unsubscribing import UNSUBSCRIBE_URL
from tafelrunde_members.models import Organisation, Person

#: Stands in the address of a dead link.
_NOBODYS = "..."


@dataclass(frozen=True)
class CalendarWords:
    """A calendar entry in words."""

    method: str
    title: str
    dates: list[str]
    place: str


@dataclass(frozen=True)
class Preview:
    """A mail as one recipient would get it; `calendar` is the entry as programs read it."""

    subject: str
    text: str
    html: str
    calendar: str = ""
    calendar_method: str = ""
    in_words: CalendarWords | None = None


def preview(mailing: EventMailing, recipient: PlannedRecipient) -> Preview | None:
    """Return the mail that a recipient would get now, the first one where there are several; None for nothing at all.

    Changes nothing. Raises AddressError for an address that no calendar can name.
    """
    writer = writer_of(mailing)
    kind = MailingKind(mailing.kind)
    if recipient.registration is not None:
        return _for_registration(RegistrationMailingWriter(writer, kind), recipient.reader)
    addressee = addressee_of(recipient, link=answer_address(_NOBODYS))
    if recipient.invitation is None and kind in (MailingKind.MESSAGE, MailingKind.PAPERS):
        can_leave = recipient.stream == Stream.MAILING
        words = CircularWriter(writer, kind).words(addressee.language, can_leave=can_leave)
        return _filled(words, addressee)
    chosen = _entry(mailing, writer, recipient.invitation)
    if chosen is None:
        return None
    kind, entry_plan = chosen
    words = writer.words(kind, entry_plan, language=addressee.language)
    shown = _filled(words, addressee)
    if words.calendar is None or not recipient.address:
        return shown
    calendar = _insert(writer.entries.lines(kind, addressee), words.calendar.text)
    return replace(
        shown,
        calendar=calendar,
        calendar_method=words.calendar.method,
        in_words=_in_words(writer, entry_plan, words.calendar.method),
    )


def send_test(mailing: EventMailing, *, to: AbstractBaseUser) -> str:
    """Queue one mail as it would look, to the user's own address and nobody else's; return that address.

    The recipient is invented and links are dead. Raises ValidationError: ``no_address`` when the account has none,
    ``nothing`` when there is nothing to write.
    """
    address = str(getattr(to, "email", ""))
    if not is_deliverable(address):
        raise ValidationError(gettext("Your account has no e-mail address."), code="no_address")
    shown = preview(mailing, _invented(mailing, address, to))
    if shown is None:
        raise ValidationError(gettext("There is nothing to write to anybody."), code="nothing")
    subject = gettext("Test: %(subject)s") % {"subject": shown.subject}
    # A cancellation would take a real entry out of one's own calendar.
    calendar = CalendarPart("REQUEST", shown.calendar) if shown.calendar_method == "REQUEST" else None
    with transaction.atomic():
        # A mailing of its own says who may read it in the log: what a closed circle is written stays there (law 13).
        revision = f"test{mailing.pk}"
        outbox = open_event_mailing(mailing.event, MailingKind(mailing.kind), revision=revision, by=to)
        queue_message(
            outbox,
            recipient=Recipient(email=address),
            content=Content(subject=subject[:SUBJECT_LENGTH], text=shown.text, html=shown.html, calendar=calendar),
            object_key=f"test:mailing:{mailing.pk}",
            sequence=outbox.messages.count(),
        )
    return address


def _invented(mailing: EventMailing, address: str, user: AbstractBaseUser) -> PlannedRecipient:
    """Return the first recipient with everything that is theirs replaced."""
    first = plan_recipients(mailing, user=user).first
    if first is None:
        first = PlannedRecipient(
            person=None, organisation=None, invitation=None, address=address, way=Way.EMAIL, stream=Stream.TRANSACTIONAL
        )
    if first.registration is not None:
        return replace(first, registration=_invented_registration(first.registration, address), address=address)
    language = first.person.language if first.person else conf.language()
    with override(language):
        person = Person(first_name="Alex", last_name=gettext("Example"), language=language)
        organisation = Organisation(name=gettext("Example institution"))
    return replace(first, person=person, organisation=organisation if first.organisation else None, address=address)


def _invented_registration(registration: Registration, address: str) -> Registration:
    """Return one that nobody stored, of the same language and state."""
    with override(registration.language):
        name = gettext("Example")
    return Registration(
        first_name="Alex", last_name=name, email=address, language=registration.language, state=registration.state
    )


def _for_registration(writer: RegistrationMailingWriter, reader: Reader | None) -> Preview | None:
    if reader is None:
        return None
    words = writer.words(reader)
    values = reader.private_values(link=conf.absolute_url(reverse("tafelrunde_events:registration", args=[_NOBODYS])))
    return Preview(
        subject=words.subject,
        text=_insert(values, words.text),
        html=_insert({name: escape(value) for name, value in values.items()}, words.html),
    )


def _entry(
    mailing: EventMailing, writer: InvitationWriter, invitation: Invitation | None
) -> tuple[MailingKind, EntryPlan] | None:
    """Return which entry the mail is about, and what it says about it."""
    kind = MailingKind(mailing.kind)
    if kind in NEWS_KINDS:
        told = NewsOfDates(writer.event, writer=writer, texts=tells_everybody(mailing))
        news = told.about(invitation) if invitation else []
        return (news[0].kind, news[0].entry_plan) if news else None
    if kind == MailingKind.INVITATION:
        return (kind, writer.open_entries[0]) if writer.open_entries else None
    return kind, entry_for(writer)


def _filled(words: Words, addressee: Addressee) -> Preview:
    with override(addressee.language):
        values = addressee.values() | addressee.private_values()
        values[ANSWER_URL] = addressee.link
        values[UNSUBSCRIBE_URL] = gettext("[personal link]")
    return Preview(
        subject=words.subject,
        text=_insert(values, words.text),
        html=_insert({name: escape(value) for name, value in values.items()}, words.html),
    )


def _in_words(writer: InvitationWriter, entry_plan: EntryPlan, method: str) -> CalendarWords:
    rows = sorted(entry_plan.rows, key=lambda row: (row.start, row.pk))
    methods = {"REQUEST": gettext("Enters the date, with buttons for the answer"), "CANCEL": gettext("Takes it out")}
    return CalendarWords(
        method=methods.get(method, method),
        title=writer.event.title,
        dates=[when_text(row) for row in rows],
        place=shared_place(writer.event, rows).text,
    )


def _insert(values: Mapping[str, str], content: str) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), content)
