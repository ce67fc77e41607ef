"""The words that the plugin brings along for letters; sites and tables replace what they say differently.

They name the placeholders of `placeholders.PLACEHOLDERS` and are looked up in the active language.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import MailingKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


_CLOSING = _("Kind regards")


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of letter says around the facts of the date."""

    subject: "StrOrPromise"
    opening: "StrOrPromise"
    closing: "StrOrPromise" = _CLOSING


BUILT_IN_WORDS: dict[str, Words] = {
    MailingKind.INVITATION: Words(
        _("Invitation: {title} on {day}"),
        _("{salutation},\n\nwe cordially invite {you}:"),
    ),
    MailingKind.UPDATE: Words(
        _("Changed: {title} on {day}"),
        _("{salutation},\n\nsomething has changed about the date to which we invited you. This is how it stands now:"),
    ),
    MailingKind.CANCELLATION: Words(
        _("Cancelled: {title} on {day}"),
        _("{salutation},\n\nthis date, to which we invited you, will not take place:"),
    ),
    MailingKind.WITHDRAWAL: Words(
        _("Invitation withdrawn: {title} on {day}"),
        _("{salutation},\n\nour invitation to this date no longer applies to you:"),
    ),
    MailingKind.REMINDER: Words(
        _("Reminder: {title} on {day}"),
        _("{salutation},\n\nwe would like to remind you of this date:"),
    ),
    MailingKind.PAPERS: Words(
        _("Papers: {title} on {day}"),
        _("{salutation},\n\nthere are papers for you about this date:"),
    ),
    MailingKind.MESSAGE: Words(
        _("Message about: {title}"),
        _("{salutation},"),
    ),
}
BUILT_IN_SIGNATURE = "{organisers}\n{contact}"
BUILT_IN_RETURN_ADDRESS = "{organisers}"
BUILT_IN_EXCLUSION_CLAUSE = _(
    "The organisers exercise their right to decide who enters. They do not admit, and will ask to leave, people who "
    "belong to far-right parties or organisations, who are known to belong to the far-right scene, or who have "
    "attracted attention by racist, antisemitic, nationalist or other statements that hold human beings in contempt."
)
