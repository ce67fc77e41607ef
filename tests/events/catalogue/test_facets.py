"""The filters that trainings brought: what they find, and what they count."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from taggit.models import Tag

from tafelrunde_events.domain.catalogue import count_choices, countable_facets, dates_of_trainings
from tafelrunde_events.domain.facets import facets, find_facet
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.enums import Audience, Booking, Trait
from tafelrunde_events.models import Occurrence, TrainingPage
from tests.events.catalogue.factories import find_titles, look, make_catalogue, make_course
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.members import RegionFactory
from tests.factories.pages import make_page, publish, save_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody():
    return AnonymousUser()


def found(**chosen):
    """The titles of the dates of a selection, once for each date."""
    pairs = tuple((facet.name, chosen[facet.name]) for facet in facets() if facet.name in chosen)
    dates = Selection(chosen=pairs).apply(Occurrence.objects.public()).order_by("event__title")
    return list(dates.values_list("event__title", flat=True))


def counted(anybody, **chosen):
    pairs = tuple((facet.name, chosen[facet.name]) for facet in facets() if facet.name in chosen)
    choices = count_choices(Selection(chosen=pairs), current_version(), user=anybody)
    return {name: {choice.key: choice.number for choice in rows} for name, rows in choices.items()}


def test_several_traits_hold_at_once_and_give_each_date_once():
    every = [(Trait.FORMAT, "online"), (Trait.LEVEL, "basic"), (Trait.LANGUAGE, "de"), (Trait.LANGUAGE, "uk"),
             (Trait.ACCESS, "sign-language"), (Trait.ACCESS, "plain-language")]  # fmt: skip
    make_course("Alles", traits=every, booking=Booking.OPEN)
    make_course("Wenig", traits=[(Trait.FORMAT, "online"), (Trait.LANGUAGE, "de")])
    assert found(format="online") == ["Alles", "Wenig"]
    assert found(format="online", niveau="basic", sprache="uk", zugang="plain-language", plaetze="frei") == ["Alles"]
    assert found(sprache="pl") == []
    assert found(zugang="de") == [], "a value counts for its own trait alone"


def test_district_finds_what_takes_place_online_for_its_people():
    district, other = RegionFactory(key="13072"), RegionFactory(key="13075")
    make_course("Im Ort", venue=VenueFactory(region=district))
    make_course("Online für den Kreis", traits=[(Trait.REGION, "13072"), (Trait.FORMAT, "online")])
    make_course("Online für eine Stadt darin", traits=[(Trait.REGION, "130725555001"), (Trait.ACCESS, "catering")])
    make_course("Online für das Land", traits=[(Trait.REGION, "13")])
    make_course("Woanders", venue=VenueFactory(region=other), traits=[(Trait.REGION, "13072")])
    assert found(bezirk="13072") == ["Im Ort", "Online für den Kreis", "Online für eine Stadt darin"]
    assert found(bezirk="13075") == ["Woanders"]


def test_each_number_is_what_its_choice_gives(anybody):
    RegionFactory(key="13072")
    topics = [Tag.objects.create(name=name, slug=name.lower()) for name in ("Hausrecht", "Moderation")]
    for number in range(12):
        event = make_course(
            f"Kurs {number}",
            session(coming_day(10 + number)),
            session(coming_day(20 + number)),
            audiences=[Audience.ELECTED, Audience.MULTIPLIERS][: 1 + number % 2],
            topics=topics[: number % 3],
            booking=Booking.OPEN if number % 4 else Booking.FULL,
            venue=VenueFactory(region=RegionFactory(key=f"1307{number % 4}")) if number % 5 else None,
            traits=[(Trait.FORMAT, "online" if number % 2 else "hybrid"), (Trait.LANGUAGE, "de"),
                    (Trait.ACCESS, "step-free"), *([(Trait.ACCESS, "catering")] if number % 3 else []),
                    *([(Trait.REGION, "13072")] if number % 5 == 0 else [])],
        )  # fmt: skip
        assert event.pk
    make_course("Vorbei", session(coming_day(-5)), traits=[(Trait.FORMAT, "online")])
    for chosen in ({}, {"format": "online"}, {"zugang": "catering", "bezirk": "13072"}, {"thema": "hausrecht"}):
        numbers = counted(anybody, **chosen)
        assert set(numbers) == {facet.name for facet in countable_facets()}
        assert any(numbers.values())
        for name, choices in numbers.items():
            for key, number in choices.items():
                one = Selection(chosen=tuple(({**chosen, name: key}).items()))
                dates = dates_of_trainings(one, user=anybody)
                assert dates.values("event").distinct().count() == number, (chosen, name, key)
                assert number or chosen.get(name) == key


def test_numbers_follow_the_calendar(client):
    catalogue = make_catalogue()
    make_course("Eins", audiences=[Audience.ELECTED])
    assert "(1)" in look(client, catalogue).select_one("#id_zielgruppe").get_text()
    make_course("Zwei", audiences=[Audience.ELECTED])
    assert "(2)" in look(client, catalogue).select_one("#id_zielgruppe").get_text()


def test_what_publishing_says_of_a_training_is_found_and_told_at_once(client):
    region = RegionFactory(key="13072")
    catalogue = make_catalogue()
    facts = {"audiences": ["elected"], "languages": ["de", "uk"], "access": ["sign-language"], "level": "basic"}
    page = make_page(model=TrainingPage, parent=catalogue, title="Kurs", format="online", target_region=region, **facts)
    asked = {"format": "online", "niveau": "basic", "sprache": "uk", "zugang": "sign-language", "bezirk": "13072"}
    assert find_titles(look(client, catalogue, **asked)) == ["Kurs"]
    before = client.get(reverse("tafelrunde_events:json"))
    save_draft(page, format="hybrid")
    publish(page)
    assert find_titles(look(client, catalogue, **asked)) == []
    assert find_titles(look(client, catalogue, format="hybrid")) == ["Kurs"]
    after = client.get(reverse("tafelrunde_events:json"), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["dates"][0]["format"]["key"] == "hybrid"


def test_a_choice_in_force_stays_although_it_gives_nothing(client):
    catalogue = make_catalogue()
    make_course("Kurs", traits=[(Trait.FORMAT, "online")])
    page = look(client, catalogue, format="online", niveau="advanced")
    assert page.select_one("#id_niveau option[selected]")["value"] == "advanced"
    assert page.select_one("#id_sprache") is None, "a filter without a choice is not offered"


def test_the_calendar_offers_few_filters_and_the_catalogue_those_of_trainings():
    offered = {facet.name for facet in facets() if facet.offered}
    assert not offered & {"format", "niveau", "sprache", "zugang", "plaetze"}
    assert find_facet("art").counting is None
    assert [facet.name for facet in countable_facets()] == [
        "bezirk", "thema", "zielgruppe", "format", "niveau", "sprache", "zugang", "plaetze",
    ]  # fmt: skip
