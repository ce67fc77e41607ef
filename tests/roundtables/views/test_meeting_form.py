"""Planning and changing a meeting: one form, and whatever is wrong, everything typed stays."""

import datetime as dt
from html import unescape

import pytest
from django.utils.translation import override

from tafelrunde_events.models import Occurrence, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.domain.attendance import invite_seats
from tafelrunde_roundtables.domain.meetings import sequence_of
from tafelrunde_roundtables.models import AgendaItem, Meeting
from tests.factories.events import VenueFactory
from tests.factories.roundtables import make_meeting, wall
from tests.roundtables.conftest import OwnTable, admin

pytestmark = pytest.mark.django_db


def sent(on: dt.date | None = None, *titles: str, **fields) -> dict[str, object]:
    """What a browser sends for the form."""
    rows = {
        f"agenda-{index}-{name}": value
        for index, title in enumerate(titles)
        for name, value in {"title": title, "kind": "discussion", "ORDER": index + 1}.items()
    }
    return {
        "title": "Sitzung im März",
        "day": (on or wall().date()).isoformat(),
        "start": "18:00",
        "end": "20:00",
        "visibility": Visibility.TABLE.value,
        "agenda-TOTAL_FORMS": len(titles),
        "agenda-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


@pytest.fixture
def plan_url(anklam: OwnTable) -> str:
    return admin("meeting_plan", anklam.table.pk)


def newest() -> Meeting:
    return Meeting.objects.order_by("-pk").first()


def test_meeting_is_planned_with_its_agenda(coordinator, anklam, plan_url):
    response = coordinator.post(plan_url, sent(None, "Begrüßung", "Aktionswoche", room="Saal"))
    meeting = newest()
    assert response.url == admin("meeting", anklam.table.pk, meeting.pk)
    assert (meeting.event.title, meeting.event.room) == ("Sitzung im März", "Saal")
    assert meeting.date.start_wall == wall()
    assert [item.title for item in meeting.agenda.all()] == ["Begrüßung", "Aktionswoche"]
    assert not meeting.event.invitations.exists()


def test_form_begins_with_title_time_and_place_of_the_last_meeting(coordinator, anklam, plan_url):
    make_meeting(
        anklam.table,
        days=60,
        start=wall(60, hour=17),
        end=wall(60, hour=19),
        room="Kleiner Saal",
        visibility=Visibility.PUBLIC,
    )
    initial = coordinator.get(plan_url).context["form"].initial
    assert (initial["start"], initial["end"], initial["room"]) == (dt.time(17), dt.time(19), "Kleiner Saal")
    assert "Runder Tisch Anklam" in str(initial["title"])
    assert "visibility" not in initial


def test_past_day_is_refused_and_everything_typed_stays(coordinator, plan_url):
    data = sent(
        wall(-1).date(), "Begrüßung", room="Blaues Zimmer", new_venue_name="Alte Schule", new_venue_city="Anklam"
    )
    response = coordinator.post(plan_url, data)
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert response.context["form"].errors["day"]
    for typed in ("Sitzung im März", wall(-1).date().isoformat(), "Blaues Zimmer", "Alte Schule", "Begrüßung"):
        assert typed in text, typed
    assert not Meeting.objects.filter(event__title="Sitzung im März").exists()
    assert not Venue.objects.filter(name="Alte Schule").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"end": "17:00"}, "end"),
        ({"end": "18:00"}, "end"),
        ({"day": "kein Tag"}, "day"),
        ({"start": "25:00"}, "start"),
        ({"title": ""}, "title"),
        ({"visibility": "40"}, "visibility"),
        ({"visibility": ""}, "visibility"),
        ({"venue": "999999"}, "venue"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"new_venue_name": "Alte Schule"}, "new_venue_city"),
        ({"new_venue_city": "Anklam"}, "new_venue_name"),
        ({"title": "x" * 256}, "title"),
    ],
)
def test_wrong_input_is_refused_beside_its_field(coordinator, plan_url, wrong, field):
    response = coordinator.post(plan_url, sent(None, **wrong))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Meeting.objects.count() == 1


def test_days_and_times_are_understood_in_german_spelling(coordinator, plan_url):
    day = wall().date()
    coordinator.post(plan_url, sent(None, day=day.strftime("%d.%m.%Y"), start="18.30", end="20"))
    assert newest().date.start_wall == dt.datetime.combine(day, dt.time(18, 30))
    assert newest().date.end_wall == dt.datetime.combine(day, dt.time(20))


def test_venue_that_was_typed_in_takes_the_place_of_the_one_brought_along(coordinator, anklam, plan_url):
    chosen = anklam.meeting.event.venue
    coordinator.post(plan_url, sent(None, venue=chosen.pk))
    assert newest().event.venue == chosen
    typed = {"new_venue_name": "Alte Schule", "new_venue_city": "Anklam"}
    coordinator.post(plan_url, sent(None, venue=chosen.pk, **typed))
    assert newest().event.venue.name == "Alte Schule"


def test_venue_of_others_cannot_be_smuggled_in(coordinator, wolgast, plan_url):
    response = coordinator.post(plan_url, sent(None, venue=wolgast.meeting.event.venue_id))
    assert "venue" in response.context["form"].errors


@pytest.mark.parametrize(("days", "warned"), [(3, True), (20, False)])
def test_late_call_is_warned_about_and_not_refused(coordinator, plan_url, days, warned):
    with override("de"):
        response = coordinator.post(plan_url, sent(wall(days).date()), follow=True)
    messages = " ".join(str(message) for message in response.context["messages"])
    assert newest().event.title == "Sitzung im März"
    assert ("Frist von 14 Tagen nicht eingehalten" in messages) is warned


def test_public_agenda_needs_a_public_meeting(coordinator, plan_url):
    coordinator.post(plan_url, sent(None, public_agenda="on"))
    assert not newest().public_agenda
    coordinator.post(plan_url, sent(None, public_agenda="on", visibility=Visibility.PUBLIC.value))
    assert newest().public_agenda


def test_rows_are_ordered_removed_and_skipped_without_a_script(coordinator, plan_url):
    data = sent(None, "Zweiter", "Erster", "Weg", "")
    data |= {"agenda-0-ORDER": 2, "agenda-1-ORDER": 1, "agenda-2-DELETE": "on", "agenda-3-ORDER": ""}
    coordinator.post(plan_url, data)
    assert [item.title for item in newest().agenda.all()] == ["Erster", "Zweiter"]


def test_more_rows_keep_everything_and_complain_about_nothing(coordinator, plan_url):
    data = sent(None, "Zweiter", "Erster", title="Noch nicht fertig", day="", more_rows="1")
    data |= {"agenda-0-ORDER": 2, "agenda-1-ORDER": 1, "agenda-1-minutes": 15}
    response = coordinator.post(plan_url, data)
    rows = response.context["agenda"].forms
    assert [row["title"].value() for row in rows] == ["Erster", "Zweiter", None, None, None, None]
    assert rows[0]["minutes"].value() == "15"
    assert not response.context["form"].errors
    assert response.context["form"]["title"].value() == "Noch nicht fertig"
    assert not response.context["form"].opens_new_venue
    assert Meeting.objects.count() == 1


def test_more_rows_show_the_new_venue_that_was_typed_in(coordinator, plan_url):
    page = coordinator.post(plan_url, sent(None, new_venue_name="Alte Schule", more_rows="1"))
    assert page.context["form"].opens_new_venue
    assert "<details open>" in page.content.decode()


def test_impossible_year_is_refused_beside_the_day(coordinator, plan_url):
    response = coordinator.post(plan_url, sent(dt.date(3000, 1, 1)))
    assert response.status_code == 200
    assert response.context["form"].errors["day"] == ["Dieses Jahr ist nicht möglich."]


def test_rows_that_came_from_more_rows_are_saved(coordinator, plan_url):
    data = sent(None, "Erster", "", "Dritter") | {"agenda-INITIAL_FORMS": 2}
    coordinator.post(plan_url, data)
    assert [item.title for item in newest().agenda.all()] == ["Erster", "Dritter"]


def test_row_without_a_title_is_refused(coordinator, plan_url):
    response = coordinator.post(plan_url, sent(None, "", **{"agenda-0-speaker": "Frau Beispiel"}))
    assert response.status_code == 200
    assert response.context["agenda"].forms[0].errors["title"]


@pytest.mark.parametrize("count", ["", "x", "-1", "100000"])
def test_broken_management_of_rows_is_no_server_error(coordinator, plan_url, count):
    for extra in ({}, {"more_rows": "1"}):
        response = coordinator.post(plan_url, sent(None, **{"agenda-TOTAL_FORMS": count}, **extra))
        assert response.status_code in (200, 302)


def test_edit_changes_the_stored_items(coordinator, anklam):
    url = admin("meeting_edit", anklam.table.pk, anklam.meeting.pk)
    stored = anklam.meeting.agenda.get()
    data = sent(None, "Punkt Anklam, neu gefasst", "Dazu", **{"agenda-INITIAL_FORMS": 1, "agenda-0-pk": stored.pk})
    assert coordinator.post(url, data).status_code == 302
    stored.refresh_from_db()
    assert stored.title == "Punkt Anklam, neu gefasst"
    assert anklam.meeting.agenda.count() == 2


def test_item_of_another_table_cannot_be_taken_over(coordinator, anklam, wolgast):
    foreign = wolgast.meeting.agenda.get()
    url = admin("meeting_edit", anklam.table.pk, anklam.meeting.pk)
    coordinator.post(url, sent(None, "Angeeignet", **{"agenda-INITIAL_FORMS": 1, "agenda-0-pk": foreign.pk}))
    foreign.refresh_from_db()
    assert (foreign.title, foreign.meeting) == ("Punkt Wolgast", wolgast.meeting)


def test_moved_meeting_leads_to_telling_those_invited(coordinator, anklam):
    invite_seats(anklam.meeting, by=None)
    url = admin("meeting_edit", anklam.table.pk, anklam.meeting.pk)
    response = coordinator.post(url, sent(wall(45).date()))
    assert response.url.endswith(f"/einladungen/{anklam.meeting.event_id}/aussendungen/neu/?art=update")
    assert sequence_of(anklam.meeting) >= 1
    page = coordinator.get(admin("meeting", anklam.table.pk, anklam.meeting.pk)).content.decode()
    assert response.url in page
    draft = coordinator.post(response.url, {"kind": "update", "circles": ["invited"]}).url
    assert coordinator.post(f"{draft}senden/").url == draft
    page = coordinator.get(admin("meeting", anklam.table.pk, anklam.meeting.pk)).content.decode()
    assert response.url not in page


def test_changed_text_tells_nobody(coordinator, anklam):
    invite_seats(anklam.meeting, by=None)
    url = admin("meeting_edit", anklam.table.pk, anklam.meeting.pk)
    data = sent(None, "Neuer Punkt", title="Neuer Titel", venue=anklam.meeting.event.venue_id)
    assert coordinator.post(url, data).url == admin("meeting", anklam.table.pk, anklam.meeting.pk)
    assert sequence_of(anklam.meeting) == 0


def test_meeting_that_is_over_keeps_its_day(coordinator, anklam):
    past = make_meeting(anklam.table, days=-5)
    url = admin("meeting_edit", anklam.table.pk, past.pk)
    assert coordinator.post(url, sent(wall(-5).date(), title="Nachgetragen")).status_code == 302
    assert coordinator.post(url, sent(wall(-4).date())).status_code == 200
    past.refresh_from_db()
    assert past.event.title == "Nachgetragen"


def test_looking_at_forms_changes_nothing(coordinator, anklam):
    before = (Meeting.objects.count(), AgendaItem.objects.count(), Occurrence.objects.count())
    for name in ("meeting_plan", "meeting_edit", "meeting_invite", "meeting_cancel", "meeting_reinstate"):
        args = [anklam.table.pk] if name == "meeting_plan" else [anklam.table.pk, anklam.meeting.pk]
        assert coordinator.get(admin(name, *args)).status_code == 200
    assert (Meeting.objects.count(), AgendaItem.objects.count(), Occurrence.objects.count()) == before
    assert not anklam.meeting.event.invitations.exists()


def test_form_needs_the_same_number_of_queries_for_many_venues(
    coordinator, anklam, plan_url, django_assert_max_num_queries
):
    for _ in range(30):
        make_meeting(anklam.table, venue=VenueFactory())
    with django_assert_max_num_queries(25):
        coordinator.get(plan_url)
