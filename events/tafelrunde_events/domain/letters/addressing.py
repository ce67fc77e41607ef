"""Where a printed letter goes. People have no private address here: it goes to the institution they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.utils.translation import pgettext

from tafelrunde_events.domain.addressees import language_for
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class LetterRecipient:
    """Somebody who gets a letter: a person for an institution, or an institution alone.

    Without an invitation the letter asks for no answer. Names that somebody else typed for a deputy stay out of letters
    as they stay out of mails. The name of specially protected people stands on paper: only
    their own table's coordination, which may know it, prints their letters.
    """

    person: Person | None = None
    organisation: Organisation | None = None
    invitation: Invitation | None = None

    @classmethod
    def of_invitation(cls, invitation: Invitation) -> Self:
        """Return the recipient of an invitation, fetched with person and organisation."""
        return cls(invitation.person, invitation.organisation, invitation)

    @property
    def language(self) -> str:
        """The language to write in."""
        return language_for(self.person)

    @property
    def shown_name(self) -> str:
        """What stands in lists: the person's name, or that of the institution."""
        if self.person:
            return self.person.full_name
        return self.organisation.name if self.organisation else ""


def postal_lines(recipient: LetterRecipient) -> list[str]:
    """Return the lines of the postal address (DIN 5008) in the active language.

    Nothing where street, postal code or town are not known.
    """
    place = recipient.organisation
    if place is None or not (place.street and place.postal_code and place.city):
        return []
    lines = [place.name, _person_line(recipient), place.street, f"{place.postal_code} {place.city}"]
    return [line for text in lines if (line := clean_line(text))]


def with_address(recipients: Iterable[LetterRecipient]) -> tuple[list[LetterRecipient], list[LetterRecipient]]:
    """Return those a letter can be sent to, and those it cannot."""
    printable: list[LetterRecipient] = []
    lacking: list[LetterRecipient] = []
    for recipient in recipients:
        (printable if postal_lines(recipient) else lacking).append(recipient)
    return printable, lacking


def _person_line(recipient: LetterRecipient) -> str:
    person = recipient.person
    if person is None:
        return ""
    form = {
        Person.Salutation.MS: pgettext("postal address", "Ms"),
        Person.Salutation.MR: pgettext("postal address", "Mr"),
    }.get(Person.Salutation(person.salutation), "")
    return f"{form} {person.full_name}"
