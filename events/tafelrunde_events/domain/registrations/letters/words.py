"""What the letters about registrations say around the facts of the event."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.registrations.letters.kinds import RegistrationLetter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CANCEL = _("Can you not come? Then please cancel on your personal page, so that somebody else gets the place.")
_WITHDRAW = _("Do you no longer want to come? Then please cancel on your personal page.")
_PAGE = _("Open your personal page")


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one kind of letter; ``%(title)s`` stands for the event, ``%(until)s`` for a moment.

    `timed` is left out where there is no such moment. `action` names the button that leads to the personal page, and
    `note` stands below it. Letters without an action lead to the event.
    """

    subject: "StrOrPromise"
    opening: "StrOrPromise"
    timed: "StrOrPromise" = ""
    action: "StrOrPromise" = ""
    note: "StrOrPromise" = ""


WORDS: dict[RegistrationLetter, LetterWords] = {
    RegistrationLetter.CONFIRM: LetterWords(
        _("Please confirm your registration: %(title)s"),
        _("this address was registered for the following event. Please confirm that it was you: only then it counts."),
        _("Until %(until)s we hold a place for you. You can still confirm later, but the place may be gone by then."),
        _("Confirm the registration"),
        _("Was it not you? Then do nothing: without a confirmation the registration lapses and the data are deleted."),
    ),
    RegistrationLetter.KNOWN: LetterWords(
        _("You are registered already: %(title)s"),
        _(
            "somebody entered this address in the registration form for the following event. It is registered there "
            "already. Your personal page shows how the registration stands; there you can change or cancel it."
        ),
        action=_PAGE,
        note=_("Was it not you? Then you need not do anything: nothing has changed."),
    ),
    RegistrationLetter.REQUESTED: LetterWords(
        _("Your registration has arrived: %(title)s"),
        _(
            "your registration for the following event has arrived. The organisers look at each registration; we write "
            "to you as soon as they have decided."
        ),
        action=_PAGE,
        note=_WITHDRAW,
    ),
    RegistrationLetter.WAITING: LetterWords(
        _("On the waiting list: %(title)s"),
        _(
            "all places for the following event are taken at present, so you are on the waiting list. We write to you "
            "as soon as there is a place for you."
        ),
        action=_PAGE,
        note=_WITHDRAW,
    ),
    RegistrationLetter.PLACED: LetterWords(
        _("You have a place: %(title)s"),
        _("your registration is complete: you have a place. We look forward to seeing you."),
        action=_PAGE,
        note=_CANCEL,
    ),
    RegistrationLetter.PROMOTED: LetterWords(
        _("You have a place now: %(title)s"),
        _("a place has become free and it is yours: you have moved up from the waiting list."),
        _("Can you not come after all? Then please cancel by %(until)s, so that the next person can still move up."),
        _PAGE,
        _("On your personal page you can look at your registration, change it or cancel it."),
    ),
    RegistrationLetter.OFFERED: LetterWords(
        _("A place for you, please accept it: %(title)s"),
        _("a place has become free, and it is your turn on the waiting list."),
        _("Please accept it by %(until)s. Afterwards it goes to the next person."),
        _("Accept or decline the place"),
        _("If you no longer want the place, please decline it there: then the next person does not have to wait."),
    ),
    RegistrationLetter.CANCELLED: LetterWords(
        _("Registration cancelled: %(title)s"),
        _(
            "you have cancelled your registration for the following event. Thank you for telling us. Please take the "
            "dates out of your calendar yourself."
        ),
    ),
    RegistrationLetter.CANCELLED_BY_STAFF: LetterWords(
        _("Your registration was cancelled: %(title)s"),
        _(
            "the organisers have cancelled your registration for the following event. Please take the dates out of "
            "your calendar yourself."
        ),
    ),
    RegistrationLetter.REFUSED: LetterWords(
        _("No place for you, unfortunately: %(title)s"),
        _("we are sorry that we cannot give you a place in the following event."),
    ),
    RegistrationLetter.LAPSED: LetterWords(
        _("The offered place has lapsed: %(title)s"),
        _(
            "the place that we offered you was not accepted in time, so it goes to somebody else. Your registration "
            "for the following event has ended."
        ),
    ),
    RegistrationLetter.MOVED: LetterWords(
        _("Your registration holds for another date: %(title)s"),
        _(
            "the organisers have moved your registration to another date. Please take the former one out of your "
            "calendar yourself. From now on you are registered for:"
        ),
        action=_PAGE,
        note=_CANCEL,
    ),
    RegistrationLetter.CHANGED: LetterWords(
        _("Changed: %(title)s"),
        _("something has changed about the event for which you registered."),
        action=_PAGE,
        note=_("Does the change not suit you? Then please cancel on your personal page."),
    ),
    RegistrationLetter.EVENT_CANCELLED: LetterWords(
        _("Cancelled: %(title)s"),
        _("unfortunately the event for which you registered will not take place. You need not do anything."),
    ),
}
