"""Kept filters: as they were meant, or not at all."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.selections import (
    SELECTION_LIMIT,
    read_selection,
    save_selection,
    suggested_name,
)
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.models import SavedSelection
from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.models import RoundTable
from tests.factories.members import RegionFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, make_meeting

pytestmark = pytest.mark.django_db

EVERYTHING = Selection()
TRAININGS = Selection(chosen=(("art", "training"),))
MUCH = Selection(text="ä" * 60, chosen=(("art", "event"),), since=dt.date(2027, 1, 1), until=dt.date(2027, 2, 1))


@pytest.fixture
def user():
    return UserFactory()


@pytest.mark.parametrize("selection", [EVERYTHING, TRAININGS, MUCH, Selection(text="a&b=c+d %")])
def test_a_selection_is_read_as_it_was_kept(user, selection):
    saved = save_selection(user, selection, name="Meine")
    saved.refresh_from_db()
    assert read_selection(saved, current_version()) == selection


def test_a_filter_that_no_longer_exists_brings_nothing_instead_of_everything(member, device):
    """A table that is no longer listed, at the same time a filter that would let all public dates in if left out."""
    table = RoundTableFactory(slug="hafen")
    make_meeting(table, title="Offener Abend", visibility=Visibility.PUBLIC)
    save_selection(member.user, Selection(chosen=(("tisch", "hafen"),)), name="Hafen")
    assert device.titles() == ["Offener Abend"]

    RoundTable.objects.filter(pk=table.pk).update(slug="bahnhof")
    make_meeting(RoundTableFactory(), title="Anderer Abend", visibility=Visibility.PUBLIC)

    assert device.titles() == []


@pytest.mark.parametrize("query", ["bezirk=99999", "gibtesnicht=1", "art=training&gibtesnicht=1", "von=gestern"])
def test_what_cannot_be_read_is_no_selection(user, query):
    RegionFactory(key="13071")
    saved = SavedSelection.objects.create(user=user, name="Alt", query=query)
    assert read_selection(saved, current_version()) is None


def test_keeping_the_same_twice_renames_it(user):
    save_selection(user, TRAININGS, name="Kurse")
    save_selection(user, TRAININGS, name="Fortbildungen")
    assert SavedSelection.objects.get().name == "Fortbildungen"


def test_the_number_is_limited(user):
    for number in range(SELECTION_LIMIT):
        save_selection(user, Selection(text=f"wort {number}"), name="Wort")
    with pytest.raises(ValidationError) as refused:
        save_selection(user, TRAININGS, name="Kurse")
    assert refused.value.code == "limit"
    save_selection(user, Selection(text="wort 1"), name="Anders")
    save_selection(UserFactory(), TRAININGS, name="Kurse")


def test_a_selection_too_long_to_keep_is_refused(user):
    with pytest.raises(ValidationError):
        save_selection(user, Selection(chosen=(("tisch", "x" * 2000),)), name="Lang")


def test_names_are_suggested_in_words(user):
    version = current_version()
    assert suggested_name(EVERYTHING, version) == "Alle öffentlichen Termine"
    assert suggested_name(TRAININGS, version) == "Fortbildung"
    assert suggested_name(Selection(since=dt.date(2027, 1, 1)), version) == "Termine eines Zeitraums"
    assert len(suggested_name(Selection(text="wort " * 19 + "wort"), version)) <= 120


def test_only_ones_own_are_seen(user):
    save_selection(user, TRAININGS, name="Kurse")
    assert SavedSelection.objects.visible_to(user).exists()
    assert not SavedSelection.objects.visible_to(UserFactory(is_superuser=True)).exists()
