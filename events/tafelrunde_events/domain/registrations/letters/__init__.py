"""Mails to those who registered: one about each thing, through the outbox, in the transaction of the fact (law 5)."""

from tafelrunde_events.domain.registrations.letters.kinds import RegistrationLetter
from tafelrunde_events.domain.registrations.letters.post import PREFIX, queue_letter, queue_letters
from tafelrunde_events.domain.registrations.letters.secrets import renew_secrets
from tafelrunde_events.domain.registrations.letters.writing import letters_read_ahead

__all__ = ["PREFIX", "RegistrationLetter", "letters_read_ahead", "queue_letter", "queue_letters", "renew_secrets"]
