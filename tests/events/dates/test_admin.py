"""Dates in the admin: the moment a coordinator needs it, who may do it, and what the pages cost."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import EventKind, Reach
from tafelrunde_events.models import DateChange, Event, Occurrence
from tafelrunde_members.domain.roles import grant_page_rights
from tafelrunde_members.enums import Role, Visibility
from tests.factories.events import VenueFactory, coming_day, invite, make_event, session
from tests.factories.members import UserFactory
from tests.factories.pages import event_of, make_index, make_page, publish, series_block
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY, count=6)


def url(name, *args):
    return reverse(f"tafelrunde_dates:{name}", args=args)


@pytest.fixture
def editor(client):
    user = UserFactory(roles=(Role.TRAINING_EDITOR,), first_name="Ina", last_name="Beispiel")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def event():
    return make_event(session(rule=WEEKLY), venue=VenueFactory(name="Rathaus", listed=True))


def dates(event):
    return list(event.occurrences.order_by("start"))


def values_of(row: Occurrence, **changes):
    values = {
        "day": row.start_date.isoformat(),
        "start": f"{row.start_time:%H:%M}",
        "end": f"{row.end_time:%H:%M}",
        "venue": row.venue_id or row.event.venue_id or "",
        "reach": Reach.ONE,
    }
    return values | changes


def test_an_editor_cancels_one_date_moves_the_rest_and_sees_what_was_done(editor):
    section = make_index(title="Fortbildungen")
    grant_page_rights(Role.TRAINING_EDITOR, section)
    page = make_page(series_block(count=6), parent=section, title="Sprechstunde")
    event = event_of(page)
    rows = dates(event)

    assert url("dates", event.pk) in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert url("dates", event.pk) in editor.get(url("index")).text
    listed = editor.get(url("dates", event.pk)).text
    assert listed.count("Termin absagen<span") == 6

    cancelled = editor.post(
        url("cancel", event.pk, rows[1].pk), {"reason": "Heizung kaputt", "reach": "one"}, follow=True
    ).text
    assert "Heizung kaputt" in cancelled
    assert url("reinstate", event.pk, rows[1].pk) in cancelled

    target = url("change", event.pk, rows[3].pk)
    asked = editor.post(target, values_of(rows[3], start="19:00", end="21:00", reach="following"))
    assert "2 weitere Termine" in asked.text
    assert "neuen Kalendereintrag" in asked.text
    assert event.entries.count() == 1
    done = editor.post(target, values_of(rows[3], start="19:00", end="21:00", reach="following", confirmed="1"))
    assert done.status_code == 302
    assert [row.start_time.hour for row in dates(event)] == [18, 18, 18, 19, 19, 19]
    assert event.entries.count() == 2

    shown = editor.get(url("dates", event.pk)).text
    assert "3 Termine ab" in shown
    assert shown.count("Ina Beispiel") == 3
    assert DateChange.objects.filter(event=event, changed_by=editor.user).count() == 3
    before = list(event.entries.order_by("pk").values_list("vevent", flat=True))
    publish(page)
    assert list(event.entries.order_by("pk").values_list("vevent", flat=True)) == before


def test_back_from_the_question_keeps_what_was_typed(editor, event):
    row = dates(event)[2]
    answer = editor.post(
        url("change", event.pk, row.pk), values_of(row, start="17:15", end="19:00", reach="all", back="1")
    )
    assert 'value="17:15"' in answer.text
    assert dates(event)[2].start_time == dt.time(18)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": "17:00"}, "end"),
        ({"day": "1931-01-01"}, "day"),
        ({"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "start"),
        ({"new_venue_street": "Am Ring 1"}, "new_venue_name"),
        ({"last_day": "2027-01-01", "reach": "all"}, "last_day"),
        ({"day": ""}, "day"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(editor, event, changes, field):
    row = dates(event)[0]
    answer = editor.post(url("change", event.pk, row.pk), values_of(row, **changes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors)[:1] == [field]
    assert answer.context["form"].errors[field][0] in answer.text.replace("&quot;", '"')


def test_a_date_moves_to_a_place_that_was_typed_in(editor, event):
    row = dates(event)[0]
    place = {"new_venue_name": "Gasthof Linde", "new_venue_city": "Anklam"}
    editor.post(url("change", event.pk, row.pk), values_of(row, **place))
    shown = editor.get(url("dates", event.pk)).text
    assert "Gasthof Linde" in shown
    assert "anderer Ort" in shown
    assert dates(event)[1].venue is None


def test_all_dates_of_a_single_session_event_move_house_with_the_event(editor):
    event = make_event(venue=VenueFactory())
    (row,), other = dates(event), VenueFactory(listed=True)
    answer = editor.get(url("change", event.pk, row.pk))
    assert 'type="radio"' not in answer.text
    editor.post(url("change", event.pk, row.pk), values_of(row, venue=other.pk, reach="all"))
    event.refresh_from_db()
    assert event.venue == other


def test_cancelling_needs_a_reason(editor, event):
    row = dates(event)[0]
    assert 'name="reason"' in editor.get(url("cancel", event.pk, row.pk)).text
    answer = editor.post(url("cancel", event.pk, row.pk), {"reason": " ", "reach": "one"})
    assert answer.context["form"].errors == {"reason": ["Bitte geben Sie an, warum der Termin nicht stattfindet."]}
    assert not dates(event)[0].is_cancelled


def test_the_last_date_of_a_series_offers_none_that_follow(editor, event):
    first, *_others, last = dates(event)
    assert "Dieser und die 5 folgenden Termine der Reihe" in editor.get(url("cancel", event.pk, first.pk)).text
    form = editor.get(url("cancel", event.pk, last.pk)).context["form"]
    assert [reach for reach, _text in form.fields["reach"].choices] == [Reach.ONE, Reach.ALL]


def test_what_was_called_off_is_reinstated(editor, event):
    rows = dates(event)
    editor.post(url("cancel", event.pk, rows[2].pk), {"reason": "Ferien", "reach": "following", "confirmed": "1"})
    assert [row.is_cancelled for row in dates(event)] == [False, False, True, True, True, True]
    editor.post(url("reinstate", event.pk, rows[2].pk), {"reach": "all", "confirmed": "1"})
    assert not any(row.is_cancelled for row in dates(event))
    answer = editor.get(url("reinstate", event.pk, rows[2].pk))
    assert answer.url == url("dates", event.pk)


def test_moving_back_is_offered_with_the_values_from_before(editor, event):
    row = dates(event)[0]
    answer = editor.post(url("change", event.pk, row.pk), values_of(row, start="16:00"), follow=True)
    (undo,) = [part for part in answer.text.split('"') if "start=18" in part]
    form = editor.get(undo.replace("&amp;", "&")).context["form"]
    assert (form["start"].value(), form["reach"].value()) == ("18:00", "one")


def test_who_was_invited_is_named_before_and_can_be_told_afterwards(editor, event):
    invite(event, answer="ACCEPTED")
    row = dates(event)[0]
    assert "1 Person ist eingeladen" in editor.get(url("cancel", event.pk, row.pk)).text
    answer = editor.post(url("cancel", event.pk, row.pk), {"reason": "Krank", "reach": "one"}, follow=True)
    assert "abgesagt" in answer.text
    assert f"{reverse('tafelrunde_mailings:compose', args=[event.pk])}?art=update" in answer.text


def test_past_dates_stand_behind_a_link(editor):
    event = make_event(session(coming_day(-20), rule=WEEKLY))
    coming = editor.get(url("dates", event.pk))
    assert len(coming.context["rows"]) == 3
    assert len(editor.get(coming.request["PATH_INFO"], {"vergangen": "1"}).context["rows"]) == 3


def test_a_withdrawn_event_is_reinstated_by_its_page_alone(editor):
    event = make_event()
    Event.objects.filter(pk=event.pk).update(withdrawn_at=timezone.now())
    cancel_event(event, reason="Zurückgezogen")
    row = dates(event)[0]
    assert editor.get(url("reinstate", event.pk, row.pk)).status_code == 302
    assert "Seite" in editor.get(url("dates", event.pk)).text


def test_the_dates_of_a_meeting_lead_to_its_form(client):
    table = RoundTableFactory()
    meeting = make_meeting(table)
    client.force_login(make_coordinator(table))
    row = meeting.event.occurrences.get()
    assert client.get(url("dates", meeting.event.pk)).status_code == 200
    assert f"/{meeting.pk}/" in client.get(url("change", meeting.event.pk, row.pk)).url


ADDRESSES = ["dates", "change", "cancel", "reinstate"]


@pytest.mark.parametrize(
    ("method", "name"), [*(("get", name) for name in ADDRESSES), *(("post", name) for name in ADDRESSES[1:])]
)
def test_the_dates_of_others_do_not_exist(client, method, name):
    meeting = make_meeting(RoundTableFactory())
    event = meeting.event
    arguments = [event.pk] if name == "dates" else [event.pk, event.occurrences.get().pk]
    for user in (make_coordinator(RoundTableFactory()), UserFactory(roles=(Role.TRAINING_EDITOR,))):
        client.force_login(user)
        assert getattr(client, method)(url(name, *arguments)).status_code == 404
    assert event.title not in client.get(url("index")).text


def test_a_date_of_another_event_is_not_reached_through_ones_own(editor, event):
    hidden = make_event(kind=EventKind.MEETING, visibility=Visibility.TABLE)
    address = url("change", event.pk, hidden.occurrences.get().pk)
    assert editor.get(address).status_code == 404


def test_the_lists_need_as_many_queries_for_many_rows_as_for_one(editor):
    event = make_event(venue=VenueFactory())
    editor.get(url("dates", event.pk))
    index, one = count_queries(editor, url("index")), count_queries(editor, url("dates", event.pk))
    other = make_event(*[session(coming_day(30 + number)) for number in range(20)], session(rule=WEEKLY))
    for row in dates(other)[:10]:
        editor.post(url("cancel", other.pk, row.pk), {"reason": f"Grund {row.pk}", "reach": "one"})
    for row in dates(other)[10:14]:
        editor.post(url("change", other.pk, row.pk), values_of(row, venue=VenueFactory(listed=True).pk))
    for _number in range(20):
        make_event()
    editor.get(url("dates", other.pk))
    assert count_queries(editor, url("dates", other.pk)) == one
    assert count_queries(editor, url("index")) == index
