"""What visitors read."""

import datetime as dt

import pytest
from wagtail.models import Locale

from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, move_occurrence
from tafelrunde_events.enums import Audience
from tafelrunde_events.models import TrainingPage
from tests.factories.events import VenueFactory, coming_day
from tests.factories.members import OrganisationFactory
from tests.factories.pages import (
    event_of,
    make_draft,
    make_index,
    make_page,
    publish,
    save_draft,
    series_block,
    session_block,
)
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def read(client, page) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_a_training_shows_its_facts(client):
    draft = make_draft(
        session_block(dt.date(2031, 3, 4), start=9, end=16),
        model=TrainingPage,
        venue=VenueFactory(access="stufenlos"),
        audiences=[Audience.ADMINISTRATION],
        fee_note="kostenfrei",
        booking="open",
    )
    draft.organisers.create(organisation=OrganisationFactory(name="Regionalzentrum", released=True))
    draft.topics.add("Hausrecht")
    draft.save_revision()
    page = publish(draft)
    html = read(client, page)
    for words in ("Dienstag", "März 2031", "9:00 bis 16:00 Uhr", "stufenlos", "kostenfrei", "Verwaltung", "Hausrecht"):
        assert words in html
    assert "Regionalzentrum" in html
    assert "Ausschlussklausel" in html
    assert f"/t/{event_of(page).pk}/termin.ics" in html


def test_the_page_shows_the_date_as_it_was_moved(client):
    page = make_page()
    occurrence = event_of(page).occurrences.get()
    start = dt.datetime.combine(coming_day(50), dt.time(7, 30))
    move_occurrence(occurrence, start=start, end=start + dt.timedelta(hours=1))
    assert "7:30 bis 8:30 Uhr" in read(client, page)


def test_a_cancelled_event_says_so_with_its_reason(client):
    page = make_page()
    cancel_event(event_of(page), reason="Sturmwarnung")
    html = read(client, page)
    assert "Diese Veranstaltung ist abgesagt." in html
    assert "Sturmwarnung" in html


def test_a_cancelled_date_says_so(client):
    page = make_page(session_block(), session_block(coming_day(40)))
    cancel_occurrence(event_of(page).occurrences.first(), reason="Saal gesperrt")
    html = read(client, page)
    assert "Saal gesperrt" in html
    assert "Diese Veranstaltung ist abgesagt." not in html


def test_a_cancelled_date_of_a_series_says_so_above_the_facts(client):
    page = make_page(series_block(count=3))
    cancel_occurrence(event_of(page).occurrences.last(), reason="Saal gesperrt")
    head, _facts = read(client, page).split('class="facts"')
    assert "ist abgesagt." in head
    assert "Saal gesperrt" in head


def test_a_series_shows_its_rule_in_words_and_the_next_dates(client):
    page = make_page(series_block(frequency="daily", interval=2, count=7))
    html = read(client, page)
    assert "Alle 2 Tage, 7 Termine" in html
    assert html.count('class="day"') == 5
    assert "und 2 weitere Termine" in html


def test_an_event_that_is_over_says_so(client):
    assert "Diese Veranstaltung ist vorbei." in read(client, make_page(session_block(coming_day(-3))))


def test_a_live_copy_without_dates_says_that_none_is_fixed(client):
    page = make_page()
    copy = page.copy(update_attrs={"slug": "kopie"})
    html = read(client, copy)
    assert "Der Termin steht noch nicht fest." in html
    assert "termin.ics" not in html


def test_a_translation_shows_the_shared_dates(client):
    page = make_page(session_block(dt.date(2031, 3, 4)))
    english = Locale.objects.get_or_create(language_code="en")[0]
    translation = page.copy_for_translation(english, copy_parents=True)
    save_draft(translation, title="Forum on the common good")
    translation = publish(translation)
    html = client.get(translation.get_url()).content.decode()
    assert "Forum on the common good" in html
    assert 'datetime="2031-03-04T18:00:00"' in html


def test_the_permanent_link_needs_the_right_to_see_the_event(client):
    page = make_page()
    event = event_of(page)
    assert client.get(event.get_absolute_url()).status_code == 302
    page.withdrawal_reason = "Kein Saal"
    page.unpublish()
    html = client.get(event.get_absolute_url()).content.decode()
    assert "Kein Saal" in html


def test_a_page_needs_as_many_queries_for_thirty_dates_as_for_one(client):
    def count(page) -> int:
        client.get(page.get_url())
        return count_queries(client, page.get_url())

    one = make_page(session_block())
    thirty = make_page(*[session_block(coming_day(30 + number)) for number in range(30)], title="Kurs")
    assert count(one) == count(thirty)


def test_an_index_lists_its_dates_with_a_constant_number_of_queries(client):
    def count(index) -> int:
        assert "Forum" in client.get(index.get_url()).content.decode()
        return count_queries(client, index.get_url())

    small, large = make_index(title="Klein"), make_index(title="Groß")
    make_page(parent=small, title="Forum")
    for number in range(15):
        make_page(parent=large, title=f"Forum {number}", venue=VenueFactory())
    assert count(small) == count(large)


def test_an_index_without_dates_says_so(client):
    assert "Hier gibt es zurzeit keine Termine" in read(client, make_index())
