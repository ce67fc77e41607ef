"""Who is told of which dates, and how often."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.scheduling import apply_schedule, cancel_event, extend_horizon, update_event
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions import mail
from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_events.engine import Rule
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import MailSubscription, ScheduleEntry
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import MessageBody
from tests.events.subscriptions.mail_reader import as_sent, asked_for, berlin, digests, subscribed
from tests.factories.events import coming_day, make_event, session

pytestmark = pytest.mark.django_db


def at(*moment):
    return time_machine.travel(berlin(*moment), tick=False)


def test_at_once_tells_of_what_became_public_since():
    make_event(title="Schon länger da")
    subscribed()
    make_event(title="Neu im Kalender")

    assert work_digests() == 1
    [message] = digests()
    sent = as_sent(message)
    assert "Neu im Kalender" in sent.text
    assert "Neu im Kalender" in sent.html
    assert "Schon länger da" not in sent.text


def test_nobody_is_told_twice():
    subscribed()
    make_event()
    assert [work_digests() for _ in range(3)] == [1, 0, 0]

    make_event(title="Noch eines")
    assert work_digests() == 1
    assert "Forum Gemeinsinn" not in as_sent(digests()[-1]).text


def test_nothing_new_is_no_mail():
    make_event()
    subscribed()
    assert work_digests() == 0
    assert digests() == []


def test_nothing_is_sent_before_the_address_was_confirmed():
    asked_for()
    make_event()
    assert work_digests() == 0


def test_nothing_is_sent_after_the_end_and_resuming_tells_what_was_missed():
    subscription = subscribed()
    mail.leave(subscription)
    make_event()
    assert work_digests() == 0

    mail.resume(subscription)
    assert work_digests() == 1


def test_leaving_drops_what_waits():
    subscription = subscribed()
    make_event()
    work_digests()
    mail.leave(subscription)
    assert digests()[0].status == "cancelled"


@pytest.mark.parametrize("visibility", [Visibility.NETWORK, Visibility.TABLE, Visibility.COORDINATION])
def test_only_public_dates_are_told_and_as_soon_as_they_are(visibility):
    subscribed()
    event = make_event(title="Vertraulich", visibility=visibility)
    assert work_digests() == 0

    update_event(event, visibility=Visibility.PUBLIC)
    assert work_digests() == 1


def test_what_was_hidden_again_is_not_told():
    subscribed()
    event = make_event()
    update_event(event, visibility=Visibility.NETWORK)
    assert work_digests() == 0

    update_event(event, visibility=Visibility.PUBLIC)  # and comes as news when it is back within the hour
    assert work_digests() == 1


def test_cancelled_and_past_dates_are_left_out():
    subscribed()
    cancel_event(make_event(title="Abgesagt"), reason="Krankheit")
    make_event(session(timezone.localdate() - dt.timedelta(days=3)), title="Vorbei")
    assert work_digests() == 0


def test_filters_choose():
    subscribed(selection=Selection(chosen=(("art", "training"),)))
    make_event(title="Treffen")
    assert work_digests() == 0
    make_event(title="Fortbildung", kind=EventKind.TRAINING)
    assert work_digests() == 1
    assert "Treffen" not in as_sent(digests()[0]).text


def test_filters_that_no_longer_exist_find_nothing():
    subscription = subscribed()
    MailSubscription.objects.filter(pk=subscription.pk).update(query="thema=verschwunden")
    make_event()
    assert work_digests() == 0


def test_dates_added_to_a_public_event_are_news_alone():
    first = session()
    event = make_event(first, title="Reihe")
    subscribed()
    later = session(coming_day(45))
    apply_schedule(event, [first, later])

    assert work_digests() == 1
    text = as_sent(digests()[0]).text
    assert short_day_text(later.start.date()) in text
    assert short_day_text(first.start.date()) not in text


def test_moved_renamed_and_longer_series_are_no_news():
    series = session(rule=Rule(freq="WEEKLY"))
    event = make_event(series)
    subscribed()
    update_event(event, title="Neuer Name")
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=False):
        extend_horizon()
        assert work_digests() == 0


def test_an_event_of_many_dates_lists_the_first_ones():
    subscribed()
    make_event(*(session(coming_day(20 + number)) for number in range(8)))
    work_digests()
    text = as_sent(digests()[0]).text
    assert text.count("* ") == 5


def test_each_frequency_waits_for_its_time_and_tells_everything_since():
    with at(2026, 11, 17, 12):  # a Tuesday
        for frequency in ("daily", "weekly", "monthly"):
            subscribed(f"{frequency}@example.org", frequency=frequency)
    with at(2026, 11, 17, 12, 1):
        make_event(session(dt.date(2026, 12, 20)), title="Am Dienstag veröffentlicht")
    runs = {}
    for day in (17, 18, 19, 23, 24, 30):
        with at(2026, 11, day, 13):
            make_event(session(dt.date(2026, 12, 24)), title=f"Am {day}. veröffentlicht")
            work_digests()
            runs[day] = sorted(message.address.partition("@")[0] for message in digests())
            for message in digests():
                type(message).objects.filter(pk=message.pk).update(mailing=None)
    with at(2026, 12, 1, 8):
        work_digests()
        last = {message.address: as_sent(message).text for message in digests()}

    assert runs == {
        17: [],
        18: ["daily"],
        19: ["daily"],
        23: ["daily", "weekly"],
        24: ["daily"],
        30: ["daily", "weekly"],
    }
    assert "Am Dienstag veröffentlicht" in last["monthly@example.org"]
    assert "Am 30. veröffentlicht" in last["monthly@example.org"]
    assert list(last) == ["monthly@example.org"]


def test_missed_runs_are_made_up_for_by_one_mail():
    with at(2026, 11, 17, 12):
        subscribed(frequency="daily")
    with at(2026, 11, 17, 12, 1):
        make_event(session(dt.date(2026, 12, 20)))
    with at(2026, 11, 25, 3):
        assert [work_digests(), work_digests()] == [1, 0]
    with at(2026, 11, 25, 8):
        assert work_digests() == 0


def test_what_becomes_visible_late_is_told_in_the_next_mail():
    """A transaction that ends after a mail was written carries an earlier moment than that mail."""
    subscribed(now=timezone.now() - dt.timedelta(hours=1))
    make_event(title="Erstes")
    work_digests()
    make_event(title="Spät festgeschrieben")
    late = ScheduleEntry.objects.filter(event__title="Spät festgeschrieben")
    late.update(first_public_at=timezone.now() - dt.timedelta(minutes=5))

    assert work_digests() == 1
    assert "Erstes" not in as_sent(digests()[-1]).text


def test_a_change_of_frequency_counts_from_now_on():
    with at(2026, 11, 17, 12):
        subscription = subscribed(frequency="monthly")
    with at(2026, 11, 17, 12, 1):
        make_event(session(dt.date(2026, 12, 20)))
        mail.change_frequency(subscription, "daily")
    with at(2026, 11, 18, 7):
        assert work_digests() == 1


def test_the_same_words_are_written_and_stored_once():
    for number in range(5):
        subscribed(f"kim{number}@example.org")
    subscribed("en@example.org", language="en")
    make_event()

    assert work_digests() == 6
    assert MessageBody.objects.count() == 2


def test_many_subscribers_cost_as_many_queries_as_one():
    counts = []
    subscribed("erste@example.org")
    for number in (1, 20):  # SQLite writes more rows in several portions
        for n in range(number):
            subscribed(f"kim{number}-{n}@example.org")
        make_event()
        with CaptureQueriesContext(connection) as queries:
            work_digests()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_batches_reach_everybody(monkeypatch):
    monkeypatch.setattr("tafelrunde_events.domain.subscriptions.mail_digests.BATCH_SIZE", 3)
    for number in range(8):
        subscribed(f"kim{number}@example.org")
    make_event()
    assert work_digests() == 8


def test_editors_write_no_placeholders():
    subscribed()
    make_event(title="Titel [[unsubscribe_url]]", summary="Text [[manage_url]]")
    work_digests()
    [message] = digests()
    sent = as_sent(message)
    assert sent.text.count(message.private["[[manage_url]]"]) == 1
    assert sent.text.count(message.private["[[unsubscribe_url]]"]) == 1


def test_a_selection_that_fails_keeps_nobody_else_waiting(monkeypatch, caplog):
    from tafelrunde_events.domain.subscriptions import mail_digests

    def fail_for_one(query, version):
        if query:
            raise ValueError("broken")
        return Selection()

    subscribed("erste@example.org")
    subscribed("zweite@example.org", Selection(text="Forum"))
    make_event()
    with monkeypatch.context() as broken:
        broken.setattr(mail_digests, "read_query", fail_for_one)
        assert work_digests() == 1
    assert "could not be written" in caplog.text
    assert work_digests() == 1
