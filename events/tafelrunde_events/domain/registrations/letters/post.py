"""Putting letters about registrations into the outbox, one or many; always in the transaction of the fact (law 5)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events.domain.invitation_mail import Words
from tafelrunde_events.domain.registrations.letters.kinds import (
    LETTERS_TO_STRANGERS,
    LETTERS_WITH_DATES,
    RegistrationLetter,
)
from tafelrunde_events.domain.registrations.letters.readers import Reader
from tafelrunde_events.domain.registrations.letters.writing import Details, RegistrationWriter, writer_for
from tafelrunde_events.domain.registrations.places import window_of
from tafelrunde_events.domain.registrations.told import TOLD_OF_CANCELLATION, state_to_tell
from tafelrunde_events.models import Event, Registration
from tafelrunde_members.domain.mail import Content, Draft, open_mailing, queue_drafts, queue_message, store_body
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models.mail import Mailing, MessageBody

#: How the subject matter of these messages begins; `secrets.renew_secrets` is registered for it.
PREFIX = "registration:"
_BATCH = 500
#: Letters that say why.
_WITH_REASON = (RegistrationLetter.CANCELLED_BY_STAFF, RegistrationLetter.REFUSED)


def queue_letter(registration: Registration, letter: RegistrationLetter) -> None:
    """Queue a letter to the person, or to the contact of a colleague without an address; nothing without either.

    Call it under the event's lock. Whoever learns dates from it is noted to know how they stand now.
    """
    reader = Reader.of(registration)
    if reader is None:
        return
    writer = writer_for(registration.event)
    stranger = letter in LETTERS_TO_STRANGERS
    words = writer.words(letter, language=reader.language, details=_details(registration, letter, writer, reader))
    mailing = open_registration_mailing(registration.event, letter)
    key = object_key(registration)
    private = reader.private_values(stranger=stranger)
    queue_message(
        mailing,
        recipient=reader.recipient(stranger=stranger),
        content=Content(
            subject=words.subject,
            text=words.text,
            html=words.html,
            calendar=words.calendar,
            private={name: value for name, value in private.items() if name in words.placeholders},
        ),
        object_key=key,
        sequence=_next_sequence(mailing, key),
        reply_to=writer.reply_to,
        expires_at=_expires_at(registration, letter, writer),
    )
    if letter in LETTERS_WITH_DATES:
        registration.told_for = state_to_tell(writer.plan)
        Registration.objects.filter(pk=registration.pk).update(told_for=registration.told_for)


def queue_letters(
    writer: RegistrationWriter,
    registrations: Sequence[Registration],
    letter: RegistrationLetter,
    *,
    revision: str,
    changes: Mapping[str, tuple[str, ...]] | None = None,
    reason: str = "",
) -> int:
    """Queue one letter to each address behind many registrations; return how many are new, in a few queries each 500.

    `revision` names the occasion: for the same one nobody is written to twice. `changes` are sentences by language.
    Fetch `person` and `contact__person` with the registrations. All of them are noted to know.
    """
    mailing = open_registration_mailing(writer.event, letter, revision=revision)
    drafts_of = DraftMaker(mailing)
    queued = 0
    for begin in range(0, len(registrations), _BATCH):
        batch = registrations[begin : begin + _BATCH]
        readers = one_for_each_address(batch)
        drafts = []
        for reader in readers:
            details = Details(
                state=reader.registration.state,
                reason=reason,
                changes=(changes or {}).get(reader.language, ()),
                about_companion=reader.is_companion,
            )
            words = writer.words(letter, language=reader.language, details=details)
            drafts.append(drafts_of.draft(reader, words))
        queued += queue_drafts(mailing, drafts, reply_to=writer.reply_to, expires_at=writer.last_known_end)
        told = TOLD_OF_CANCELLATION if letter == RegistrationLetter.EVENT_CANCELLED else state_to_tell(writer.plan)
        Registration.objects.filter(pk__in=[one.pk for one in batch]).update(told_for=told)
    return queued


class DraftMaker:
    """Makes the messages of one mailing; words that many readers share are stored once."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._bodies: dict[int, MessageBody] = {}

    def draft(self, reader: Reader, words: Words, **private: str) -> Draft:
        """Return the message with these words to one reader; `private` holds further secrets by name.

        Whoever wrote the words keeps them: the same words are the same object.
        """
        if id(words) not in self._bodies:
            body = store_body(self._mailing, text=words.text, html=words.html, calendar=words.calendar)
            self._bodies[id(words)] = body
        values = reader.private_values() | {f"[[{name}]]": value for name, value in private.items()}
        return Draft(
            recipient=reader.recipient(),
            body=self._bodies[id(words)],
            subject=words.subject,
            object_key=object_key(reader.registration),
            private={name: value for name, value in values.items() if name in words.placeholders},
        )


def one_for_each_address(registrations: Iterable[Registration]) -> list[Reader]:
    """Return who is written to when many are: each address once, about its own registration where it has one."""
    found: dict[str, Reader] = {}
    readers = [reader for one in registrations if (reader := Reader.of(one)) is not None]
    for reader in sorted(readers, key=lambda reader: reader.is_companion):
        found.setdefault(reader.address.lower(), reader)
    return list(found.values())


def object_key(registration: Registration) -> str:
    """Return what a letter about a registration is about."""
    return f"{PREFIX}{registration.pk}"


def open_registration_mailing(event: Event, letter: str, *, revision: str = "") -> Mailing:
    """Return the mailing of a kind of letter about an event, made on the first call."""
    key = registration_mailing_key(event, letter, revision=revision)
    title = event.title if event.visibility <= Visibility.NETWORK else gettext("Meeting in a closed circle")
    # Who takes part is the business of those who run the event, however public it is.
    return open_mailing(key, kind="registration", title=title, visibility=Visibility.COORDINATION)


def registration_mailing_key(event: Event, letter: str, *, revision: str = "") -> str:
    """Return under which key such a mailing is found."""
    return ":".join(part for part in (f"event:{event.pk}", "registration", letter, revision) if part)


def _details(
    registration: Registration, letter: RegistrationLetter, writer: RegistrationWriter, reader: Reader
) -> Details:
    return Details(
        state=registration.state,
        until=_until(registration, letter, writer),
        reason=registration.end_reason if letter in _WITH_REASON else "",
        about_companion=reader.is_companion,
    )


def _until(registration: Registration, letter: RegistrationLetter, writer: RegistrationWriter) -> dt.datetime | None:
    """Return the moment that a letter names: the end of the hold or offer, or by when others can still move up."""
    match letter:
        case RegistrationLetter.CONFIRM:
            return registration.hold_until
        case RegistrationLetter.OFFERED:
            return registration.offered_until
        case RegistrationLetter.PROMOTED if writer.places is not None:
            writer.places.event = writer.event
            window = window_of(writer.places)
            now = timezone.now()
            return next((end for end in (window.promotion_ends, window.begins) if end and end > now), None)
    return None


def _expires_at(
    registration: Registration, letter: RegistrationLetter, writer: RegistrationWriter
) -> dt.datetime | None:
    """Return when the letter is of no use any more; what has ended is still told."""
    if letter == RegistrationLetter.OFFERED:
        return registration.offered_until
    return writer.last_end if letter in LETTERS_WITH_DATES | LETTERS_TO_STRANGERS else None


def _next_sequence(mailing: Mailing, key: str) -> int:
    """Return the number of a further letter: somebody may lose a place and get one again."""
    latest = mailing.messages.filter(object_key=key).aggregate(latest=Max("sequence"))["latest"]
    return 0 if latest is None else latest + 1
