"""The pages of mailings: write, check, try, send, watch, stop, repeat; and who finds them."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.mailings import draft_mailing, release_and_prepare, send_test
from tafelrunde_events.enums import EventKind, MailingKind
from tafelrunde_events.models import EventMailing
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_members.models import Audience, Mailing, OutboxMessage
from tafelrunde_members.models.mail import DeliveryState, MessageStatus
from tests.events.mailings.conftest import agree, send, sit
from tests.factories.events import invite, make_event
from tests.factories.members import PersonFactory, UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
State = EventMailing.State


def url(name, event, *args):
    return reverse(f"tafelrunde_mailings:{name}", args=[event.pk, *args])


def content(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.fixture
def staff(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def draft(event, circle, coordinator):
    """An invitation by mail for one, on paper for one, for nobody else."""
    sit(circle, last_name="Mail")
    sit(circle, last_name="Papier", email="")
    sit(circle, last_name="Vertippt", email="vertippt@@example.org")
    return draft_mailing(event, kind=MailingKind.INVITATION, by=coordinator, sources=["circle"])


def test_an_empty_list_says_where_to_begin(staff, event):
    page = content(staff.get(url("index", event)))
    assert "?art=invitation" in page


def test_what_was_written_is_checked_and_nothing_is_sent(staff, event, circle):
    sit(circle, last_name="Mail")
    form = {"kind": "message", "subject": "Bitte mitbringen", "message": "Kuchen", "circles": ["circle"]}
    response = staff.post(url("compose", event), form)
    mailing = EventMailing.objects.get()
    assert response["Location"] == url("mailing", event, mailing.pk)
    page = content(staff.get(response["Location"]))
    assert "Bitte mitbringen" in page
    assert "Mail" in page
    assert mailing.state == State.DRAFT
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"circles": []}, "wählen"),
        ({"day": "2020-01-01", "circles": ["circle"]}, "vorbei"),
        ({"kind": "cancellation", "circles": ["circle"]}, "gültige Auswahl"),
        ({"message": "Hallo {vorname}", "circles": ["circle"]}, "{vorname}"),
    ],
)
def test_what_was_typed_is_not_lost(staff, event, circle, typed, complaint):
    sit(circle)
    person = PersonFactory()
    form = {"kind": "message", "subject": "Mein Betreff", "message": "Mein Text", "people": [person.pk]} | typed
    if not typed["circles"]:
        del form["people"]
    page = content(staff.post(url("compose", event), form))
    assert "Mein Betreff" in page
    assert form["message"] in page
    assert complaint in page
    assert not EventMailing.objects.exists()


def test_the_kind_that_was_asked_for_is_chosen_with_its_usual_circle(staff, event):
    invite(event, PersonFactory())
    form = staff.get(url("compose", event), {"art": "reminder"}).context["form"]
    assert (form.initial["kind"], form.initial["circles"]) == ("reminder", ["unanswered"])
    assert staff.get(url("compose", event), {"art": "unsinn"}).context["form"].initial["kind"] == "invitation"


def test_the_check_says_who_gets_it_how_and_who_does_not_and_why(staff, draft):
    response = staff.get(url("mailing", draft.event, draft.pk))
    page = content(response)
    assert response.context["counts"] == {"email": 1, "letter": 1, "none": 1}
    assert [row["recipient"].way for row in response.context["rows"]] == ["none", "letter", "email"]
    for shown in ("Vertippt", "Papier", "BEGIN:VCALENDAR", "Forum Gemeinsinn"):
        assert shown in page


def test_the_mail_to_each_recipient_can_be_looked_at(staff, draft, circle):
    other = sit(circle, last_name="Zweite", salutation="ms")
    key = {"an": f"p{other.pk}"}
    assert "Zweite" in content(staff.get(url("mailing", draft.event, draft.pk), key))
    frame = staff.get(url("preview", draft.event, draft.pk), key)
    assert "Zweite" in content(frame)
    policy = frame["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "[[" not in frame.content.decode()


def test_a_test_mail_goes_to_oneself_alone_and_names_nobody(staff, draft, coordinator):
    staff.post(url("test", draft.event, draft.pk))
    message = OutboxMessage.objects.get()
    assert message.recipient_email == coordinator.email
    assert message.mailing not in (None, draft.mailing)
    assert "Mail" not in message.recipient_name
    assert message.subject.startswith("Probe: ")
    for nobody in ("Beispiel", "Kim"):
        assert nobody not in message.recipient_name
    assert draft.recipients.count() == 0
    staff.post(url("test", draft.event, draft.pk))
    assert OutboxMessage.objects.count() == 2
    link = reverse("tafelrunde_events:answer", args=["..."])
    assert link in message.text
    assert staff.get(link).status_code == 404


def test_nobody_reads_the_test_mail_of_a_closed_circle_in_the_log(coordinator):
    meeting = make_event(title="Vertraulich", kind=EventKind.MEETING, visibility=Visibility.TABLE)
    convener = UserFactory(email="tisch@example.org")
    mailing = draft_mailing(meeting, kind=MailingKind.MESSAGE, by=convener, sources=["invited"], message="Geheim")
    for _ in range(2):
        send_test(mailing, to=convener)

    assert OutboxMessage.objects.filter(address="tisch@example.org").count() == 2
    assert not OutboxMessage.objects.visible_to(coordinator).exists()
    assert "Vertraulich" not in "".join(Mailing.objects.values_list("title", flat=True))


def test_a_test_mail_needs_an_address(staff, draft, coordinator):
    coordinator.email = ""
    coordinator.save()
    assert "keine E-Mail-Adresse" in content(staff.post(url("test", draft.event, draft.pk), follow=True))


def test_sending_shows_how_far_it_got(staff, draft):
    page = content(staff.post(url("send", draft.event, draft.pk), follow=True))
    assert "wird verschickt" in page
    assert OutboxMessage.objects.count() == 1
    staff.post(url("send", draft.event, draft.pk))
    assert OutboxMessage.objects.count() == 1
    assert content(staff.get(url("index", draft.event)))


def test_get_changes_nothing(staff, draft):
    for name in ("send", "test", "stop", "continue", "repeat"):
        assert staff.get(url(name, draft.event, draft.pk))["Location"] == url("mailing", draft.event, draft.pk)
    for name in ("discard", "mailing", "change"):
        assert staff.get(url(name, draft.event, draft.pk)).status_code == 200
        assert staff.head(url(name, draft.event, draft.pk)).status_code == 200
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_it_is_stopped_and_goes_on(staff, draft, coordinator):
    release_and_prepare(draft, by=coordinator)
    staff.post(url("stop", draft.event, draft.pk))
    draft.refresh_from_db()
    assert draft.state == State.STOPPED
    assert "angehalten" in content(staff.get(url("mailing", draft.event, draft.pk)))
    staff.post(url("continue", draft.event, draft.pk))
    draft.refresh_from_db()
    assert draft.state == State.SENDING


def test_whom_it_did_not_reach_is_named_with_the_answer_and_written_to_again(staff, draft, coordinator):
    release_and_prepare(draft, by=coordinator)
    OutboxMessage.objects.update(status=MessageStatus.FAILED, last_error="550 5.1.1 unknown")
    page = content(staff.get(url("mailing", draft.event, draft.pk)))
    assert "550 5.1.1 unknown" in page
    response = staff.post(url("repeat", draft.event, draft.pk), {"failed": "1"})
    again = draft.repetitions.get()
    assert response["Location"] == url("mailing", draft.event, again.pk)
    assert staff.get(response["Location"]).context["plan"].reached == 1


def test_a_draft_is_changed_and_discarded(staff, draft):
    page = content(staff.get(url("change", draft.event, draft.pk)))
    assert "Kreis" in page
    form = {"kind": "invitation", "subject": "Neu", "message": "", "circles": ["circle"]}
    staff.post(url("change", draft.event, draft.pk), form)
    draft.refresh_from_db()
    assert draft.subject == "Neu"
    staff.post(url("discard", draft.event, draft.pk))
    assert not EventMailing.objects.exists()


def test_a_scheduled_mailing_says_when_it_goes_out_and_can_be_taken_back(staff, draft):
    form = {"kind": "invitation", "circles": ["circle"], "day": "2099-03-05", "time": "09:30"}
    staff.post(url("change", draft.event, draft.pk), form)
    staff.post(url("send", draft.event, draft.pk), {"schedule": "1"})
    page = content(staff.get(url("mailing", draft.event, draft.pk)))
    assert "05.03.2099" in page
    staff.post(url("stop", draft.event, draft.pk))
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_whoever_waits_is_told_that_the_mail_server_does_not_answer(staff, draft):
    release_and_prepare(draft, by=None)
    page = url("mailing", draft.event, draft.pk)
    assert "Mailserver" not in content(staff.get(page))
    DeliveryState.objects.update_or_create(pk=1, defaults={"failing_since": timezone.now()})
    assert "Der Mailserver antwortet zurzeit nicht." in content(staff.get(page))


def test_warnings_of_plugins_stand_above_the_buttons(staff, draft):
    from tafelrunde_events.domain.mailings import mailing_warnings

    def warn(_mailing):
        return ["Zu spät für die Satzung."]

    mailing_warnings.append(warn)
    try:
        assert "Zu spät für die Satzung." in content(staff.get(url("mailing", draft.event, draft.pk)))
    finally:
        mailing_warnings.remove(warn)


@pytest.mark.parametrize("name", ["mailing", "change", "preview", "discard"])
def test_mailings_about_events_of_others_do_not_exist(client, draft, circle, name):
    stranger = UserFactory(roles=(Role.COORDINATOR,))
    client.force_login(stranger)
    for address in (url(name, draft.event, draft.pk), url("index", draft.event), url("compose", draft.event)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["send", "test", "stop", "continue", "repeat", "discard"])
def test_nobody_acts_on_mailings_of_others(client, draft, name):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    assert client.post(url(name, draft.event, draft.pk)).status_code == 404
    assert not OutboxMessage.objects.exists()


def test_a_mailing_is_not_reached_through_another_event(staff, draft):
    assert staff.get(url("mailing", make_event(), draft.pk)).status_code == 404


def test_the_networks_coordination_finds_no_mailing_about_a_meeting_of_a_table(staff):
    meeting = make_event(kind=EventKind.MEETING)
    for name in ("index", "compose"):
        assert staff.get(url(name, meeting)).status_code == 404


def test_people_and_audiences_are_offered_only_to_those_who_may_see_them(staff, event, coordinator):
    seen, hidden = PersonFactory(), PersonFactory(protected=True, last_name="Geheim")
    Audience.objects.create(name="Eigene", owner=coordinator)
    foreign = Audience.objects.create(name="Nachbarkreis", owner=UserFactory())
    page = content(staff.get(url("compose", event)))
    assert seen.last_name in page
    assert "Eigene" in page
    assert "Geheim" not in page
    assert "Nachbarkreis" not in page
    form = {"kind": "message", "message": "Hallo", "people": [hidden.pk], "audiences": [foreign.pk]}
    assert staff.post(url("compose", event), form).status_code == 200
    assert not EventMailing.objects.exists()


def test_specially_protected_people_are_not_named_to_those_who_must_not_know(staff, event, coordinator):
    person = PersonFactory(protected=True, first_name="Robin", last_name="Geheim", email="geheim@example.org")
    invite(event, person)
    mailing = draft_mailing(event, kind=MailingKind.MESSAGE, by=coordinator, sources=["invited"], message="Hallo")
    address = url("mailing", event, mailing.pk)
    for query in ({}, {"an": f"p{person.pk}"}):
        page = content(staff.get(address, query))
        assert "Geheim" not in page
        assert "geheim@example.org" not in page
        assert "Besonders geschützte Person" in page
        assert staff.get(url("preview", event, mailing.pk), query).status_code == 404
    release_and_prepare(mailing, by=coordinator)
    OutboxMessage.objects.update(status=MessageStatus.FAILED)
    assert "geheim" not in content(staff.get(address)).lower().replace("geschützt", "")


def test_the_pages_ask_as_often_for_thirty_rows_as_for_one(staff, event, circle, coordinator):
    sit(circle)
    mailing = draft_mailing(event, kind=MailingKind.INVITATION, by=coordinator, sources=["circle"])
    addresses = [url("mailing", event, mailing.pk), url("index", event)]
    send(event, MailingKind.MESSAGE, "circle", by=coordinator)
    count_queries(staff, addresses[0])
    few = [count_queries(staff, address) for address in addresses]
    for _ in range(29):
        sit(circle)
        send(event, MailingKind.MESSAGE, "circle", by=coordinator)
    assert [count_queries(staff, address) for address in addresses] == few


def test_progress_asks_as_often_for_thirty_failures_as_for_one(staff, event, coordinator):
    counts = []
    for number in (1, 30):
        people = [agree(PersonFactory()) for _ in range(number)]
        mailing = send(event, MailingKind.MESSAGE, *(f"person:{one.pk}" for one in people), by=coordinator)
        OutboxMessage.objects.update(status=MessageStatus.FAILED)
        counts.append([count_queries(staff, url("mailing", event, mailing.pk)) for _ in range(2)][1])
    assert counts[1] <= counts[0]
