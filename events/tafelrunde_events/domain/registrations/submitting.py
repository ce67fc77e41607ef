"""Registering: somebody asks for a place, for themselves and for colleagues."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tafelrunde_events.domain.registrations.confirming import take_in
from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, letters_read_ahead, queue_letter
from tafelrunde_events.domain.registrations.links import give_secrets
from tafelrunde_events.domain.registrations.names import protected_people
from tafelrunde_events.domain.registrations.places import (
    HOLD,
    PlaceCount,
    Window,
    count_places,
    lock_places,
    refresh_booking,
    window_of,
)
from tafelrunde_events.domain.registrations.waiting_list import organisation_is_full, places_by_organisation
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.enums import OrganisationAsked, RegistrationChangeKind, RegistrationSource, RegistrationState
from tafelrunde_events.models import (
    ConsentText,
    Event,
    Places,
    Registration,
    RegistrationAnswer,
    RegistrationConsent,
)
from tafelrunde_members.models import Person
from tafelrunde_members.validators import validate_deliverable_address


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be registered. A colleague without an address is written to through whoever registers them."""

    first_name: str
    last_name: str
    email: str = ""
    organisation: str = ""


def submit(
    event: Event,
    people: Sequence[NewPerson],
    *,
    language: str,
    source: RegistrationSource,
    consents: Iterable[ConsentText] = (),
    answers: Mapping[str, str] | None = None,
    network: str = "",
    may_hold: bool = True,
    person: Person | None = None,
    confirmed: bool = False,
    by: AbstractBaseUser | None = None,
    now: dt.datetime | None = None,
) -> Registration:
    """Register the first of `people`, who is the contact, and the colleagues after them; return the contact's row.

    `confirmed` means that the contact's address needs no confirmation (an account's own, or staff on the phone).
    Otherwise each address is asked to confirm, and holds a place for an hour as far as law 10 and `may_hold` allow.
    `answers` of the contact go by the keys of the questions. Staff is not bound by the window, the questions or the
    consents.

    Raises ValidationError: ``closed``, ``not_open``, ``cancelled``, ``full`` (there is no waiting list),
    ``group_size``, ``name``, ``email``, ``organisation``, ``consent``, and ``registered`` where the contact's address
    has a registration already. It is told so by mail, so that a public form can answer as always; and where nobody
    has proved to own it, all else happens as with any other address: places are held, colleagues are asked to
    confirm. Nobody learns from a form, from the number of places or from a colleague's mail who takes part.
    """
    protected = protected_people(one.email for one in people)
    request = _Request(
        tuple(map(_cleaned, people)), language, source, network, person, protected, by, now or timezone.now()
    )
    consents = list(consents)
    with letters_read_ahead(event, language=language), transaction.atomic():
        places = lock_places(event)
        _check_people(places, request)
        known = _registered(places.event, request.contact.email)
        if known is None:
            return _register(places, request, consents, dict(answers or {}), may_hold=may_hold, confirmed=confirmed)
        if not (request.by_staff or confirmed):
            _register(places, request, consents, {}, may_hold=may_hold, confirmed=False, is_known=True)
        if not request.by_staff:
            queue_letter(known, RegistrationLetter.KNOWN)
    # Outside, so that the letter stays.
    raise ValidationError(_("This address is registered already."), code="registered")


@dataclass(frozen=True, slots=True)
class _Request:
    people: tuple[NewPerson, ...]
    language: str
    source: RegistrationSource
    network: str
    person: Person | None
    protected: Mapping[str, Person]
    by: AbstractBaseUser | None
    now: dt.datetime

    @property
    def contact(self) -> NewPerson:
        return self.people[0]

    @property
    def by_staff(self) -> bool:
        return self.source == RegistrationSource.STAFF


def _register(
    places: Places,
    request: _Request,
    consents: list[ConsentText],
    answers: dict[str, str],
    *,
    may_hold: bool,
    confirmed: bool,
    is_known: bool = False,
) -> Registration:
    count, window = count_places(places, request.now), window_of(places)
    if not request.by_staff:
        _check_open(places, count, window, request.now)
        _check_consents(places, consents)
    rows = _rows(places, request, is_known=is_known)
    if may_hold and not places.needs_approval:
        _hold(places, rows[1:] if confirmed else rows, count, request.now)
    contact = rows[0]
    for row in rows:
        if row is not contact:
            row.contact = contact
        row.save()
        note_change_of(row, RegistrationChangeKind.SUBMITTED, by=request.by)
        if row.email and (row is not contact or not confirmed):
            queue_letter(row, RegistrationLetter.CONFIRM)
    if not is_known:
        _store_answers(places, contact, answers)
        _store_consents(contact, consents, request.now)
    _tell_known_colleagues(places.event, request)
    if confirmed:
        take_in(places, contact, now=request.now, by=request.by, window=window)
    else:
        refresh_booking(places.event, places=places, window=window)
    return contact


def _cleaned(person: NewPerson) -> NewPerson:
    return NewPerson(
        clean_line(person.first_name),
        clean_line(person.last_name),
        person.email.strip(),
        clean_line(person.organisation),
    )


def _registered(event: Event, address: str) -> Registration | None:
    if not address:
        return None
    found = event.registrations.filter(address=address.lower(), ended_at__isnull=True)
    return found.select_related("person", "contact").first()


def _check_people(places: Places, request: _Request) -> None:
    if len(request.people) > places.group_size and not request.by_staff:
        text = ngettext(
            "Please register one person.", "Please register no more than %(number)d people.", places.group_size
        )
        raise ValidationError(text % {"number": places.group_size}, code="group_size")
    addresses = [person.email.lower() for person in request.people if person.email]
    if len(set(addresses)) != len(addresses):
        raise ValidationError(_("Each person needs an address of their own, or none."), code="email")
    for person in request.people:
        if not person.last_name:
            raise ValidationError(_("Please enter a name for each person."), code="name")
        if person.email:
            validate_deliverable_address(person.email)
    if not request.by_staff:
        if not request.contact.email:
            raise ValidationError(_("Please enter your e-mail address."), code="email")
        if places.organisation_asked == OrganisationAsked.REQUIRED and not request.contact.organisation:
            raise ValidationError(_("Please enter your organisation."), code="organisation")


def _check_open(places: Places, count: PlaceCount, window: Window, now: dt.datetime) -> None:
    if places.event.is_cancelled:
        raise ValidationError(_("This event was cancelled."), code="cancelled")
    if not places.is_open or window.closes is None or now >= window.closes:
        raise ValidationError(_("Registration is closed."), code="closed")
    if window.opens is not None and now < window.opens:
        raise ValidationError(_("Registration is not yet open."), code="not_open")
    if count.is_full and not places.has_waiting_list:
        raise ValidationError(_("All places are taken."), code="full")


def _check_consents(places: Places, given: list[ConsentText]) -> None:
    if not {text.pk for text in places.consents.all() if text.required} <= {text.pk for text in given}:
        raise ValidationError(_("Without this consent nobody can be registered."), code="consent")


def _rows(places: Places, request: _Request, *, is_known: bool) -> list[Registration]:
    """Return unsaved rows. Whoever's address is known already gets one that nobody can ever confirm.

    Whoever sends the form sees the same as with any other address, so that nobody can find out who takes part.
    """
    rows = []
    for number, person in enumerate(request.people):
        known = is_known if number == 0 else _registered(places.event, person.email) is not None
        row = Registration(
            event=places.event,
            person=(request.person if number == 0 else None) or request.protected.get(person.email.lower()),
            first_name=person.first_name,
            last_name=person.last_name,
            email="" if known else person.email,
            confirms_alone=number == 0 or bool(person.email),
            organisation=person.organisation or request.contact.organisation,
            language=request.language,
            state=RegistrationState.UNCONFIRMED,
            source=request.source,
            submitted_at=request.now,
            network=request.network,
        )
        give_secrets(row)
        rows.append(row)
    return rows


def _hold(places: Places, rows: list[Registration], count: PlaceCount, now: dt.datetime) -> None:
    """Let rows hold places for a short time, as many as may be held in all (law 10)."""
    left = count.holds_left
    taken = places_by_organisation(places, now=now) if left else None
    for row in rows:
        row.fold()
        if not left or taken is None or organisation_is_full(places, row, taken):
            continue
        row.hold_until = now + HOLD
        taken[row.organisation_key] += 1
        left -= 1


def _store_answers(places: Places, contact: Registration, answers: dict[str, str]) -> None:
    RegistrationAnswer.objects.bulk_create(
        RegistrationAnswer(
            registration=contact,
            key=question["key"],
            label=question["label"],
            value=clean_text(answers[question["key"]]).strip(),
            sensitive=bool(question.get("sensitive")),
        )
        for question in places.questions
        if answers.get(question["key"], "").strip()
    )


def _store_consents(contact: Registration, consents: list[ConsentText], now: dt.datetime) -> None:
    RegistrationConsent.objects.bulk_create(
        RegistrationConsent(
            registration=contact, text=text, name=text.name, version=text.version, wording=text.wording, given_at=now
        )
        for text in consents
    )


def _tell_known_colleagues(event: Event, request: _Request) -> None:
    for person in request.people[1:]:
        known = _registered(event, person.email)
        if known is not None and known.submitted_at != request.now:
            queue_letter(known, RegistrationLetter.KNOWN)
