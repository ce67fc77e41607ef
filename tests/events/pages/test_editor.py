"""What editors see: clear words at the place where something is wrong, and nothing typed is lost."""

import datetime as dt

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.models import Event, EventPage
from tests.factories.events import coming_day
from tests.factories.pages import event_of, make_index, make_page, publish, series_block, session_block

pytestmark = pytest.mark.django_db


def form_data(*blocks, **fields) -> dict:
    data = {
        "title": "Forum Gemeinsinn",
        "slug": "forum-gemeinsinn",
        "lead": "",
        "body": rich_text("<p>Worum es geht.</p>"),
        "schedule": streamfield([(block["type"], block["value"]) for block in blocks]),
        "zone": "Europe/Berlin",
        "organisers": inline_formset([]),
        "comments": inline_formset([]),
        "exclusion_clause": "",
        "action-publish": "action-publish",
    }
    data = nested_form_data(data | fields)
    for number, block in enumerate(blocks):
        data[f"schedule-{number}-id"] = block["id"]
    return {key: value for key, value in data.items() if value is not None and value is not False}


@pytest.fixture
def index():
    return make_index()


@pytest.fixture
def create(editor_client, index):
    def post(*blocks, **fields):
        data = form_data(*blocks, **fields)
        if fields.get("action-publish", True) is None:
            data.pop("action-publish", None)
        return editor_client.post(f"/verwaltung/pages/add/tafelrunde_events/eventpage/{index.pk}/", data)

    return post


def refused(response, message: str) -> str:
    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert not Event.objects.exists()
    return html


def test_publishing_from_the_editor_makes_the_event(create):
    response = create(session_block())
    assert response.status_code == 302
    page = EventPage.objects.get()
    assert event_of(page).occurrences.count() == 1


def test_a_new_page_whose_dates_are_all_past_is_not_published(create):
    html = refused(create(session_block(coming_day(-3))), "Der Termin liegt in der Vergangenheit.")
    assert coming_day(-3).isoformat() in html
    assert "Forum Gemeinsinn" in html


def test_a_course_that_has_begun_may_be_published(create):
    assert create(session_block(coming_day(-3)), session_block()).status_code == 302


def test_the_text_of_a_past_event_may_be_edited(editor_client):
    block = session_block(coming_day(-3))
    page = make_page(block)
    response = editor_client.post(
        f"/verwaltung/pages/{page.pk}/edit/", form_data(block, title="Nachlese", slug=page.slug)
    )
    assert response.status_code == 302
    assert event_of(page).title == "Nachlese"


def test_an_end_before_the_beginning_is_refused(create):
    html = refused(create(session_block(start=20, end=18)), "Das Ende liegt vor dem Beginn.")
    assert "20:00" in html


def test_an_unknown_zone_is_refused(create):
    html = refused(create(session_block(), zone="Europe/Anklam"), "Eine Zeitzone mit diesem Namen gibt es nicht.")
    assert "Europe/Anklam" in html


def test_an_hour_that_the_change_of_clocks_skips_is_refused(create):
    change = session_block(dt.date(2028, 3, 26), start=2, end=4)
    refused(create(change), "werden in dieser Stunde die Uhren umgestellt")


def test_the_same_hour_is_fine_in_a_zone_without_that_change(create):
    change = session_block(dt.date(2028, 3, 26), start=2, end=4)
    assert create(change, zone="Africa/Nairobi").status_code == 302


def test_a_page_without_dates_is_not_published(create):
    refused(create(), "Bitte geben Sie mindestens einen Termin ein.")


def test_a_date_without_a_time_is_not_published(create):
    block = session_block(start_time="", end_time="")
    refused(create(block), "Bitte geben Sie eine Uhrzeit ein")


def test_a_whole_day_needs_no_time(create):
    assert create(session_block(start_time="", end_time="", all_day="on")).status_code == 302


def test_a_series_ends_in_one_way(create):
    block = series_block(until=coming_day(90).isoformat(), count="4")
    refused(create(block), "entweder einen letzten Tag oder eine Anzahl")


def test_a_day_that_some_months_lack_is_refused(create):
    block = series_block(dt.date(2031, 1, 30), frequency="monthly_day", count="")
    refused(create(block), "Diesen Tag gibt es nicht in jedem Monat.")


def test_a_draft_may_lack_dates_and_times(create):
    assert create(**{"action-publish": None}).status_code == 302
    page = EventPage.objects.get()
    assert not page.live
    assert not Event.objects.exists()


def test_a_draft_may_hold_an_empty_date(create, editor_client, index):
    html = editor_client.get(f"/verwaltung/pages/add/tafelrunde_events/eventpage/{index.pk}/").content.decode()
    assert "&quot;type&quot;: &quot;session&quot;" in html
    empty = session_block(start_date="", start_time="", end_time="")
    assert create(empty, **{"action-publish": None}).status_code == 302
    assert EventPage.objects.get().schedule[0].value["start_date"] is None


def test_a_changed_date_that_people_rely_on_is_refused_with_the_reason(editor_client):
    block = session_block()
    page = make_page(block)
    occurrence = event_of(page).occurrences.get()
    start = occurrence.start_wall + dt.timedelta(days=1)
    move_occurrence(occurrence, start=start, end=start + dt.timedelta(hours=1))
    changed = session_block(coming_day(60), key=block["id"])
    response = editor_client.post(f"/verwaltung/pages/{page.pk}/edit/", form_data(changed, slug=page.slug))
    assert "verlegen Sie den Termin selbst" in response.content.decode()
    same = editor_client.post(f"/verwaltung/pages/{page.pk}/edit/", form_data(block, slug=page.slug, title="Neu"))
    assert same.status_code == 302
    event = event_of(page)
    assert (event.title, event.occurrences.get().start_wall) == ("Neu", start)


def test_the_editor_shows_the_dates_as_they_stand(editor_client):
    page = make_page()
    occurrence = event_of(page).occurrences.get()
    start = dt.datetime.combine(coming_day(45), dt.time(10))
    move_occurrence(occurrence, start=start, end=start + dt.timedelta(hours=1))
    html = editor_client.get(f"/verwaltung/pages/{page.pk}/edit/").content.decode()
    assert "10:00 bis 11:00 Uhr" in html
    assert "einzeln geändert" in html


def test_unpublishing_asks_for_a_reason_first(editor_client):
    page = make_page()
    address = f"/verwaltung/pages/{page.pk}/unpublish/"
    asked = editor_client.post(address, {"next": "/verwaltung/"})
    assert "Warum finden die Termine nicht statt?" in asked.content.decode()
    empty = editor_client.post(address, {"reason": " "})
    assert empty.status_code == 200
    assert not event_of(page).is_cancelled
    done = editor_client.post(address, {"reason": "Kein Saal", "next": "/verwaltung/"})
    assert done.status_code == 302
    event = event_of(page)
    assert (event.is_cancelled, event.status_reason) == (True, "Kein Saal")


def test_unpublishing_what_is_over_asks_nothing(editor_client):
    page = make_page(session_block(coming_day(-3)))
    assert editor_client.post(f"/verwaltung/pages/{page.pk}/unpublish/").status_code == 302


def test_previewing_a_draft_shows_the_drafted_dates(editor_client, index):
    page = make_page()
    address = f"/verwaltung/pages/{page.pk}/edit/preview/"
    editor_client.post(address, form_data(session_block(dt.date(2031, 5, 6)), slug=page.slug))
    html = editor_client.get(address).content.decode()
    assert "Mai 2031" in html
    assert publish(page).title == page.title
