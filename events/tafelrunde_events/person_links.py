"""Where the address of somebody invited is corrected: higher plugins know pages of the admin that this one does not."""

from collections.abc import Callable, Iterable

from django.urls import reverse

from tafelrunde_events.models import Event
from tafelrunde_members.admin_areas import may_visit
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import AnyUser

#: From people to the admin pages where the user edits them, by primary key; those not the user's own are left out.
PersonPages = dict[int, str]
#: Higher plugins add callables from an event, the people invited to it, and a user. None may cost a query per person.
person_links: list[Callable[[Event, Iterable[Person], AnyUser], PersonPages]] = []


def pages_in_directory(_event: Event, people: Iterable[Person], user: AnyUser) -> PersonPages:
    """Return the pages of the directory, for those who work with it."""
    pages = {person.pk: reverse("tafelrunde_members_people:edit", args=[person.pk]) for person in people}
    return pages if pages and may_visit(user, next(iter(pages.values()))) else {}


def pages_of_people(event: Event, people: Iterable[Person], *, user: AnyUser) -> PersonPages:
    """Return where the user edits each of these people; what was registered later goes before."""
    people = list(people)
    pages: PersonPages = {}
    for find in person_links:
        pages |= find(event, people, user)
    return pages
