"""Letters about an event to people who are not invited: what is the same for all is written once for each language.

Mailings to people whom the event does not concern anyway say how to leave the list (RFC 8058).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from tafelrunde_events.domain.addressees import Addressee
from tafelrunde_events.domain.invitation_mail import InvitationWriter, Words, tidy
from tafelrunde_events.domain.mail_texts import (
    RECIPIENT_VALUES,
    as_html,
    date_lines,
    disarm,
    event_values,
    fill,
    fill_subject,
    wording_of,
)
from tafelrunde_events.domain.mailings.plan import PlannedRecipient
from tafelrunde_events.domain.places import shared_place
from tafelrunde_members.domain.mail import Draft, Stream, queue_drafts, store_body
from tafelrunde_members.domain.mail.queue import PLACEHOLDER, SUBJECT_LENGTH
from tafelrunde_members.domain.mail.unsubscribing import (
    MAILINGS,
    UNSUBSCRIBE_URL,
    unsubscribe_headers,
    unsubscribe_secrets,
)
from tafelrunde_members.models.mail import Mailing, OutboxMessage

PREFIX = "circular:person:"


class CircularWriter:
    """Writes the letters of one mailing to people who are not invited."""

    def __init__(self, writer: InvitationWriter, kind: str) -> None:
        self.writer = writer
        self.kind = kind
        self._words: dict[tuple[str, bool], Words] = {}

    def words(self, language: str, *, can_leave: bool) -> Words:
        """Return the letter for all who read this language, with or without the way to leave the list."""
        key = (language, can_leave)
        if key not in self._words:
            with override(language):
                self._words[key] = self._write(language, can_leave=can_leave)
        return self._words[key]

    def queue(self, outbox: Mailing, recipients: Sequence[PlannedRecipient]) -> None:
        """Put the letters into the outbox."""
        for stream in Stream:
            chosen = [recipient for recipient in recipients if recipient.stream == stream]
            if chosen:
                drafts = self._drafts(outbox, chosen, stream=stream)
                queue_drafts(outbox, drafts, stream=stream, reply_to=self.writer.reply_to)

    def _drafts(self, outbox: Mailing, recipients: Sequence[PlannedRecipient], *, stream: Stream) -> list[Draft]:
        leaving: Mapping[str, tuple[dict[str, str], str]] = {}
        if stream == Stream.MAILING:
            leaving = unsubscribe_headers((recipient.address for recipient in recipients), list_name=MAILINGS)
        bodies = {}
        drafts = []
        for recipient in recipients:
            addressee = addressee_of(recipient)
            words = self.words(addressee.language, can_leave=stream == Stream.MAILING)
            if addressee.language not in bodies:
                bodies[addressee.language] = store_body(outbox, text=words.text, html=words.html)
            headers, link = leaving.get(recipient.address, ({}, ""))
            values, private = values_for(addressee, words)
            drafts.append(
                Draft(
                    recipient=addressee.recipient,
                    body=bodies[addressee.language],
                    subject=words.subject,
                    object_key=object_key(recipient),
                    values=values,
                    private=private | ({UNSUBSCRIBE_URL: link} if link else {}),
                    headers=headers,
                )
            )
        return drafts

    def _write(self, language: str, *, can_leave: bool) -> Words:
        writer = self.writer
        wording = wording_of(writer.event, self.kind, language=language)
        values = {**event_values(writer.plan), **RECIPIENT_VALUES, "answer_url": ""}
        parts = {
            "opening": fill(wording.opening, values),
            "message": fill(writer.letter.message, values),
            "closing": fill(wording.closing, values),
            "signature": fill(wording.signature, values),
        }
        context = self._facts(language) | {"unsubscribe_url": UNSUBSCRIBE_URL if can_leave else ""}
        text = tidy(render_to_string("tafelrunde_events/mail/circular.txt", context | parts))
        html_parts = {name: as_html(part) for name, part in parts.items()}
        html = render_to_string("tafelrunde_events/mail/circular.html", context | html_parts)
        return Words(
            subject=fill_subject(writer.letter.subject or wording.subject, values)[:SUBJECT_LENGTH],
            text=text,
            html=html,
            calendar=None,
            placeholders=frozenset(PLACEHOLDER.findall(text)) | frozenset(PLACEHOLDER.findall(html)),
        )

    def _facts(self, language: str) -> dict[str, Any]:
        event = self.writer.event
        rows = sorted(
            (row for entry in self.writer.plan.entries for row in entry.rows), key=lambda row: (row.start, row.pk)
        )
        rows = [row for row in rows if not row.is_cancelled] or rows
        where = shared_place(event, rows)
        return {
            "language": language,
            "title": disarm(event.title),
            "is_cancelled": event.is_cancelled,
            "dates": [disarm(line) for line in date_lines(rows, where)],
            "place": disarm(where.text),
        }


def addressee_of(recipient: PlannedRecipient, *, link: str = "") -> Addressee:
    """Return whom a mail to a planned recipient is written to; `link` stands in the place of the personal one."""
    invitation = recipient.invitation
    return Addressee(
        address=recipient.address,
        person=recipient.person,
        organisation=recipient.organisation,
        is_deputy=invitation is not None and invitation.deputy_of_id is not None,
        link=link,
        **({"answer": invitation.answer} if invitation is not None else {}),
    )


def values_for(addressee: Addressee, words: Words) -> tuple[dict[str, str], dict[str, str]]:
    """Return what fills the placeholders of the words: what staff may read, and what only the addressee may."""
    with override(addressee.language):
        values, private = addressee.values(), addressee.private_values()
    return _used(values, words.placeholders), _used(private, words.placeholders)


def object_key(recipient: PlannedRecipient) -> str:
    """Return what a letter to somebody who is not invited is about."""
    return f"{PREFIX}{recipient.person.pk if recipient.person else 0}"


def renew_secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the secrets of a letter that was sent before; registered for `PREFIX`."""
    secrets = unsubscribe_secrets(message) if message.stream == Stream.MAILING else {}
    if message.person is not None:
        addressee = Addressee(address=message.recipient_email, person=message.person)
        with override(addressee.language):
            secrets |= addressee.private_values()
    return secrets


def _used(values: Mapping[str, str], placeholders: Iterable[str]) -> dict[str, str]:
    wanted = set(placeholders)
    return {name: value for name, value in values.items() if name in wanted}
