"""Mailings to those who registered for an event: in the words of any mailing, with the facts of the event and the way
to the personal page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override

from tafelrunde_events.domain.invitation_mail import InvitationWriter, Words
from tafelrunde_events.domain.mail_texts import RECIPIENT_VALUES, event_values, fill, fill_subject, wording_of
from tafelrunde_events.domain.mailings.plan import PlannedRecipient, Way
from tafelrunde_events.domain.registrations.letters.post import DraftMaker
from tafelrunde_events.domain.registrations.letters.readers import COMPANION, Reader
from tafelrunde_events.domain.registrations.letters.writing import RegistrationWriter, compose
from tafelrunde_events.enums import MailingKind, RegistrationState
from tafelrunde_members.domain.mail import queue_drafts
from tafelrunde_members.models.mail import Mailing


@dataclass(frozen=True, slots=True)
class _Variant:
    """Readers of whom the same is to be said."""

    language: str
    has_place: bool
    is_companion: bool

    @classmethod
    def of(cls, reader: Reader) -> "_Variant":
        has_place = reader.registration.state == RegistrationState.PLACED
        return cls(reader.language, has_place, reader.is_companion)


class RegistrationMailingWriter:
    """Writes the letters of one mailing to people who registered."""

    def __init__(self, writer: InvitationWriter, kind: str) -> None:
        self.letter = writer.letter
        self.kind = MailingKind(kind)
        self.writer = RegistrationWriter(writer.event)
        self._words: dict[_Variant, Words] = {}

    def words(self, reader: Reader) -> Words:
        """Return the letter as everybody like this reader gets it."""
        variant = _Variant.of(reader)
        if variant not in self._words:
            with override(variant.language):
                self._words[variant] = self._write(variant)
        return self._words[variant]

    def queue(self, outbox: Mailing, recipients: Sequence[PlannedRecipient]) -> None:
        """Put the letters into the outbox."""
        maker = DraftMaker(outbox)
        readers = [one.reader for one in recipients if one.way == Way.EMAIL and one.reader is not None]
        drafts = [maker.draft(reader, self.words(reader)) for reader in readers]
        # A reminder is of no use afterwards; anything else may be about what was.
        expires_at = self.writer.last_end if self.kind == MailingKind.REMINDER else None
        queue_drafts(outbox, drafts, reply_to=self.writer.reply_to, expires_at=expires_at)

    def _write(self, variant: _Variant) -> Words:
        wording = wording_of(self.writer.event, self.kind, language=variant.language)
        values = event_values(self.writer.plan) | RECIPIENT_VALUES
        opening = fill(wording.opening, values)
        if variant.is_companion:
            about = gettext("This letter is meant for %(name)s, whom you registered.") % {"name": COMPANION}
            opening = f"{about}\n\n{opening}"
        parts = {
            "opening": opening,
            "message": fill(self.letter.message, values),
            "closing": fill(wording.closing, values),
            "signature": fill(wording.signature, values),
            "exclusion_clause": fill(wording.exclusion_clause, values),
        }
        context = self.writer.facts(variant.language) | {
            "is_reminder": self.kind == MailingKind.REMINDER,
            "is_placed": variant.has_place,
            "action": gettext("Open your personal page"),
            "note": self._note(variant),
        }
        subject = fill_subject(self.letter.subject or wording.subject, values)
        return compose("tafelrunde_events/mail/registration_mailing", subject, context, parts, None)

    def _note(self, variant: _Variant) -> str:
        if self.kind != MailingKind.REMINDER:
            return ""
        if variant.has_place:
            return gettext(
                "Can you not come? Then please cancel on your personal page, so that somebody else gets the place."
            )
        return gettext("Do you no longer want to come? Then please cancel on your personal page.")
