"""Whom a mail about an event goes to, and what in it is theirs alone."""

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from tafelrunde_events import conf
from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.mail_texts import RECIPIENT_VALUES, you_text
from tafelrunde_events.domain.reply_addresses import reply_address
from tafelrunde_events.domain.salutations import salutation
from tafelrunde_events.engine import AddressError, check_address
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import Answer
from tafelrunde_events.models import Invitation
from tafelrunde_members.domain.mail import Recipient
from tafelrunde_members.models import Organisation, Person
from tafelrunde_members.validators import validate_deliverable_address

#: Stands for the personal link; the outbox inserts it when it sends and forgets it then.
ANSWER_URL = RECIPIENT_VALUES["answer_url"]


def is_deliverable(address: str) -> bool:
    """Tell whether mail and calendar entries can name an address."""
    try:
        validate_deliverable_address(address)
        check_address(address)
    except (ValidationError, AddressError):
        return False
    return True


def language_for(person: Person | None) -> str:
    """Return the language to write to somebody in: theirs where the site speaks it."""
    known = person.language if person else ""
    return known if known in conf.languages() else conf.language()


@dataclass(frozen=True)
class Invitee:
    """A person to be invited, on behalf of an organisation where there is one."""

    person: Person
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is written to, invited or not.

    Of a deputy whom somebody else named, only what stands in our own directory is ever written into a mail: the name
    was typed by a stranger.
    """

    address: str
    person: Person | None = None
    organisation: Organisation | None = None
    is_deputy: bool = False
    answer: str = Answer.NEEDS_ACTION
    link: str = ""
    reply_to: str = ""

    @classmethod
    def of_invitee(cls, invitee: Invitee, *, address: str, link: str = "") -> Self:
        """Return somebody who may be invited; `link` stands in the place of the personal one."""
        return cls(address=address, person=invitee.person, organisation=invitee.organisation, link=link)

    @classmethod
    def of_invitation(cls, invitation: Invitation) -> Self:
        """Return somebody who is invited; the invitation's person and organisation should be fetched."""
        return cls(
            address=invitation.address,
            person=invitation.person,
            organisation=invitation.organisation,
            is_deputy=invitation.deputy_of_id is not None,
            answer=invitation.answer,
            link=answer_address(answer_token(invitation.nonce)),
            reply_to=reply_address(invitation),
        )

    @property
    def shown_name(self) -> str:
        """The name on the envelope and in calendars; empty for specially protected people."""
        return "" if self.person is None or self.person.protected else clean_line(self.person.full_name)

    @property
    def language(self) -> str:
        """The language to write in."""
        return language_for(self.person)

    @property
    def recipient(self) -> Recipient:
        """The recipient for the outbox."""
        return Recipient(
            email=self.address, name=self.shown_name, person_id=self.person.pk if self.person is not None else None
        )

    def values(self) -> dict[str, str]:
        """Return what fills the placeholders that staff may read, in the active language."""
        return {
            RECIPIENT_VALUES["you"]: _deputy_text(self.organisation) if self.is_deputy else you_text(self.organisation),
            RECIPIENT_VALUES["organisation"]: clean_line(self.organisation.name) if self.organisation else "",
        } | ({} if self._is_hidden else self._salutation())

    def private_values(self) -> dict[str, str]:
        """Return what only the recipient may read, and for specially protected people how they are greeted."""
        return {ANSWER_URL: self.link} | (self._salutation() if self._is_hidden else {})

    @property
    def _is_hidden(self) -> bool:
        return self.person is not None and self.person.protected

    def _salutation(self) -> dict[str, str]:
        return {RECIPIENT_VALUES["salutation"]: clean_line(salutation(self.person))}


def _deputy_text(organisation: Organisation | None) -> str:
    if organisation is None:
        return gettext("you as the deputy of somebody who was invited")
    return gettext("you as the deputy of somebody who was invited (%(organisation)s)") % {
        "organisation": organisation.name
    }
