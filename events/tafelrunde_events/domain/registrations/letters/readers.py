"""Whom a letter about a registration goes to, and what in it is theirs alone."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.addressees import is_deliverable
from tafelrunde_events.domain.mail_texts import RECIPIENT_VALUES, you_text
from tafelrunde_events.domain.registrations.links import registration_address
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.models import Registration
from tafelrunde_members.domain.mail import Recipient

#: Stand for what only the reader may know; the outbox inserts it when it sends and forgets it then.
SALUTATION, COMPANION, PERSONAL_URL = RECIPIENT_VALUES["salutation"], "[[companion]]", "[[registration_url]]"

#: The link to the anonymous evaluation, in thanks alone.
EVALUATION_URL = "[[evaluation_url]]"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to about a registration: its owner, or the contact of a colleague without an address."""

    registration: Registration
    holder: Registration

    @classmethod
    def of(cls, registration: Registration) -> Self | None:
        """Return who is written to; None where nobody can be. Fetch `person`, and `contact__person`, along with it."""
        holder = registration if registration.email else registration.contact
        if holder is None or not is_deliverable(holder.email):
            return None
        return cls(registration, holder)

    @property
    def address(self) -> str:
        """Where the letter goes."""
        return self.holder.email

    @property
    def language(self) -> str:
        """The language to write in."""
        known = self.holder.language
        return known if known in conf.languages() else conf.language()

    @property
    def is_companion(self) -> bool:
        """Whether the letter is about somebody else than its reader."""
        return self.holder is not self.registration

    def recipient(self, *, stranger: bool = False) -> Recipient:
        """Return the recipient for the outbox; a `stranger` gets no name that somebody typed into a form."""
        name = "" if stranger else clean_line(shown_name(self.holder))
        return Recipient(email=self.holder.email, name=name, person_id=self.holder.person_id)

    def private_values(self, *, stranger: bool = False, link: str = "") -> dict[str, str]:
        """Return what fills the placeholders, in the reader's language; `link` stands in place of the personal one."""
        link = link or registration_address(self.registration)
        with override(self.language):
            values = {SALUTATION: self._salutation(stranger=stranger), RECIPIENT_VALUES["you"]: you_text(None)}
        values |= {PERSONAL_URL: link, RECIPIENT_VALUES["answer_url"]: link}
        values[RECIPIENT_VALUES["organisation"]] = "" if stranger else clean_line(self.registration.organisation)
        if self.is_companion:
            values[COMPANION] = clean_line(self.registration.full_name)
        return values

    def _salutation(self, *, stranger: bool) -> str:
        name = "" if stranger else clean_line(self.holder.full_name)
        return gettext("Good day %(name)s") % {"name": name} if name else gettext("Good day")
