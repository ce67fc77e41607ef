"""The overview of a table, the list of tables, and the settings of one."""

from html import unescape

import pytest
from django.utils.translation import override
from wagtail.models import Page

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_roundtables.domain.attendance import AnswerCounts, invite_seats
from tafelrunde_roundtables.domain.meetings import cancel_meeting
from tafelrunde_roundtables.models import RoundTableIndexPage, RoundTablePage
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting, wall
from tests.roundtables.conftest import admin
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def test_next_meeting_is_the_first_that_takes_place(coordinator, anklam):
    soon = make_meeting(anklam.table, days=3)
    cancel_meeting(soon, reason="Erkrankung", by=None)
    context = coordinator.get(admin("table", anklam.table.pk)).context
    assert context["next_meeting"] == anklam.meeting
    assert [row["meeting"] for row in context["later_meetings"]] == [soon]


def test_answers_are_counted(coordinator, anklam):
    SeatFactory(table=anklam.table)
    invite_seats(anklam.meeting, by=None)
    record_answer(anklam.meeting.event.invitations.first(), answer=Answer.DECLINED, source=ReplySource.STAFF)
    counts = coordinator.get(admin("table", anklam.table.pk)).context["next_counts"]
    assert counts == AnswerCounts(declined=1, unanswered=1)


def test_empty_table_invites_to_begin(client):
    table = RoundTableFactory()
    client.force_login(make_coordinator(table))
    text = client.get(admin("table", table.pk)).content.decode()
    assert admin("meeting_plan", table.pk) in text
    assert admin("seat_add", table.pk) in text
    assert client.get(admin("seats", table.pk)).status_code == 200
    assert client.get(admin("meetings", table.pk)).status_code == 200


@pytest.mark.parametrize("name", ["table", "meetings"])
def test_number_of_queries_does_not_depend_on_the_number_of_meetings(coordinator, anklam, name):
    make_meeting(anklam.table, days=-1)
    make_meeting(anklam.table, days=50)
    url = admin(name, anklam.table.pk)
    few = count_queries(coordinator, url)
    for number in range(15):
        make_meeting(anklam.table, days=-2 - number)
        make_meeting(anklam.table, days=60 + number)
    SeatFactory.create_batch(10, table=anklam.table)
    assert count_queries(coordinator, url) == few


def test_number_of_queries_does_not_depend_on_the_number_of_tables(client, anklam):
    def add() -> None:
        table = RoundTableFactory()
        table.coordinators.add(anklam.coordinator)
        make_meeting(table)

    client.force_login(anklam.coordinator)
    add()
    few = count_queries(client, admin("tables"))
    for _ in range(20):
        add()
    assert count_queries(client, admin("tables")) == few


def test_past_meetings_go_over_pages(coordinator, anklam):
    for number in range(21):
        make_meeting(anklam.table, days=-1 - number)
    url = admin("meetings", anklam.table.pk)
    assert len(coordinator.get(url).context["rows"]) == 20
    assert len(coordinator.get(url, {"p": "2"}).context["rows"]) == 1
    assert coordinator.get(url, {"p": "unsinn"}).status_code == 200


def test_settings_are_stored_and_name_and_level_are_not_among_them(coordinator, anklam):
    data = {
        "aim": "Miteinander",
        "status": "resting",
        "notice_days": 7,
        "role_email": "neu@example.org",
        "listed": "on",
        "show_sectors": "on",
        "name": "Übernommen",
        "level": "state",
    }
    assert coordinator.post(admin("table_settings", anklam.table.pk), data).status_code == 302
    anklam.table.refresh_from_db()
    assert (anklam.table.notice_days, anklam.table.show_sectors) == (7, True)
    assert (anklam.table.name, anklam.table.level) == ("Runder Tisch Anklam", "municipality")


def test_table_that_hides_takes_its_page_along(coordinator, anklam):
    home = Page.objects.get(depth=2)
    index = home.add_child(instance=RoundTableIndexPage(title="Runde Tische"))
    page = index.add_child(instance=RoundTablePage(title="Anklam", table=anklam.table))
    data = {"status": "active", "notice_days": 14}
    coordinator.post(admin("table_settings", anklam.table.pk), data)
    page.refresh_from_db()
    assert not page.live


def test_date_in_words_names_the_last_day_and_a_foreign_zone(coordinator, anklam):
    facts = {"days": 3, "start": wall(3, hour=22), "end": wall(4, hour=1), "zone": "Europe/London"}
    meeting = make_meeting(anklam.table, **facts)
    with override("de"):
        expected = when_text(meeting.date)
    assert "Europe/London" in expected
    pages = [admin("table", anklam.table.pk)]
    names = ("meeting", "meeting_invite", "meeting_cancel", "meeting_reinstate", "meeting_agenda")
    pages += [admin(name, anklam.table.pk, meeting.pk) for name in names]
    for url in pages:
        assert expected in unescape(coordinator.get(url).content.decode()), url
