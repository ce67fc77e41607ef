"""What becomes of dates, answers, UID, SEQUENCE and calendar text on every way a page can go (laws 1, 2 and 4)."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence
from tafelrunde_events.enums import Answer, EventKind
from tafelrunde_events.models import Event, Invitation, ScheduleEntry, TrainingPage
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, coming_day, invite
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

pytestmark = pytest.mark.django_db


def stored(event: Event) -> list[dict]:
    """Everything that calendars see of an event."""
    derived = {"visibility", "last_end"}
    return list(event.entries.values(*(f.name for f in ScheduleEntry._meta.concrete_fields if f.name not in derived)))


def test_a_draft_touches_nothing():
    make_draft()
    assert not Event.objects.exists()


def test_publishing_makes_the_event_with_facts_and_dates():
    venue, organisation = VenueFactory(), OrganisationFactory()
    page = make_draft(
        session_block(), model=TrainingPage, venue=venue, room="Saal 2", lead="Worum es geht.", booking="open"
    )
    page.organisers.create(organisation=organisation)
    page.save_revision()
    event = event_of(publish(page))
    assert (event.kind, event.title, event.summary) == (EventKind.TRAINING, page.title, "Worum es geht.")
    assert (event.venue, event.room, event.booking, event.language) == (venue, "Saal 2", "open", "de")
    assert [row.organisation for row in event.organiser_rows.all()] == [organisation]
    assert (event.page_id, event.visibility, event.occurrences.count()) == (page.pk, Visibility.PUBLIC, 1)
    assert event.entries.get().key == page.schedule[0].id


def test_a_draft_of_a_live_page_touches_nothing():
    page = make_page()
    before = stored(event_of(page))
    save_draft(page, title="Ein anderer Titel", schedule=[session_block(coming_day(60))])
    event = event_of(page)
    assert stored(event) == before
    assert event.title == page.title


def test_one_publication_raises_the_sequence_once():
    block = session_block()
    page = make_page(block)
    save_draft(page, title="Neu", room="Saal 9", schedule=[session_block(coming_day(60), key=block["id"])])
    publish(page)
    entry = event_of(page).entries.get()
    assert entry.sequence == 1
    assert "LOCATION:Saal 9" in entry.vevent


def test_publishing_the_same_again_changes_no_byte():
    page = make_page(session_block(), series_block(coming_day(50)))
    before = stored(event_of(page))
    page.save_revision()
    publish(page)
    assert stored(event_of(page)) == before


def test_a_new_title_changes_the_text_and_not_the_sequence():
    page = make_page()
    before = event_of(page).entries.get()
    save_draft(page, title="Forum am Hafen")
    publish(page)
    after = event_of(page).entries.get()
    assert (after.uid, after.sequence) == (before.uid, before.sequence)
    assert after.dtstamp > before.dtstamp
    assert "SUMMARY:Forum am Hafen" in after.vevent


def test_publishing_an_older_draft_applies_its_dates_under_the_same_uid():
    first = session_block()
    page = make_page(first)
    older = page.get_latest_revision()
    uid = event_of(page).entries.get().uid
    save_draft(page, schedule=[session_block(coming_day(60), key=first["id"])])
    publish(page)
    older.publish()
    event = event_of(page)
    entry = event.entries.get()
    assert (entry.uid, entry.sequence) == (uid, 2)
    assert entry.start_date == event.occurrences.get().start_date == coming_day()


def test_publishing_an_older_draft_leaves_answered_dates_alone():
    first = session_block()
    page = make_page(first)
    older = page.get_latest_revision()
    save_draft(page, schedule=[session_block(coming_day(60), key=first["id"])])
    publish(page)
    event = event_of(page)
    invitation = invite(event, answer=Answer.ACCEPTED)
    before = stored(event)
    older.publish()
    after = stored(event)
    assert [row | {"applied": ""} for row in after] == [row | {"applied": ""} for row in before]
    invitation.refresh_from_db()
    assert invitation.answer == Answer.ACCEPTED


def test_publishing_an_older_draft_does_not_move_a_date_back_that_was_moved_by_hand():
    page = make_page()
    occurrence = event_of(page).occurrences.get()
    target = dt.datetime.combine(coming_day(45), dt.time(10))
    move_occurrence(occurrence, start=target, end=target + dt.timedelta(hours=2))
    save_draft(page, title="Neuer Text")
    publish(page)
    page.revisions.order_by("created_at").first().publish()
    occurrence.refresh_from_db()
    assert occurrence.start_wall == target
    assert occurrence.entry.sequence == 1


def test_reverting_changes_nothing_until_it_is_published():
    page = make_page()
    older = page.get_latest_revision()
    save_draft(page, title="Anders")
    publish(page)
    before = stored(event_of(page))
    reverted = older.as_object()
    reverted.save_revision(previous_revision=older)
    assert stored(event_of(page)) == before
    publish(page)
    assert event_of(page).title == older.as_object().title
    assert [entry["sequence"] for entry in stored(event_of(page))] == [0]


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_starts_without_dates_and_gets_an_event_of_its_own(keep_live):
    page = make_page(session_block(), title="Vorlage")
    save_draft(page, title="Entwurf der Vorlage")
    before = stored(event_of(page))
    copy = page.copy(update_attrs={"slug": "kopie"}, keep_live=keep_live)
    assert len(copy.schedule) == 0
    assert all(len(revision.as_object().schedule) == 0 for revision in copy.revisions.all())
    assert Event.objects.count() == 1
    publish(copy)
    assert Event.objects.count() == 1
    save_draft(copy, schedule=[session_block(coming_day(70))])
    event = event_of(publish(copy))
    assert event != event_of(page)
    assert event.entries.get().uid not in {entry["uid"] for entry in before}
    assert stored(event_of(page)) == before


def test_moving_and_renaming_change_nothing_but_where_the_link_leads(client):
    page = make_page()
    event = event_of(page)
    invitation, before = invite(event, answer=Answer.ACCEPTED), stored(event)
    page.move(make_index(title="Archiv"), pos="last-child")
    save_draft(page, slug="neuer-name")
    page = publish(page)
    assert stored(event_of(page)) == before
    assert client.get(event.get_absolute_url()).url == page.get_url()
    assert page.slug == "neuer-name"
    assert Invitation.objects.get() == invitation


def test_going_live_later_makes_the_event_then():
    page = make_draft()
    save_draft(page, go_live_at=timezone.now() + dt.timedelta(hours=1)).publish()
    assert not Event.objects.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("publish_scheduled")
    assert event_of(page).occurrences.count() == 1


def test_a_scheduled_change_is_applied_when_it_goes_live():
    block = session_block()
    page = make_page(block)
    later = session_block(coming_day(60), key=block["id"])
    save_draft(page, schedule=[later], go_live_at=timezone.now() + dt.timedelta(hours=1)).publish()
    assert event_of(page).entries.get().sequence == 0
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("run_due")
        call_command("run_due")
    entry = event_of(page).entries.get()
    assert (entry.sequence, entry.start_date) == (1, dt.date.fromisoformat(later["value"]["start_date"]))


def test_expiry_cancels_coming_dates_with_a_reason():
    page = make_page()
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    entry = event_of(page).entries.get()
    assert (entry.status, entry.sequence) == ("CANCELLED", 1)
    assert "DESCRIPTION:Die Ankündigung wurde zurückgezogen." in entry.vevent


def test_unpublishing_many_pages_at_once_cancels_their_dates(editor_client):
    index = make_index()
    pages = [make_page(parent=index, title=f"Forum {number}") for number in range(2)]
    query = "&".join(f"id={page.pk}" for page in pages)
    editor_client.post(f"/verwaltung/bulk/wagtailcore/page/unpublish/?{query}&next=/verwaltung/", {})
    assert {event.status for event in Event.objects.all()} == {"CANCELLED"}
    assert {event.status_reason for event in Event.objects.all()} == {"Die Ankündigung wurde zurückgezogen."}


def test_deleting_many_pages_at_once_leaves_their_events_as_cancelled(editor_client):
    index = make_index()
    pages = [make_page(parent=index, title=f"Forum {number}") for number in range(2)]
    query = "&".join(f"id={page.pk}" for page in pages)
    editor_client.post(f"/verwaltung/bulk/wagtailcore/page/delete/?{query}&next=/verwaltung/", {})
    assert [(event.is_cancelled, event.page_id) for event in Event.objects.all()] == [(True, None)] * 2


def test_expiry_of_what_is_over_rewrites_no_history():
    page = make_page(session_block(coming_day(-30)))
    before = stored(event_of(page))
    page.unpublish(set_expired=True)
    event = event_of(page)
    assert stored(event) == before
    assert event.visibility == Visibility.COORDINATION


def test_unpublishing_cancels_and_publishing_again_reinstates():
    page = make_page()
    event = event_of(page)
    invitation, uid = invite(event, answer=Answer.ACCEPTED), event.entries.get().uid
    page.withdrawal_reason = "Kein Saal"
    page.unpublish()
    entry = event.entries.get()
    assert (entry.status, entry.status_reason, entry.sequence) == ("CANCELLED", "Kein Saal", 1)
    assert event_of(page).visibility == Visibility.PUBLIC
    page.get_latest_revision().publish()
    entry = event.entries.get()
    assert (entry.uid, entry.status, entry.status_reason, entry.sequence) == (uid, "CONFIRMED", "", 2)
    assert Invitation.objects.get() == invitation


def test_publishing_again_does_not_reinstate_what_was_called_off():
    page = make_page()
    cancel_event(event_of(page), reason="Sturm")
    page.save_revision()
    publish(page)
    assert event_of(page).is_cancelled
    page.refresh_from_db()
    page.unpublish()
    page.get_latest_revision().publish()
    event = event_of(page)
    assert (event.is_cancelled, event.status_reason) == (True, "Sturm")


def test_a_date_taken_out_of_the_schedule_stays_as_cancelled():
    first, second = session_block(), session_block(coming_day(40))
    page = make_page(first, second)
    save_draft(page, schedule=[first])
    publish(page)
    entry = event_of(page).entries.get(key=second["id"])
    assert entry.is_cancelled
    assert entry.status_reason == "Dieser Termin wurde aus dem Programm genommen."


def test_deleting_a_page_leaves_the_event_as_cancelled(client):
    page = make_page()
    event = event_of(page)
    invitation, uid = invite(event, answer=Answer.ACCEPTED), event.entries.get().uid
    page.delete()
    event.refresh_from_db()
    entry = event.entries.get()
    assert (event.page_id, entry.uid, entry.status, entry.sequence) == (None, uid, "CANCELLED", 1)
    assert entry.status_reason == "Die Ankündigung wurde gelöscht."
    assert Invitation.objects.get() == invitation
    response = client.get(event.get_absolute_url())
    assert "Die Ankündigung wurde gelöscht." in response.content.decode()


def test_deleting_a_section_reaches_every_page_below():
    index = make_index()
    pages = [make_page(parent=index, title=f"Forum {number}") for number in range(2)]
    draft = make_draft(parent=index, title="Nie gezeigt")
    index.delete()
    assert [event.is_cancelled for event in Event.objects.all()] == [True, True]
    assert not Event.objects.filter(translation_key=draft.translation_key).exists()
    assert {event.translation_key for event in Event.objects.all()} == {page.translation_key for page in pages}


def test_an_event_that_was_never_public_vanishes_with_its_page():
    from wagtail.models import PageViewRestriction

    index = make_index()
    PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)
    page = make_page(parent=index)
    assert event_of(page).visibility == Visibility.NETWORK
    page.delete()
    assert not Event.objects.exists()


def test_a_live_page_made_by_code_has_its_event_at_once():
    from tafelrunde_events.models import EventPage

    page = make_index().add_child(instance=EventPage(title="Direkt", schedule=[session_block()]))
    assert event_of(page).occurrences.count() == 1


def test_a_failing_publication_changes_neither_page_nor_event():
    page = make_page()
    before = stored(event_of(page))
    draft = page.get_latest_revision_as_object()
    draft.schedule = [session_block(start=20, end=18)]
    revision = draft.save_revision(clean=False)
    with pytest.raises(ValueError, match="is not after"):
        revision.publish()
    page.refresh_from_db()
    assert page.live_revision_id != revision.pk
    assert stored(event_of(page)) == before
