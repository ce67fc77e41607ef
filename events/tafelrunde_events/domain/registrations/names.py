"""What lists show of people who registered, and who is specially protected."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from tafelrunde_events.models import Registration
from tafelrunde_members.models import Person


def shown_name(registration: Registration) -> str:
    """Return the name for lists and papers; empty for specially protected people and for anonymous rows (law 12).

    Fetch `person` along with the rows.
    """
    person = registration.person
    if person is not None and person.protected:
        return ""
    return registration.full_name


def protected_people(addresses: Iterable[str]) -> dict[str, Person]:
    """Return the specially protected people with these addresses, by the address in lower case; one query.

    They are protected however they register: signed in, by the public form, on the phone, or by somebody else.
    """
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    people = Person.objects.filter(protected=True).alias(address=Lower("email")).filter(address__in=wanted)
    return {person.email.lower(): person for person in people} if wanted else {}


def follow_protection(person: Person) -> None:
    """Let the registrations from the address of somebody who is specially protected from now on be theirs."""
    if person.protected and person.email:
        rows = Registration.objects.filter(address=person.email.lower(), anonymised_at__isnull=True)
        rows.filter(person__isnull=True).update(person=person)
