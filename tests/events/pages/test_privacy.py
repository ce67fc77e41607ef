"""Private pages make events of the network (law 11)."""

import pytest
from wagtail.models import Page, PageViewRestriction

from tafelrunde_events.models import Occurrence
from tafelrunde_members.enums import Visibility
from tests.factories.pages import event_of, make_index, make_page

pytestmark = pytest.mark.django_db


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def visibilities(page) -> set[int]:
    event = event_of(page)
    return {event.visibility, *event.occurrences.values_list("visibility", flat=True)}


def test_a_page_published_in_a_private_section_is_for_the_network():
    index = make_index()
    restrict(index)
    page = make_page(parent=index)
    assert visibilities(page) == {Visibility.NETWORK}
    assert event_of(page).first_public_at is None


@pytest.mark.parametrize("inherited", [True, False])
def test_a_restriction_takes_effect_at_once_and_so_does_its_end(inherited):
    index = make_index()
    page = make_page(parent=index)
    sequence = event_of(page).entries.get().sequence
    restriction = restrict(index if inherited else page)
    assert visibilities(page) == {Visibility.NETWORK}
    assert not Occurrence.objects.public().exists()
    restriction.delete()
    assert visibilities(page) == {Visibility.PUBLIC}
    assert event_of(page).entries.get().sequence == sequence


def test_moving_into_a_private_section_hides_the_dates():
    private = make_index(title="Intern")
    restrict(private)
    page = make_page()
    page.move(private, pos="last-child")
    assert visibilities(page) == {Visibility.NETWORK}


def test_deleting_a_private_page_does_not_show_its_event():
    page = make_page()
    restrict(page)
    event = event_of(page)
    page.delete()
    event.refresh_from_db()
    assert (event.visibility, event.is_cancelled) == (Visibility.NETWORK, True)


def test_a_restriction_elsewhere_changes_nothing():
    page, other = make_page(), make_page(title="Anderswo")
    restrict(other)
    assert visibilities(page) == {Visibility.PUBLIC}
