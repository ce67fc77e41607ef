"""The catalogue of trainings as visitors see it: what it lists, in which order, and where its ways lead."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale

from tafelrunde_events.domain.catalogue_rows import DATES_PER_ROW
from tafelrunde_events.domain.scheduling import cancel_event, update_event
from tafelrunde_events.engine import Rule
from tafelrunde_events.enums import Audience, Booking, EventKind, Trait
from tafelrunde_events.models import Event, TrainingPage
from tafelrunde_members.enums import Role, Visibility
from tests.events.catalogue.factories import find_titles, look, make_catalogue, make_course
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.factories.pages import make_page
from tests.factories.registrations import make_training, register
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return make_catalogue()


def words(element):
    return " ".join(element.get_text().split())


def test_each_training_stands_once_with_all_its_dates(client, catalogue):
    make_course("Moderation", session(coming_day(10)), session(coming_day(17)))
    make_event(title="Forum")
    page = look(client, catalogue)
    assert find_titles(page) == ["Moderation"]
    assert len(page.select(".training-dates li")) == 2
    assert words(page.select_one("[role=status]")) == "1 Fortbildung"


def test_a_weekly_course_names_its_next_dates_only(client, catalogue):
    make_course("Sprachcafé", session(coming_day(10), rule=Rule("WEEKLY", count=9)))
    rows = [words(row) for row in look(client, catalogue).select(".training-dates li")]
    assert len(rows) == DATES_PER_ROW + 1
    assert rows[-1] == "und 5 weitere Termine"


def test_only_what_the_reader_may_see_is_listed_and_counted(client, catalogue):
    make_course("Öffentlich", traits=[(Trait.FORMAT, "online")])
    make_course("Nur im Netzwerk", traits=[(Trait.FORMAT, "online")], visibility=Visibility.NETWORK)
    page = look(client, catalogue)
    assert find_titles(page) == ["Öffentlich"]
    assert words(page.select_one("#id_format")).endswith("(1)")
    client.force_login(UserFactory(roles=[Role.NETWORK_COORDINATOR]))
    page = look(client, catalogue)
    assert set(find_titles(page)) == {"Öffentlich", "Nur im Netzwerk"}
    assert words(page.select_one("#id_format")).endswith("(2)")


def test_what_only_one_person_may_see_is_kept_by_no_cache(client, catalogue):
    assert "Cache-Control" not in client.get(catalogue.url)
    client.force_login(UserFactory())
    assert "no-store" in client.get(catalogue.url)["Cache-Control"]


def test_trainings_are_sorted_by_date_by_novelty_or_by_title(client, catalogue):
    make_course("Zivilcourage", session(coming_day(10)))
    make_course("argumente", session(coming_day(20)))
    make_course("Moderation", session(coming_day(15)), session(coming_day(5)))
    Event.objects.filter(title="argumente").update(first_public_at=timezone.now() + dt.timedelta(hours=2))
    Event.objects.filter(title="Zivilcourage").update(first_public_at=timezone.now() + dt.timedelta(hours=1))
    assert find_titles(look(client, catalogue)) == ["Moderation", "Zivilcourage", "argumente"]
    assert find_titles(look(client, catalogue, sortierung="neu")) == ["argumente", "Zivilcourage", "Moderation"]
    assert find_titles(look(client, catalogue, sortierung="titel")) == ["argumente", "Moderation", "Zivilcourage"]


def test_trainings_that_are_over_are_found_by_their_days_the_latest_first(client, catalogue):
    make_course("Zuerst", session(coming_day(-40)))
    make_course("Zuletzt", session(coming_day(-60)), session(coming_day(-20)))
    make_course("Künftig")
    assert find_titles(look(client, catalogue)) == ["Künftig"]
    earlier = look(client, catalogue).select_one(".earlier a")["href"]
    page = BeautifulSoup(client.get(earlier).content, "html.parser")
    assert find_titles(page) == ["Zuletzt", "Zuerst"]
    assert page.select_one(".date-row time")["datetime"].startswith(coming_day(-20).isoformat())
    assert [words(badge) for badge in page.select(".date-row .badge")] == ["Vorbei", "Vorbei"]
    bounded = look(client, catalogue, von=coming_day(-70).isoformat(), bis=coming_day(-1).isoformat())
    assert find_titles(bounded) == ["Zuletzt", "Zuerst"]


@pytest.mark.parametrize(
    ("booking", "badge"),
    [(Booking.PLANNED, "Geplant"), (Booking.FULL, "Ausgebucht"), (Booking.CLOSED, "Anmeldung beendet")],
)
def test_a_row_says_how_the_training_stands(client, catalogue, booking, badge):
    make_course("Kurs", booking=booking)
    assert words(look(client, catalogue).select_one(".date-row .badge")) == badge


def test_a_row_says_how_many_places_are_free(client, catalogue):
    event = make_training(capacity=5, reserved=1)
    register(event)
    make_training(event_facts={"title": "Ohne Grenze"})
    badges = {words(row.h3): words(row.select_one(".badge")) for row in look(client, catalogue).select(".date-row")}
    assert badges == {"Argumente gegen Parolen": "3 Plätze frei", "Ohne Grenze": "Plätze frei"}


def test_a_cancelled_training_stays_with_its_reason(client, catalogue):
    cancel_event(make_course("Kurs"), reason="Referentin erkrankt")
    page = look(client, catalogue)
    assert page.select_one(".date-row del").get_text() == "Kurs"
    assert "Referentin erkrankt" in page.get_text()


def test_a_row_leads_to_the_page_in_the_language_of_the_catalogue(client, catalogue):
    page = make_page(model=TrainingPage, parent=catalogue, title="Moderation", lead="Gespräche leiten.")
    alone = make_course("Nur deutsch")
    english, _created = Locale.objects.get_or_create(language_code="en")
    section = catalogue.copy_for_translation(english, copy_parents=True)
    section.get_latest_revision().publish()
    other = page.copy_for_translation(english)
    other.title = "Facilitation"
    other.save_revision().publish()
    links = {link.get_text(): link["href"] for link in look(client, catalogue).select(".date-row h3 a")}
    assert links == {"Moderation": page.url, "Nur deutsch": alone.get_absolute_url()}
    section.refresh_from_db()
    seen = look(client, section)
    links = {link.get_text(): link["href"] for link in seen.select(".date-row h3 a")}
    assert links == {"Facilitation": other.url, "Nur deutsch": alone.get_absolute_url()}
    assert urlsplit(other.url).path.startswith("/en/")
    assert "Subscribe to the trainings" in seen.get_text()


def test_addresses_are_always_written_the_same_way(client, catalogue):
    make_course("Kurs", audiences=[Audience.ELECTED], traits=[(Trait.FORMAT, "online")])
    asked = "q=Kurs&sortierung=titel&page=1&format=online&niveau=&zielgruppe=elected&art=meeting&von=gestern"
    page = BeautifulSoup(client.get(f"{catalogue.url}?{asked}").content, "html.parser")
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert canonical.endswith(f"{catalogue.url}?zielgruppe=elected&format=online&q=Kurs&sortierung=titel")
    assert find_titles(page) == ["Kurs"]


@pytest.mark.parametrize(
    ("query", "indexed"),
    [
        ("", True),
        ("format=online", True),
        ("format=online&plaetze=frei", False),
        ("format=telepathisch", False),
        ("q=Kurs", False),
        ("sortierung=titel", False),
        ("ansicht=druck", False),
    ],
)
def test_search_engines_list_the_catalogue_and_its_single_filters(client, catalogue, query, indexed):
    make_course("Kurs", traits=[(Trait.FORMAT, "online")], booking=Booking.OPEN)
    page = client.get(f"{catalogue.url}?{query}").content.decode()
    assert ("noindex" not in page) is indexed


def test_ways_lead_to_the_same_trainings_in_the_calendar(client, catalogue):
    make_course("Online", traits=[(Trait.FORMAT, "online")])
    make_course("Vor Ort", traits=[(Trait.FORMAT, "in-person")])
    make_event(title="Forum").trait_rows.create(trait=Trait.FORMAT, value="online")
    page = look(client, catalogue, format="online")
    box = {words(link): urlsplit(link["href"]) for link in page.select(".subscribe-box a")}
    assert box["In Ihrem Kalender"].path == reverse("tafelrunde_events:subscribe")
    assert box["Per E-Mail"].path == reverse("tafelrunde_events:subscribe_by_mail")
    for name in ("In Ihrem Kalender", "Per E-Mail", "RSS", "JSON"):
        assert parse_qsl(box[name].query) == [("art", "training"), ("format", "online")]
    document = client.get(f"{box['JSON'].path}?{box['JSON'].query}").json()
    assert [date["title"] for date in document["dates"]] == ["Online"]
    rss = client.get(f"{box['RSS'].path}?{box['RSS'].query}").content.decode()
    assert "Online" in rss
    assert "Vor Ort" not in rss


def test_the_calendar_keeps_a_filter_it_does_not_offer(client):
    make_course("Online", traits=[(Trait.FORMAT, "online")])
    make_course("Vor Ort", traits=[(Trait.FORMAT, "in-person")])
    page = BeautifulSoup(client.get(reverse("tafelrunde_events:calendar"), {"format": "online"}).content, "html.parser")
    assert find_titles(page) == ["Online"]
    assert page.select_one("[name=format]")["type"] == "hidden"
    assert "online" in words(page.select_one(".chips"))


def test_the_list_for_paper_has_every_training_of_the_selection(client, catalogue, settings):
    settings.TAFELRUNDE_LIST_PAGE_SIZE = 2
    for number in range(3):
        make_course(f"Kurs {number}", session(coming_day(10 + number)), audiences=[Audience.ELECTED])
    page = look(client, catalogue, ansicht="druck", zielgruppe="elected")
    assert [words(row.select_one("th a")) for row in page.select("tbody tr")] == ["Kurs 0", "Kurs 1", "Kurs 2"]
    assert "Auswahl: Mandatstragende" in words(page.select_one(".page-head"))
    assert page.select_one(".on-paper").get_text().endswith("?zielgruppe=elected")


def test_further_pages_keep_filters_and_order(client, catalogue, settings):
    settings.TAFELRUNDE_LIST_PAGE_SIZE = 2
    for number in range(3):
        make_course(f"Kurs {number}")
    page = look(client, catalogue, q="Kurs", sortierung="titel")
    assert page.select_one(".pagination [rel=next]")["href"] == "?q=Kurs&sortierung=titel&page=2"
    assert find_titles(look(client, catalogue, q="Kurs", sortierung="titel", page="2")) == ["Kurs 2"]


def test_an_empty_catalogue_says_so(client, catalogue):
    assert "keine Fortbildungen angekündigt" in words(look(client, catalogue).select_one(".empty"))
    make_course("Kurs")
    empty = look(client, catalogue, q="Quastenflosser").select_one(".empty")
    assert empty.a["href"] == catalogue.url


@pytest.mark.parametrize("asked", [{}, {"q": "Kurs"}, {"ansicht": "druck"}, {"sortierung": "titel"}])
def test_the_number_of_queries_does_not_depend_on_the_number_of_trainings(client, catalogue, settings, asked):
    settings.TAFELRUNDE_LIST_PAGE_SIZE = 50
    organiser = OrganisationFactory(released=True)
    topic = Tag.objects.create(name="Hausrecht", slug="hausrecht")

    def fill(count):
        for number in range(count):
            days = (session(coming_day(10 + number)), session(coming_day(40 + number)))
            event = make_training(*days, event_facts={"title": f"Kurs {number}"}, capacity=5)
            update_event(event, venue=VenueFactory(region=RegionFactory()), organisers=[organiser], topics=[topic])
            event.trait_rows.create(trait=Trait.FORMAT, value="in-person")
            register(event)
            make_page(model=TrainingPage, parent=catalogue, title=f"Kurs mit Seite {number}")

    fill(1)
    client.get(catalogue.url)
    one = count_queries(client, catalogue.url, **asked)
    fill(14)
    client.get(catalogue.url)  # what everybody sees is counted once for each state of the calendar
    assert count_queries(client, catalogue.url, **asked) == one
    assert len(look(client, catalogue).select(".date-row")) == 30


def test_a_preview_shows_the_catalogue(rf, catalogue):
    make_course("Kurs")
    response = catalogue.make_preview_request(preview_mode=catalogue.default_preview_mode)
    assert "Kurs" in response.render().content.decode()


def test_kind_of_date_is_not_a_filter_of_the_catalogue(client, catalogue):
    make_event(title="Forum", kind=EventKind.EVENT)
    make_course("Kurs")
    assert find_titles(look(client, catalogue, art="event")) == ["Kurs"]
