"""Closed vocabularies of the events plugin, and named sets of their values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(TextChoices):
    """What sort of date it is."""

    EVENT = "event", _("Event")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")


class EventStatus(TextChoices):
    """Status in the sense of RFC 5545 section 3.8.1.11; the values are the ones of the standard."""

    CONFIRMED = "CONFIRMED", _("takes place")
    TENTATIVE = "TENTATIVE", _("planned")
    CANCELLED = "CANCELLED", _("cancelled")


class DateChangeKind(TextChoices):
    """What was done to an event or one of its dates."""

    ADDED = "added", _("added")
    MOVED = "moved", _("moved")
    RELOCATED = "relocated", _("other place")
    CANCELLED = "cancelled", _("cancelled")
    REINSTATED = "reinstated", _("takes place again")
    REMOVED = "removed", _("removed")
    RENAMED = "renamed", _("renamed")
    SPLIT = "split", _("series split")
    VISIBILITY = "visibility", _("visibility")


class Reach(TextChoices):
    """How far a change of one date reaches."""

    ONE = "one", _("Only this date")
    FOLLOWING = "following", _("This date and all that follow in its series")
    ALL = "all", _("All dates")


class Booking(TextChoices):
    """Whether places can be had; empty where nobody registers."""

    NONE = "", _("no registration")
    PLANNED = "planned", _("not yet open")
    OPEN = "open", _("open")
    FULL = "full", _("full")
    WAITING_LIST = "waiting_list", _("waiting list")
    CLOSED = "closed", _("closed")


class TrainingState(TextChoices):
    """How a training stands, worked out from dates, status and registration; nothing of it is stored."""

    PLANNED = "planned", pgettext_lazy("state of a training", "planned")
    OPEN = "open", pgettext_lazy("state of a training", "places free")
    FULL = "full", pgettext_lazy("state of a training", "fully booked")
    WAITING_LIST = "waiting_list", pgettext_lazy("state of a training", "waiting list")
    CLOSED = "closed", pgettext_lazy("state of a training", "registration closed")
    CANCELLED = "cancelled", pgettext_lazy("state of a training", "cancelled")
    OVER = "over", pgettext_lazy("state of a training", "over")


class Answer(TextChoices):
    """An invitee's answer; the values are participation states of RFC 5545 section 3.2.12."""

    NEEDS_ACTION = "NEEDS-ACTION", _("not answered")
    ACCEPTED = "ACCEPTED", _("comes")
    DELEGATED = "DELEGATED", _("sends a deputy")
    TENTATIVE = "TENTATIVE", _("perhaps")
    DECLINED = "DECLINED", _("does not come")


#: Answers after which somebody of the institution sits at the table.
ATTENDING_ANSWERS = (Answer.ACCEPTED, Answer.DELEGATED)


class ReplySource(TextChoices):
    """The way on which an answer came."""

    LINK = "link", _("by link")
    ACCOUNT = "account", _("in the account")
    STAFF = "staff", _("recorded by the coordination")
    CALENDAR = "calendar", _("by calendar program")
    RESET = "reset", _("asked anew: the date changed")


class MailingKind(TextChoices):
    """What a mail to invitees is about."""

    INVITATION = "invitation", _("Invitation")
    UPDATE = "update", pgettext_lazy("kind of mailing", "Change")
    CANCELLATION = "cancellation", _("Cancellation")
    WITHDRAWAL = "withdrawal", _("Withdrawal of an invitation")
    REMINDER = "reminder", _("Reminder")
    PAPERS = "papers", _("Minutes and papers")
    MESSAGE = "message", _("Message")


class Obstacle(TextChoices):
    """Why somebody gets nothing."""

    NO_ADDRESS = "no_address", _("no e-mail address")
    MALFORMED_ADDRESS = "malformed_address", _("the e-mail address cannot be written to")
    SUPPRESSED = "suppressed", _("nothing is sent to this address any more")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed from mailings")
    NO_CONSENT = "no_consent", _("has not agreed to get mailings")
    ALREADY_INVITED = "already_invited", _("already invited")
    NOT_INVITED = "not_invited", _("not invited")
    WITHDRAWN = "withdrawn", _("the invitation was withdrawn")
    UP_TO_DATE = "up_to_date", _("knows how the dates stand")
    ENDED = "ended", _("the registration has ended")
    TWICE = "twice", _("stands in the list twice")


class ReminderAudience(TextChoices):
    """Whom an automatic reminder is for."""

    UNANSWERED = "unanswered", _("those who have not answered")
    ATTENDING = "attending", _("those who come or send a deputy")
    EVERYBODY = "everybody", _("everybody invited")
    REGISTERED = "registered", _("those who have a place")


class DigestFrequency(TextChoices):
    """How often somebody wants to hear of new dates."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    MONTHLY = "monthly", _("once a month")


class Audience(TextChoices):
    """Whom a training is for."""

    ADMINISTRATION = "administration", _("Administration")
    ELECTED = "elected", _("Elected officials")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    MULTIPLIERS = "multipliers", _("Multipliers")
    OTHER = "other", _("Others")


class Level(TextChoices):
    """What a training presupposes; empty where it does not matter."""

    ANY = "", _("not stated")
    BASIC = "basic", _("for beginners")
    ADVANCED = "advanced", _("for the experienced")


class Format(TextChoices):
    """How one takes part."""

    IN_PERSON = "in-person", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class AccessFact(TextChoices):
    """What makes it possible to take part."""

    STEP_FREE = "step-free", _("step-free access")
    SIGN_LANGUAGE = "sign-language", _("sign language")
    PLAIN_LANGUAGE = "plain-language", _("plain language")
    CHILD_CARE = "child-care", _("child care")
    CATERING = "catering", _("catering")


class TeachingLanguage(TextChoices):
    """The language in which a training is held; codes of ISO 639-1."""

    DE = "de", _("German")
    EN = "en", _("English")
    PL = "pl", _("Polish")
    UK = "uk", _("Ukrainian")
    RU = "ru", _("Russian")
    AR = "ar", _("Arabic")
    FA = "fa", _("Persian")
    TR = "tr", _("Turkish")


class Trait(TextChoices):
    """Of which sort a fact is that lists are narrowed by."""

    FORMAT = "format", _("Format")
    LEVEL = "level", _("Level")
    LANGUAGE = "language", _("Language")
    ACCESS = "access", _("Access and support")
    REGION = "region", _("for people from")


class OrganisationAsked(TextChoices):
    """Whether the registration form asks for an organisation."""

    NO = "no", _("is not asked for")
    OPTIONAL = "optional", _("may be given")
    REQUIRED = "required", _("must be given")


class RegistrationState(TextChoices):
    """How a registration stands."""

    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    REQUESTED = "requested", _("waits for approval")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")
    PLACED = "placed", _("has a place")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("not accepted")
    LAPSED = "lapsed", _("lapsed")


#: Take up a place.
PLACED_STATES = (RegistrationState.PLACED, RegistrationState.OFFERED)
#: Can still come to a place, or have one.
OPEN_STATES = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.REQUESTED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.PLACED,
)


class WaitingReason(TextChoices):
    """Why somebody on the waiting list did not move up when places were given out last."""

    NONE = "", _("no reason")
    FULL = "full", _("no place was free")
    ORGANISATION = "organisation", _("the organisation has all its places")
    STOPPED = "stopped", _("the waiting list no longer moves up by itself")
    LATE = "late", _("the event has begun")


class RegistrationSource(TextChoices):
    """On which way somebody registered."""

    FORM = "form", _("by form")
    ACCOUNT = "account", _("with account")
    STAFF = "staff", _("entered by staff")


class RegistrationChangeKind(TextChoices):
    """What happened to a registration."""

    SUBMITTED = "submitted", _("submitted")
    CONFIRMED = "confirmed", _("address confirmed")
    REQUESTED = "requested", _("waits for approval")
    WAITING = "waiting", _("put on the waiting list")
    PLACED = "placed", _("got a place")
    OFFERED = "offered", _("was offered a place")
    ACCEPTED = "accepted", _("accepted the place")
    PASSED_OVER = "passed_over", _("was passed over")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not accepted")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("lapsed")
    CHANGED = "changed", _("details changed")
    MOVED = "moved", _("moved to another date")
    OVERBOOKED = "overbooked", _("got a place beyond the limit")
    REINSTATED = "reinstated", _("taken up again")


class AttendanceWay(TextChoices):
    """How it became known that somebody is there."""

    CODE = "code", _("by QR code")
    NAME = "name", _("by name")
    LIST = "list", _("from the list")


class EvaluationKind(TextChoices):
    """How a question of the evaluation is answered."""

    SCALE = "scale", _("from 1 to 5")
    YES_NO = "yes-no", _("yes or no")
    TEXT = "text", _("in words")
