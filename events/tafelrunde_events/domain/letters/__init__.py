"""Printed letters for those who get no mail: one PDF for all, ready for window envelopes."""

from tafelrunde_events.domain.letters.addressing import LetterRecipient, postal_lines, with_address
from tafelrunde_events.domain.letters.recipients import LetterList, letter_list
from tafelrunde_events.domain.letters.writing import letters_pdf

__all__ = ["LetterList", "LetterRecipient", "letter_list", "letters_pdf", "postal_lines", "with_address"]
