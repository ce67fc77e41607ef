"""Who gets a mailing, on which way, and who does not and why; nothing is changed here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.functional import cached_property

from tafelrunde_events.domain.addressees import is_deliverable
from tafelrunde_events.domain.invitation_news import NewsOfDates, pending_news
from tafelrunde_events.domain.mailings.recipients import Asking, Candidate, candidates_of
from tafelrunde_events.domain.registrations.letters.readers import Reader
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.enums import MailingKind, Obstacle
from tafelrunde_events.models import EventMailing, EventMailingRecipient, Invitation, Registration
from tafelrunde_members.models import Consent, Organisation, Person
from tafelrunde_members.models.mail import Stream, Suppression

Way = EventMailingRecipient.Way

#: Kinds that tell about an invitation somebody has got.
KINDS_ABOUT_INVITATIONS = (MailingKind.UPDATE, MailingKind.CANCELLATION, MailingKind.REMINDER, MailingKind.WITHDRAWAL)
NEWS_KINDS = (MailingKind.UPDATE, MailingKind.CANCELLATION)
#: What can be written to those who registered; of changes they hear without a mailing.
KINDS_FOR_REGISTRATIONS = (MailingKind.MESSAGE, MailingKind.PAPERS, MailingKind.REMINDER)
#: How many people one query names; below what every database takes.
_CHUNK = 5000


@dataclass(frozen=True)
class PlannedRecipient:
    """What releasing would do for one person, for a deputy who is nobody's person (`invitation`), or for somebody who
    registered (`registration`, with the person and the contact fetched).
    """

    person: Person | None
    organisation: Organisation | None
    invitation: Invitation | None
    address: str
    way: str
    obstacle: str = ""
    stream: Stream = Stream.TRANSACTIONAL
    registration: Registration | None = None

    @property
    def reader(self) -> Reader | None:
        """Who is written to about the registration."""
        return Reader.of(self.registration) if self.registration is not None else None

    @property
    def name(self) -> str:
        """Whom it is for; whether this may be shown is the caller's question."""
        if self.registration is not None:
            return shown_name(self.registration)
        return self.person.full_name if self.person else self.invitation.name if self.invitation else ""

    @property
    def obstacle_label(self) -> str:
        """The obstacle in words; empty where there is none."""
        return str(Obstacle(self.obstacle).label) if self.obstacle else ""


@dataclass(frozen=True)
class RecipientPlan:
    """Everybody of a mailing's circles, in their order."""

    recipients: list[PlannedRecipient]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many people it reaches on each way."""
        return Counter(recipient.way for recipient in self.recipients)

    @property
    def reached(self) -> int:
        """How many people get something."""
        return self.counts[Way.EMAIL] + self.counts[Way.LETTER]

    @property
    def first(self) -> PlannedRecipient | None:
        """The first one who gets a mail."""
        return next((recipient for recipient in self.recipients if recipient.way == Way.EMAIL), None)


def plan_recipients(mailing: EventMailing, *, user: Asking) -> RecipientPlan:
    """Return for everybody of the mailing's circles whether something would reach them now, and how or why not.

    Changes nothing. The number of queries does not depend on the number of people, up to 5,000 of them.
    """
    return plan_candidates(mailing, candidates_of(mailing, user=user))


def plan_candidates(mailing: EventMailing, candidates: Iterable[Candidate]) -> RecipientPlan:
    """Return the same for candidates that are known already; the mailing need not be saved."""
    planner = Planner(mailing)
    each = list(unique(candidates))
    chunks = (each[begin : begin + _CHUNK] for begin in range(0, len(each), _CHUNK))
    return RecipientPlan([recipient for chunk in chunks for recipient in planner.plan(chunk)])


def unique(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, bool]]:
    """Return everybody once, however many circles they are in, each with whether they stand in the list twice.

    Twice stands who is in it for two institutions: they get one letter, for the first.
    """
    seen: dict[tuple[str, int | None], Candidate] = {}
    for candidate in candidates:
        key = _key_of(candidate)
        first = seen.setdefault(key, candidate)
        if first is candidate:
            yield candidate, False
        elif candidate.organisation and first.organisation and candidate.organisation != first.organisation:
            yield candidate, True


def _key_of(candidate: Candidate) -> tuple[str, int | None]:
    if candidate.registration:
        return "registration", candidate.registration
    return ("person", candidate.person) if candidate.person else ("invitation", candidate.invitation)


def tells_everybody(mailing: EventMailing) -> bool:
    """Tell whether an update goes to everybody invited: somebody wrote its words, and no date is news to anybody.

    It is settled when the first recipients are written down: later on, whoever got the news knows it.
    """
    if mailing.pk is not None and mailing.recipients.exists():
        return mailing.tells_everybody
    return mailing.kind == MailingKind.UPDATE and mailing.has_own_words and not pending_news(mailing.event)


class Planner:
    """Judges candidates, many at once. What holds for the whole event is asked only once."""

    def __init__(self, mailing: EventMailing) -> None:
        self.mailing = mailing
        self.kind = MailingKind(mailing.kind)

    def plan(self, candidates: Sequence[tuple[Candidate, bool]]) -> list[PlannedRecipient]:
        """Return what releasing would do for these candidates now."""
        facts = _Facts(self.mailing, [candidate for candidate, _twice in candidates])
        return [
            self._plan_registration(candidate, facts)
            if candidate.registration
            else self._plan_one(candidate, facts, twice=twice)
            for candidate, twice in candidates
        ]

    @cached_property
    def _news(self) -> NewsOfDates:
        return NewsOfDates(self.mailing.event)

    @cached_property
    def _tells_everybody(self) -> bool:
        return tells_everybody(self.mailing)

    @cached_property
    def _told_on_paper(self) -> set[int]:
        """Invitations to which a letter was written since the dates changed last."""
        changed = [entry_plan.entry.dtstamp for entry_plan in self._news.writer.plan.entries]
        letters = EventMailingRecipient.objects.filter(
            way=Way.LETTER,
            invitation__isnull=False,
            mailing__event=self.mailing.event,
            mailing__kind__in=(MailingKind.INVITATION, *NEWS_KINDS),
            mailing__released_at__gte=max(changed, default=self.mailing.created_at),
        )
        return set(letters.values_list("invitation", flat=True))

    def _plan_registration(self, candidate: Candidate, facts: "_Facts") -> PlannedRecipient:
        """Return the same for somebody who registered: they are written to by mail alone."""
        registration = facts.registrations.get(candidate.registration or 0)
        address = _address_of(registration)
        obstacle: Obstacle | None = None
        if registration is None or registration.is_over:
            obstacle = Obstacle.ENDED
        elif self.kind not in KINDS_FOR_REGISTRATIONS:
            obstacle = Obstacle.NOT_INVITED
        obstacle = obstacle or facts.trouble_with(address, is_mailing=False, consent=True)
        return PlannedRecipient(
            person=None,
            organisation=None,
            invitation=None,
            address=address,
            way=Way.NONE if obstacle else Way.EMAIL,
            obstacle=obstacle or "",
            registration=registration,
        )

    def _plan_one(self, candidate: Candidate, facts: "_Facts", *, twice: bool) -> PlannedRecipient:
        invitation = facts.invitation_of(candidate)
        person = facts.people.get(candidate.person or 0)
        address = _address(person, invitation, again=candidate.again)
        belongs = candidate.belongs or (invitation is not None and invitation.withdrawn_at is None)
        needs_consent = self.kind in (MailingKind.MESSAGE, MailingKind.PAPERS) and not belongs
        way, obstacle = Way.NONE, Obstacle.TWICE if twice else self._refusal(candidate, invitation)
        if obstacle is None and self._goes_on_paper(person, address, belongs=belongs):
            way = Way.LETTER
        elif obstacle is None:
            consent = not needs_consent or candidate.person in facts.consenting
            obstacle = facts.trouble_with(address, is_mailing=needs_consent, consent=consent)
            way = Way.NONE if obstacle else Way.EMAIL
        return PlannedRecipient(
            person=person,
            organisation=facts.organisation_of(candidate, invitation),
            invitation=invitation,
            address=address,
            way=way,
            obstacle=obstacle or "",
            stream=Stream.MAILING if needs_consent else Stream.TRANSACTIONAL,
        )

    def _refusal(self, candidate: Candidate, invitation: Invitation | None) -> Obstacle | None:
        """Return why this kind of letter is not for them, whatever their address."""
        if invitation is not None and invitation.withdrawn_at is not None:
            return Obstacle.WITHDRAWN
        if invitation is None:
            return Obstacle.NOT_INVITED if self.kind in KINDS_ABOUT_INVITATIONS else None
        if candidate.again:
            return None
        if self.kind == MailingKind.INVITATION:
            return Obstacle.ALREADY_INVITED
        if self.kind in NEWS_KINDS and not self._tells_everybody and not self._is_news_for(invitation):
            return Obstacle.UP_TO_DATE
        return None

    def _is_news_for(self, invitation: Invitation) -> bool:
        """Tell whether the invitee knows an older state; what went out on paper the outbox does not know."""
        return invitation.pk not in self._told_on_paper and self._news.is_news_for(invitation)

    def _goes_on_paper(self, person: Person | None, address: str, *, belongs: bool) -> bool:
        official = belongs or self.kind == MailingKind.INVITATION
        if person is not None and person.contact_by == Person.ContactBy.LETTER and official:
            return True
        return belongs and not address


class _Facts:
    """What has to be known of some candidates: at most seven queries."""

    def __init__(self, mailing: EventMailing, candidates: Sequence[Candidate]) -> None:
        people = {candidate.person for candidate in candidates if candidate.person}
        by_key = {candidate.invitation for candidate in candidates if candidate.invitation}
        rows = mailing.event.invitations.filter(models.Q(person__in=people) | models.Q(pk__in=by_key))
        invitations = list(rows.select_related("person", "organisation"))
        self.people = Person.objects.in_bulk(people)
        self.invitations = {row.pk: row for row in invitations}
        self._by_person = {row.person_id: row for row in invitations if row.person_id}
        organisations = {candidate.organisation for candidate in candidates if candidate.organisation}
        self._organisations = Organisation.objects.in_bulk(organisations)
        registered = {candidate.registration for candidate in candidates if candidate.registration}
        registrations = Registration.objects.filter(event=mailing.event).select_related("person", "contact__person")
        self.registrations = registrations.in_bulk(registered)
        addresses = {row.address.lower() for row in invitations} | {row.email.lower() for row in self.people.values()}
        addresses |= {_address_of(row).lower() for row in self.registrations.values()}
        self._suppressed = _suppressions(addresses - {""})
        consents = Consent.objects.in_force().filter(person__in=people, purpose=Consent.Purpose.MAILINGS)
        needs_consent = mailing.kind in (MailingKind.MESSAGE, MailingKind.PAPERS)
        self.consenting = set(consents.values_list("person", flat=True)) if needs_consent else set()

    def invitation_of(self, candidate: Candidate) -> Invitation | None:
        """Return the candidate's invitation to the event, withdrawn ones included."""
        if candidate.invitation:
            return self.invitations.get(candidate.invitation)
        return self._by_person.get(candidate.person or 0)

    def organisation_of(self, candidate: Candidate, invitation: Invitation | None) -> Organisation | None:
        """Return for whom somebody comes: what the invitation says, or else the circle."""
        if invitation is not None:
            return invitation.organisation
        return self._organisations.get(candidate.organisation or 0)

    def trouble_with(self, address: str, *, is_mailing: bool, consent: bool) -> Obstacle | None:
        """Return why no mail can go to an address."""
        if not address:
            return Obstacle.NO_ADDRESS
        if not is_deliverable(address):
            return Obstacle.MALFORMED_ADDRESS
        reasons = self._suppressed.get(address.lower(), set())
        if reasons - {Suppression.Reason.UNSUBSCRIBED}:
            return Obstacle.SUPPRESSED
        if is_mailing and reasons:
            return Obstacle.UNSUBSCRIBED
        return None if consent else Obstacle.NO_CONSENT


def _address_of(registration: Registration | None) -> str:
    """Return where letters about a registration go."""
    holder = registration if registration is None or registration.email else registration.contact
    return holder.email if holder is not None else ""


def _address(person: Person | None, invitation: Invitation | None, *, again: bool) -> str:
    """Return where to write: where the invitation went, or the person's present address after a failure."""
    if invitation is None or (again and person is not None):
        return person.email if person else ""
    return invitation.address


def _suppressions(addresses: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = Suppression.objects.filter(address__in=addresses, active=True).values_list("address", "reason")
    for address, reason in rows:
        found.setdefault(address, set()).add(reason)
    return found
