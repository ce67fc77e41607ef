"""What the page editor says below a date while somebody types."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from tafelrunde_events.models import Event, Occurrence
from tafelrunde_members.enums import Role
from tests.events.schedule.conftest import TUESDAY, typed
from tests.factories.members import UserFactory
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ADDRESS = "/verwaltung/terminvorschau/"


@pytest.fixture
def today():
    with travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


def only(answer):
    assert list(answer) == ["schedule-0"]
    return answer["schedule-0"]


def test_a_date_is_read_back_with_its_weekday(ask):
    assert only(ask({})) == "Dienstag, 14. September 2027, 18:00 bis 20:00 Uhr"


def test_a_series_says_its_rule_its_number_and_the_next_dates(ask):
    text = only(ask({"frequency": "monthly_weekday", "interval": "1", "count": "22"}))

    assert text.startswith("jeden zweiten Dienstag im Monat, 18:00 bis 20:00 Uhr, 22 Termine")
    assert "Dienstag, 14. September 2027 Dienstag, 12. Oktober 2027" in text
    assert "Dienstag, 11. April 2028 und 14 weitere Termine" in text


def test_an_open_series_says_how_far_its_dates_are_known(ask):
    text = only(ask({"frequency": "weekly", "interval": "1", "start_date": "2028-10-31"}))
    assert "jeden Dienstag, 18:00 bis 20:00 Uhr" in text
    assert "ohne Ende; 4 Termine bis 22. November 2028" in text


def test_dates_that_are_over_are_counted_and_not_listed(ask):
    text = only(ask({"frequency": "weekly", "interval": "1", "count": "4", "start_date": "2026-11-10"}))
    assert "2 davon sind vorbei" in text
    assert "10. November 2026" not in text
    assert "Dienstag, 24. November 2026" in text


def test_a_weekly_series_may_have_several_weekdays(ask):
    text = only(ask({"frequency": "weekly", "interval": "1", "count": "4", "weekdays": ["3"]}))
    assert text.startswith("jeden Dienstag und Donnerstag, 18:00 bis 20:00 Uhr")
    assert "Dienstag, 14. September 2027 Donnerstag, 16. September 2027 Dienstag, 21. September 2027" in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"end_time": "17:00"}, "Das Ende liegt vor dem Beginn. Bitte geben Sie ein späteres Ende ein."),
        ({"start_date": "2027-03-28", "start_time": "02:30", "end_time": "04:00"}, "Am 28. März 2027 werden"),
        (
            {"frequency": "daily", "interval": "1", "start_time": "02:30", "end_time": "04:00"},
            "Am 31. Oktober 2027 werden in dieser Stunde die Uhren umgestellt",
        ),
        ({"frequency": "monthly_day", "start_date": "2027-01-30"}, "Diesen Tag gibt es nicht in jedem Monat."),
        ({"frequency": "yearly", "start_date": "2028-02-29"}, "Den 29. Februar gibt es nicht in jedem Jahr."),
        ({"frequency": "weekly", "until": "2027-12-01", "count": "3"}, "entweder einen letzten Tag oder eine Anzahl"),
        ({"frequency": "weekly", "until": "2027-09-01"}, "Der letzte Tag liegt vor dem ersten Termin."),
        ({"frequency": "weekly", "interval": "0"}, "Abstand: Dieser Wert muss größer oder gleich 1 sein."),
        ({"start_date": "3027-01-01"}, "Dieses Jahr ist nicht möglich."),
    ],
)
def test_what_saving_would_refuse_is_said_at_once(ask, values, sentence):
    assert sentence in only(ask(values))


def test_an_unknown_zone_is_refused(ask):
    assert "Eine Zeitzone mit diesem Namen gibt es nicht." in only(ask({}, zone="Europe/Anklam"))


@pytest.mark.parametrize("missing", ["start_date", "start_time", "end_time"])
def test_a_date_that_is_not_complete_says_nothing(ask, missing):
    assert only(ask({missing: ""})) == ""


def test_each_block_has_its_own_answer_and_removed_ones_have_none(ask):
    removed = {"schedule-1-deleted": "1"}
    answer = ask({}, {}, {"frequency": "weekly", "count": "2"}, **removed)
    assert list(answer) == ["schedule-0", "schedule-2"]


def test_nothing_is_stored(ask):
    ask({"frequency": "weekly", "count": "5"})
    assert not Event.objects.exists()
    assert not Occurrence.objects.exists()


def test_only_those_who_plan_dates_may_ask(client):
    assert reverse("tafelrunde_events_schedule:preview") == ADDRESS
    assert client.post(ADDRESS, typed({})).status_code == 302
    client.force_login(UserFactory())
    assert client.post(ADDRESS, typed({})).status_code == 404
    for role in Role:
        client.force_login(UserFactory(roles=(role,)))
        assert client.post(ADDRESS, typed({})).status_code == 200
        assert client.get(ADDRESS).status_code == 405


def test_a_question_without_its_token_is_refused(editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(ADDRESS, typed({})).status_code == 403


def test_the_answer_is_text_and_no_markup_of_those_who_type(ask):
    assert "<script>" in only(ask({"frequency": "<script>alert(1)</script>"}))


def test_the_form_of_a_meeting_says_which_table_and_which_dates_are_its_own(client):
    meeting = make_meeting(RoundTableFactory())
    client.force_login(make_coordinator(meeting.table))
    address = reverse("tafelrunde_roundtables_admin:meeting_edit", args=[meeting.table.pk, meeting.pk])
    html = client.get(address).content.decode()
    assert f'data-schedule-url="{ADDRESS}" data-event="{meeting.event.pk}" data-body="{meeting.table.pk}"' in html


FIELDS = ["start_date", "start_time", "end_date", "end_time", "all_day", "frequency", "interval", "until", "count"]
NONSENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["0001-01-01", "9999-12-31", "2199-12-31", "1970-01-01", "2028-02-29", "00:00", "24:00", "on"]),
    st.sampled_from(["daily", "weekly", "monthly_day", "monthly_weekday", "yearly", "99", "999", "-1", "9" * 40]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(st.sampled_from([*FIELDS, "weekdays"]), NONSENSE),
    facts=st.dictionaries(
        st.sampled_from(
            ["zone", "venue", "room", "page", "event", "body", "organisers-0-organisation", "schedule-x-type"]
        ),
        NONSENSE,
    ),
)
def test_nonsense_is_answered(ask, values, facts):
    ask(values, **facts)
    ask({"frequency": "weekly", "start_date": TUESDAY} | values, **facts)
