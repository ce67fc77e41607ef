"""The history of dates: one line for what happened together, whoever caused it, and who did it."""

import datetime as dt

import pytest
from wagtail.log_actions import LogContext

from tafelrunde_events.date_wording import history_line
from tafelrunde_events.domain.dates import Cancel, Move, carry_out
from tafelrunde_events.domain.history import read_times
from tafelrunde_events.domain.projection import refresh_calendar_text
from tafelrunde_events.domain.scheduling import (
    apply_schedule,
    cancel_event,
    cancel_occurrence,
    extend_horizon,
    move_occurrence,
    reinstate_event,
    update_event,
)
from tafelrunde_events.domain.venues import follow_venue
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import DateChangeKind, Reach
from tafelrunde_events.models import DateChange
from tafelrunde_members.enums import Role, Visibility
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import UserFactory
from tests.factories.pages import event_of, make_page, publish, save_draft, session_block
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY, count=6)


@pytest.fixture
def event():
    return make_event(session(rule=WEEKLY), venue=VenueFactory(name="Rathaus"))


def lines(event):
    return list(event.changes.order_by("pk").values_list("kind", "dates", "occurrence"))


def hour_later(row):
    hour = dt.timedelta(hours=1)
    return {"start": row.start_wall + hour, "end": row.end_wall + hour}


def test_a_new_event_has_no_history(event):
    assert lines(event) == []


def test_a_moved_date_is_told_with_its_times_and_who_moved_it(event):
    row, user = event.occurrences.all()[1], UserFactory(first_name="Ina", last_name="Beispiel")
    before = f"{row.start_wall.isoformat()}/{row.end_wall.isoformat()} Europe/Berlin"
    move_occurrence(row, **hour_later(row), by=user)
    change = event.changes.get()
    assert (change.kind, change.occurrence, change.before) == (DateChangeKind.MOVED, row, before)
    assert (change.changed_by, change.after[11:19]) == (user, "19:00:00")
    line = history_line(change)
    assert "18:00 bis 20:00" in line.subject
    assert "19:00 bis 21:00" in line.details[0]
    assert line.author == "Ina Beispiel"


def test_what_happens_to_all_dates_is_one_line(event):
    cancel_event(event, reason="Haushaltssperre")
    reinstate_event(event)
    update_event(event, venue=VenueFactory(name="Speicher"))
    assert lines(event) == [("cancelled", 6, None), ("reinstated", 6, None), ("relocated", 6, None)]
    cancelled, _reinstated, relocated = event.changes.order_by("pk")
    assert cancelled.reason == "Haushaltssperre"
    assert relocated.before.startswith("Rathaus")
    assert relocated.after.startswith("Speicher")
    assert history_line(cancelled).subject == "Alle 6 Termine"


def test_what_happens_to_some_dates_names_the_first_and_their_number(event):
    rows = list(event.occurrences.all())
    carry_out(Move(rows[2], Reach.FOLLOWING, **hour_later(rows[2])))
    assert sorted(lines(event)) == [("moved", 4, rows[2].pk), ("split", 4, rows[2].pk)]
    moved = event.changes.get(kind="moved")
    assert read_times(moved.before).start_wall == rows[2].start_wall


def test_dates_cancelled_for_different_reasons_are_different_lines(event):
    rows = list(event.occurrences.all())
    cancel_occurrence(rows[0], reason="Feiertag")
    carry_out(Cancel(rows[1], Reach.FOLLOWING, "Umzug"))
    cancelled = event.changes.filter(kind="cancelled").order_by("pk")
    assert list(cancelled.values_list("reason", "dates")) == [("Feiertag", 1), ("Umzug", 5)]


def test_title_and_visibility_are_told_without_dates(event):
    update_event(event, title="Neuer Titel", visibility=Visibility.NETWORK)
    assert sorted(lines(event)) == [("renamed", 0, None), ("visibility", 0, None)]
    renamed = event.changes.get(kind="renamed")
    assert (renamed.before, renamed.after) == ("Forum Gemeinsinn", "Neuer Titel")
    assert history_line(renamed).details == ["bisher: Forum Gemeinsinn; jetzt: Neuer Titel"]


def test_dates_that_the_schedule_adds_or_drops_are_told(event):
    table_event = make_event(session(key="a"), visibility=Visibility.TABLE)
    apply_schedule(table_event, [session(coming_day(50), key="b"), session(coming_day(60), key="c")])
    assert sorted((kind, dates) for kind, dates, _row in lines(table_event)) == [("added", 2), ("removed", 1)]
    assert history_line(table_event.changes.get(kind="removed")).subject


def test_texts_refreshed_rows_and_the_horizon_leave_no_trace():
    event = make_event(session(rule=Rule(Frequency.WEEKLY)), venue=VenueFactory())
    update_event(event, summary="Worum es geht.")
    refresh_calendar_text(event)
    event.venue.name = "Anders"
    event.venue.save()
    follow_venue(event.venue)
    event.occurrences.filter(pk=event.occurrences.last().pk).delete()
    assert extend_horizon() == 1
    assert lines(event) == []


def test_whoever_publishes_a_page_stands_in_its_history():
    block, user = session_block(), UserFactory()
    page = make_page(block)
    event = event_of(page)
    save_draft(page, schedule=[session_block(coming_day(60), key=block["id"])])
    with LogContext(user=user):
        publish(page)
    assert list(event.changes.values_list("kind", "changed_by")) == [("moved", user.pk)]
    page.title = "Von Hand gespeichert"
    page.refresh_from_db(fields=["schedule"])
    page.save(user=user)
    assert event.changes.get(kind="renamed").changed_by == user


def test_a_longest_title_fits():
    event = make_event(title="T" * 255)
    update_event(event, venue=VenueFactory(name="N" * 160, street="S" * 120, city="O" * 80), room="R" * 120)
    assert len(event.changes.get().after) == 400


def test_only_those_who_run_an_event_read_its_history():
    table = RoundTableFactory()
    meeting = make_meeting(table)
    cancel_event(meeting.event, reason="Krank")
    own, other = make_coordinator(table), make_coordinator(RoundTableFactory())
    editor = UserFactory(roles=(Role.TRAINING_EDITOR,))
    assert DateChange.objects.visible_to(own).count() == 1
    assert not DateChange.objects.visible_to(other).exists()
    assert not DateChange.objects.visible_to(editor).exists()


def test_history_ends_with_its_event(event):
    cancel_event(event, reason="Krank")
    event.delete()
    assert not DateChange.objects.exists()
