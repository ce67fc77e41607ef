import pytest
from wagtail.models import ModelLogEntry

from tafelrunde_events.domain.registrations import staff as decisions
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.enums import EventKind, RegistrationChangeKind, RegistrationState
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.admin.conftest import QUESTIONS, content, url
from tests.factories.events import coming_day, session
from tests.factories.registrations import make_training, new_person, register, submit_form

State = RegistrationState


def state_of(registration):
    registration.refresh_from_db()
    return registration.state


def press(staff, name, event, registration, /, **data):
    """Open the page, which changes nothing, and press its button."""
    before = state_of(registration)
    content(staff.get(url(name, event.pk, registration.pk)))
    assert state_of(registration) == before
    response = staff.post(url(name, event.pk, registration.pk), data)
    assert response.status_code == 302, response.content.decode()
    return content(staff.get(response["Location"]))


def test_a_request_is_approved(staff, editor):
    event = make_training(needs_approval=True, capacity=5)
    registration = register(event)

    page = press(staff, "approve", event, registration)

    assert state_of(registration) == State.PLACED
    assert registration.changes.get(kind=RegistrationChangeKind.APPROVED).by == editor
    assert "Erledigt" in page
    assert "hat einen Platz" in page


def test_a_request_is_refused_with_the_reason(staff):
    event = make_training(needs_approval=True)
    registration = register(event)

    page = press(staff, "refuse", event, registration, reason="Nur für Aktive im Ehrenamt")

    assert state_of(registration) == State.REFUSED
    assert "Nur für Aktive im Ehrenamt" in page


def test_beyond_the_places_only_knowingly(staff, editor):
    event = make_training(capacity=1)
    register(event)
    waiting = register(event)

    refused = content(staff.post(url("place", event.pk, waiting.pk)))
    assert "Ein solcher Platz ist nicht frei" in refused
    assert state_of(waiting) == State.WAITING
    press(staff, "overbook", event, waiting)

    assert state_of(waiting) == State.PLACED
    assert waiting.overbooked
    assert waiting.changes.get(kind=RegistrationChangeKind.OVERBOOKED).by == editor
    assert "über die Plätze hinaus" in content(staff.get(url("board", event.pk)))


def test_a_reserved_place_is_given_away(staff):
    event = make_training(capacity=2, reserved=1)
    register(event)
    waiting = register(event)

    press(staff, "place", event, waiting, reserved="1")

    assert state_of(waiting) == State.PLACED
    assert waiting.reserved
    assert not waiting.overbooked


def test_cancelling_lets_the_next_one_move_up(staff):
    event = make_training(capacity=1, group_size=2)
    placed = register(event)
    waiting = register(event)

    press(staff, "cancel", event, placed, reason="Hat angerufen")

    assert (state_of(placed), state_of(waiting)) == (State.CANCELLED, State.PLACED)
    press(staff, "reinstate", event, placed)
    assert state_of(placed) == State.WAITING


def test_colleagues_are_cancelled_along_where_wanted(staff):
    event = make_training(group_size=2)
    contact = register(event, new_person(), new_person(email=""))

    press(staff, "cancel", event, contact, with_companions="on")

    assert {contact.companions.get().state, state_of(contact)} == {State.CANCELLED}


def test_somebody_moves_to_another_date_of_the_same_training(staff):
    event = make_training(capacity=5)
    other = make_training(session(coming_day(90)), event_facts={"title": "Später im Jahr"})
    make_training(event_facts={"kind": EventKind.MEETING, "title": "Nicht ihre Sache"})
    registration = register(event)

    form = content(staff.get(url("move", event.pk, registration.pk)))
    assert "Nicht ihre Sache" not in form
    page = press(staff, "move", event, registration, event=other.pk)

    assert state_of(registration) == State.CANCELLED
    assert other.registrations.get().state == State.PLACED
    assert "Verschoben auf „Später im Jahr“" in page


def test_what_was_typed_is_never_lost(staff):
    event = make_training(questions=QUESTIONS)
    register(event, new_person(email="schon@example.org"))
    registration = register(event, answers={"thema": "Streit"})
    typed = {"last_name": "Neuname", "email": "schon@example.org", "frage_thema": "Ein langer Satz", "frage_essen": ""}

    page = content(staff.post(url("change", event.pk, registration.pk), typed))

    assert "bereits angemeldet" in page
    assert "Neuname" in page
    assert "Ein langer Satz" in page


def test_details_answers_and_note_are_corrected(staff):
    event = make_training(questions=QUESTIONS)
    registration = register(event, answers={"thema": "Streit", "essen": "Fisch"})
    form = content(staff.get(url("change", event.pk, registration.pk)))
    assert "Streit" in form

    press(staff, "change", event, registration, first_name="Kim", last_name="Neu", frage_thema="Frieden")
    page = press(staff, "note", event, registration, note="Kommt später")

    assert "Kim Neu" in page
    assert "Kommt später" in page
    assert list(registration.answers.values_list("key", "value")) == [("thema", "Frieden")]


def test_the_mail_goes_out_once_more(staff):
    event = make_training()
    registration = register(event, new_person(email="post@example.org"))
    before = OutboxMessage.objects.filter(recipient_email="post@example.org").count()

    press(staff, "send_again", event, registration)

    assert OutboxMessage.objects.filter(recipient_email="post@example.org").count() == before + 1


def test_who_was_slower_reads_how_it_stands_now(staff, editor):
    event = make_training(needs_approval=True)
    registration = register(event)
    decisions.refuse(registration, by=editor)

    response = staff.post(url("approve", event.pk, registration.pk), follow=True)

    assert "Das geht nicht" in content(response)
    assert state_of(registration) == State.REFUSED


def test_several_are_approved_in_their_order(staff):
    event = make_training(capacity=1, needs_approval=True)
    rows = [register(event) for _number in range(3)]
    chosen = [str(row.pk) for row in reversed(rows)]
    address = url("several", event.pk)

    asked = content(staff.post(address, {"action": "approve", "chosen": chosen}))
    assert "3 Anmeldungen freigeben" in asked
    assert {state_of(row) for row in rows} == {State.REQUESTED}
    staff.post(address, {"action": "approve", "chosen": chosen, "confirmed": "1"})

    assert [state_of(row) for row in rows] == [State.PLACED, State.WAITING, State.WAITING]


def test_several_are_cancelled_with_one_reason(staff, editor):
    event, other = make_training(), make_training()
    rows = [register(event) for _number in range(2)]
    gone, foreign = register(event), register(other)
    cancel(gone, by=editor)
    chosen = [str(row.pk) for row in (*rows, gone, foreign)]
    data = {"action": "cancel", "chosen": [*chosen, "x", "9" * 40]}

    asked = content(staff.post(url("several", event.pk), data))
    assert "Mit 2 der angekreuzten geht das nicht" in asked
    staff.post(url("several", event.pk), data | {"confirmed": "1", "reason": "Raum gesperrt"})

    assert [(state_of(row), row.end_reason) for row in rows] == [(State.CANCELLED, "Raum gesperrt")] * 2
    assert state_of(foreign) == State.PLACED


@pytest.mark.parametrize(
    ("wanted", "state", "overbooked"),
    [("usual", State.WAITING, False), ("reserved", State.PLACED, False), ("beyond", State.PLACED, True)],
)
def test_somebody_registers_by_phone(staff, editor, wanted, state, overbooked):
    event = make_training(capacity=2, reserved=1, questions=QUESTIONS)
    register(event)
    if wanted == "beyond":
        decisions.place_now(register(event), reserved=True, by=editor)
    data = {"last_name": "Telefon", "email": "tel@example.org", "wanted": wanted, "frage_thema": "Streit", "note": "?"}

    response = staff.post(url("entry", event.pk), data, follow=True)

    assert "Angemeldet." in content(response)
    registration = event.registrations.get(last_name="Telefon")
    assert (registration.state, registration.overbooked, registration.note) == (state, overbooked, "?")
    assert registration.reserved == (wanted == "reserved")
    assert registration.answers.get().value == "Streit"
    assert registration.changes.filter(by=editor).exists()
    assert OutboxMessage.objects.filter(recipient_email="tel@example.org").count() == 1


def test_without_an_address_nobody_is_written_to(staff):
    event = make_training()

    response = staff.post(url("entry", event.pk), {"last_name": "Brief", "wanted": "usual", "another": "1"})

    assert response["Location"] == url("entry", event.pk)
    registration = event.registrations.get()
    assert registration.state == State.PLACED
    assert not OutboxMessage.objects.exists()
    assert "erneut-senden" not in content(staff.get(url("registration", event.pk, registration.pk)))


def test_a_wrong_entry_keeps_what_was_typed(staff):
    event = make_training(capacity=1, questions=QUESTIONS)
    register(event, new_person(email="schon@example.org"))
    data = {"last_name": "Doppelt", "email": "schon@example.org", "wanted": "beyond", "frage_thema": "Langer Text"}

    page = content(staff.post(url("entry", event.pk), data))

    assert "bereits angemeldet" in page
    assert "Langer Text" in page
    assert event.registrations.count() == 1


def test_the_page_of_the_dates_says_how_many_participants_a_cancellation_reaches(staff):
    event = make_training(event_facts={"title": "Wird abgesagt"})
    for _number in range(2):
        register(event)
    submit_form(event)

    form = content(staff.get(f"/verwaltung/termine/{event.pk}/{event.occurrences.get().pk}/absagen/"))

    assert "2 Personen sind angemeldet" in form


def test_the_log_names_nobody(staff):
    event = make_training(event_facts={"title": "Geheime Fortbildung"})
    register(event, new_person(last_name="Geheimnis"))

    content(staff.get(url("print", event.pk)))

    entry = ModelLogEntry.objects.get(action="tafelrunde_events.registrations_printed")
    assert "Geheim" not in entry.label
    assert not entry.data
