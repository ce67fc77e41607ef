"""Printed letters for those who get no mail: one PDF for all, ready for window envelopes."""

from tafelrunde_events.domain.letters.addressing import LetterRecipient, postal_lines, with_address
from tafelrunde_events.domain.letters.writing import letters_pdf

__all__ = ["LetterRecipient", "letters_pdf", "postal_lines", "with_address"]
