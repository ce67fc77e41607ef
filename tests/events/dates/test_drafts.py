"""What was done to dates is said by the page and its drafts too: publishing them unchanged changes nothing (law 1)."""

import datetime as dt

import pytest

from tafelrunde_events.domain.applying import frozen_keys
from tafelrunde_events.domain.dates import Cancel, Move, Reinstate, carry_out
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.enums import Answer, Reach
from tests.factories.events import VenueFactory, coming_day, invite
from tests.factories.pages import event_of, make_page, publish, save_draft, series_block, session_block

pytestmark = pytest.mark.django_db

BLOCKS = {
    "a weekly series": {},
    "a series until a day": {"count": None, "until": (coming_day() + dt.timedelta(days=40)).isoformat()},
    "an open series": {"count": None, "interval": 2},
    "a series on two weekdays": {"weekdays": ["0", "3"], "count": 7},
    "a series by days": {"frequency": "daily", "interval": 3},
    "a series by weekday of the month": {"frequency": "monthly_weekday"},
}


def dates(event):
    return list(event.occurrences.order_by("start"))


def by(row, *, hours=1, days=0):
    shift = dt.timedelta(hours=hours, days=days)
    return {"start": row.start_wall + shift, "end": row.end_wall + shift}


def stored(event):
    """Everything that readers and calendars see of an event's dates."""
    rows = event.occurrences.order_by("pk").values_list("pk", "entry", "start", "end", "status", "venue", "sequence")
    entries = event.entries.order_by("pk").values_list("pk", "uid", "vevent", "applied")
    return list(rows), list(entries)


def stored_page(page):
    return type(page).objects.get(pk=page.pk)


def draft_of(page):
    return stored_page(page).get_latest_revision_as_object()


def operations(rows):
    third, other = rows[2], VenueFactory(name="Speicher")
    return {
        "move one": Move(third, Reach.ONE, **by(third)),
        "move the rest": Move(third, Reach.FOLLOWING, **by(third)),
        "move all": Move(third, Reach.ALL, **by(third)),
        "move the rest to another day": Move(third, Reach.FOLLOWING, **by(third, days=1)),
        "relocate one": Move(third, Reach.ONE, third.start_wall, third.end_wall, venue=other),
        "relocate the rest": Move(third, Reach.FOLLOWING, third.start_wall, third.end_wall, venue=other),
        "relocate all": Move(third, Reach.ALL, **by(third), venue=other),
        "cancel one": Cancel(third, Reach.ONE, "Krank"),
        "cancel the rest": Cancel(third, Reach.FOLLOWING, "Krank"),
        "cancel all": Cancel(third, Reach.ALL, "Krank"),
    }


OPERATIONS = [
    "move one",
    "move the rest",
    "move all",
    "move the rest to another day",
    "relocate one",
    "relocate the rest",
    "relocate all",
    "cancel one",
    "cancel the rest",
    "cancel all",
]


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("block", BLOCKS)
def test_publishing_the_page_unchanged_afterwards_changes_nothing(block, name):
    day = coming_day() - dt.timedelta(days=coming_day().weekday())
    page = make_page(series_block(day, **BLOCKS[block]), session_block(coming_day(90)))
    event = event_of(page)
    carry_out(operations(dates(event))[name])
    before = stored(event)
    publish(page)
    assert stored(event) == before
    page = stored_page(page)
    page.save()
    assert stored(event) == before
    if block != "a series by weekday of the month":  # where a block can say less than a rule
        drafted = {one.key: one for one in page.drafted_sessions()}
        assert drafted == {one.entry.key: one.session for one in load_plans([event])[0].entries}


def test_the_draft_says_where_the_series_was_parted():
    page = make_page(series_block(count=6))
    event = event_of(page)
    rows = dates(event)
    carry_out(Move(rows[2], Reach.FOLLOWING, **by(rows[2])))
    for version in (stored_page(page), draft_of(page)):
        first, second = version.schedule
        assert (first.value["count"], second.value["count"]) == (2, 4)
        assert (first.value["start_time"].hour, second.value["start_time"].hour) == (18, 19)
        assert second.value["start_date"] == rows[2].start_date
        assert {first.id, second.id} == set(event.entries.values_list("key", flat=True))


def test_other_things_that_an_editor_drafted_survive():
    page = make_page(series_block(count=6))
    event = event_of(page)
    drafted = [*page.schedule.get_prep_value(), session_block(coming_day(200))]
    save_draft(page, title="Ein neuer Titel", schedule=drafted)
    rows = dates(event)
    carry_out(Move(rows[2], Reach.FOLLOWING, **by(rows[2])))
    before = stored(event)[1]
    publish(page)
    event.refresh_from_db()
    assert event.title == "Ein neuer Titel"
    assert event.entries.count() == 3
    assert [entry[:2] for entry in stored(event)[1][:2]] == [entry[:2] for entry in before]
    assert [row.start_time.hour for row in dates(event)] == [18, 18, 19, 19, 19, 19, 18]


def test_a_series_that_a_draft_no_longer_has_is_not_put_back():
    block = series_block(count=6)
    page = make_page(block, session_block(coming_day(200)))
    event = event_of(page)
    save_draft(page, schedule=[page.schedule.get_prep_value()[1]])
    rows = dates(event)
    carry_out(Move(rows[2], Reach.FOLLOWING, **by(rows[2])))
    assert len(draft_of(page).schedule) == 1
    publish(page)
    assert [row.is_cancelled for row in dates(event)] == [True] * 6 + [False]


def test_moving_a_free_session_moves_it_in_the_draft():
    page = make_page(session_block())
    event = event_of(page)
    (row,) = dates(event)
    carry_out(Move(row, Reach.ONE, row.start_wall, row.end_wall + dt.timedelta(days=1)))
    value = stored_page(page).schedule[0].value
    assert value["end_date"] == row.start_date + dt.timedelta(days=1)
    before = stored(event)
    publish(page)
    assert stored(event) == before


def test_another_place_for_all_dates_stands_on_the_page_and_in_its_draft():
    other = VenueFactory(name="Speicher")
    page = make_page(series_block(), venue=VenueFactory(), room="Saal 1")
    row = dates(event_of(page))[0]
    carry_out(Move(row, Reach.ALL, row.start_wall, row.end_wall, venue=other))
    page, draft = stored_page(page), draft_of(page)
    assert (page.venue, page.room, draft.venue, draft.room) == (other, "", other, "")


@pytest.mark.parametrize("reach", [Reach.FOLLOWING, Reach.ALL])
def test_publishing_a_revision_from_before_takes_the_split_back_without_breaking_identity(reach):
    page = make_page(series_block(count=6))
    event = event_of(page)
    old = page.latest_revision
    save_draft(page, title="Neu")
    publish(page)
    rows = dates(event)
    carry_out(Move(rows[2], reach, **by(rows[2])))
    before = {entry.uid: entry.sequence for entry in event.entries.all()}
    old.refresh_from_db()
    old.publish()
    after = {entry.uid: entry for entry in event.entries.all()}
    assert set(before) <= set(after)
    assert all(after[uid].sequence >= sequence for uid, sequence in before.items())
    assert {row.pk for row in rows} <= {row.pk for row in dates(event)}
    taking_place = [row.start_wall for row in dates(event) if not row.is_cancelled]
    assert len(taking_place) == len(set(taking_place)) == 6


def test_reinstating_the_rest_leaves_the_drafts_in_step_too():
    page = make_page(series_block(count=6))
    event = event_of(page)
    rows = dates(event)
    carry_out(Cancel(rows[2], Reach.FOLLOWING, "Kein Raum"))
    carry_out(Reinstate(event.occurrences.get(pk=rows[4].pk), Reach.FOLLOWING))
    before = stored(event)
    publish(page)
    assert stored(event) == before
    assert [block.value["count"] for block in stored_page(page).schedule] == [2, 2, 2]


def test_answers_do_not_keep_the_parts_of_a_series_from_being_published_as_they_are():
    page = make_page(series_block(count=6))
    event = event_of(page)
    invite(event, answer=Answer.ACCEPTED)
    rows = dates(event)
    carry_out(Move(rows[2], Reach.FOLLOWING, **by(rows[2])))
    before = stored(event)
    assert frozen_keys(event, stored_page(page).drafted_sessions()) == []
    publish(page)
    assert stored(event) == before
