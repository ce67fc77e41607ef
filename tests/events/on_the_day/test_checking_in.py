"""Who is there is noted once, whoever notes it how often on how many devices."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tafelrunde_events.domain.on_the_day import (
    check_in,
    no_shows,
    note_attendance,
    session_now,
    sessions_of,
    undo_check_in,
)
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.scheduling import cancel_occurrence
from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance, Registration
from tests.events.on_the_day.conftest import after_the_end, make_course, take_part
from tests.factories.members import UserFactory

DEVICES = 6


@pytest.fixture
def first(course):
    return sessions_of(course)[0]


def test_letting_in_twice_notes_one_attendance_and_tells_the_second(ada, first, editor):
    once = check_in(ada, first, way=AttendanceWay.CODE, by=editor)
    again = check_in(ada, first, way=AttendanceWay.NAME, by=UserFactory())

    assert once.is_new
    assert not again.is_new
    assert again.attendance == once.attendance
    assert (again.attendance.by, again.attendance.way) == (editor, AttendanceWay.CODE)


def test_each_session_is_noted_by_itself(ada, course, first, editor):
    check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    second = sessions_of(course)[1]
    assert check_in(ada, second, way=AttendanceWay.NAME, by=editor).is_new
    assert Attendance.objects.filter(registration=ada).count() == 2


def test_taking_back_twice_takes_back_once(ada, first, editor):
    check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    assert undo_check_in(ada, first)
    assert not undo_check_in(ada, first)
    assert not Attendance.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_devices_at_once_note_one_attendance():
    course = make_course(30)
    ada = take_part(course, "Ada", "Sommer")
    (only,) = sessions_of(course)

    def press(_device):
        try:
            registration = Registration.objects.get(pk=ada.pk)
            return check_in(registration, only, way=AttendanceWay.NAME, by=None).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as pool:
        answers = list(pool.map(press, range(DEVICES)))

    assert sorted(answers) == [False] * (DEVICES - 1) + [True]
    assert Attendance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_list_and_the_door_at_once_lose_nothing(editor):
    course = make_course(30)
    people = [take_part(course, "Ada", f"Sommer{number}") for number in range(DEVICES)]
    (only,) = sessions_of(course)
    cells = [(one.pk, only.pk) for one in people]

    def work(number):
        try:
            if number % 2:
                check_in(people[number], only, way=AttendanceWay.NAME, by=None)
            else:
                note_attendance(course, present=cells, absent=[], by=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as pool:
        list(pool.map(work, range(DEVICES)))

    assert Attendance.objects.count() == DEVICES


def test_nobody_without_a_place_is_let_in(ada, first, editor):
    cancel(ada, by=editor)

    with pytest.raises(ValidationError) as error:
        check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    assert error.value.code == "no_place"
    assert not Attendance.objects.exists()


def test_whoever_waits_is_not_let_in(editor):
    course = make_course(30)
    course.places.capacity = 1
    course.places.save()
    take_part(course, "Ada", "Sommer")
    waiting = take_part(course, "Béla", "Winter")

    with pytest.raises(ValidationError, match=r"Warteliste|waiting list") as error:
        check_in(waiting, sessions_of(course)[0], way=AttendanceWay.NAME, by=editor)

    assert error.value.code == "no_place"


def test_a_session_that_was_called_off_has_no_attendance(ada, first, editor):
    cancel_occurrence(first, reason="Sturm")

    with pytest.raises(ValidationError) as error:
        check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    assert error.value.code == "cancelled"


def test_a_session_of_another_event_is_refused(ada, editor):
    (foreign,) = sessions_of(make_course(30))

    with pytest.raises(ValidationError) as error:
        check_in(ada, foreign, way=AttendanceWay.NAME, by=editor)

    assert error.value.code == "session"


def test_the_list_changes_only_what_it_names(ada, bela, course, first, editor):
    second = sessions_of(course)[1]
    kept = check_in(bela, second, way=AttendanceWay.CODE, by=editor).attendance
    check_in(bela, first, way=AttendanceWay.CODE, by=editor)

    noted = note_attendance(course, present=[(ada.pk, first.pk)], absent=[(bela.pk, first.pk)], by=editor)

    assert (noted.added, noted.removed) == (1, 1)
    assert set(Attendance.objects.values_list("registration", "occurrence", "way")) == {
        (ada.pk, first.pk, AttendanceWay.LIST),
        (bela.pk, second.pk, AttendanceWay.CODE),
    }
    kept.refresh_from_db()


def test_the_list_passes_over_what_it_must_not_note(ada, bela, first, course, editor):
    foreign = make_course(30)
    stranger = take_part(foreign, "Fremd", "Person")
    cancel(bela, by=editor)
    cells = [(stranger.pk, first.pk), (ada.pk, sessions_of(foreign)[0].pk), (bela.pk, first.pk), (0, 0)]

    noted = note_attendance(course, present=cells, absent=[(stranger.pk, first.pk)], by=editor)

    assert (noted.added, noted.removed) == (0, 0)


def test_no_shows_are_known_after_the_end(ada, bela, course, first, editor):
    check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    assert no_shows(course) == []
    assert [one.registration for one in no_shows(course, now=after_the_end(course))] == [bela]


def test_nobody_stayed_away_where_attendance_was_not_taken(ada, bela, course):
    assert no_shows(course, now=after_the_end(course)) == []


def test_people_arrive_for_the_session_of_the_day(course):
    first, second = sessions_of(course)
    hour = dt.timedelta(hours=1)

    assert session_now([first, second], first.start - dt.timedelta(days=3)) == first
    assert session_now([first, second], first.start + hour) == first
    assert session_now([first, second], first.end + hour) == first  # still the same evening
    assert session_now([first, second], first.end + dt.timedelta(days=1)) == second
    assert session_now([first, second], second.end + dt.timedelta(days=9)) == second
    assert session_now([]) is None
