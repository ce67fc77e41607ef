"""The demo network: made by one command, made again without a change, deleted without a trace."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client
from icalendar import Calendar
from wagtail.models import Page

from tafelrunde_events.domain.evaluations.results import training_figures
from tafelrunde_events.domain.figures import Dimension, figure_report
from tafelrunde_events.domain.mail_texts import Origin, words_in_force
from tafelrunde_events.enums import Answer, Booking, MailingKind, ReplySource
from tafelrunde_events.enums import RegistrationState as State
from tafelrunde_events.models import (
    CalendarReply,
    Event,
    EventMailing,
    EventMailingRecipient,
    EventPage,
    Invitation,
    MailSubscription,
    Registration,
    RegistrationAnswer,
    RegistrationConsent,
    Reminder,
    Reply,
    SecondPersonTask,
    TrainingPage,
)
from tafelrunde_members.domain.audiences import people_of, with_consent
from tafelrunde_members.domain.responsibility import districts_without_one_responsible
from tafelrunde_members.models import Audience, Organisation, OutboxMessage, Person, Region
from tafelrunde_members.models.mail import MessageStatus, Suppression
from tafelrunde_roundtables.models import Meeting, RoundTable, Seat
from tafelrunde_site.demo.accounts import COORDINATOR, NETWORK, PASSWORD, describe_logins
from tafelrunde_site.demo.build import delete_demo, make_demo
from tafelrunde_site.models import HomePage, User
from tests.factories.roundtables import SeatFactory

pytestmark = pytest.mark.django_db

OWN = ("tafelrunde_members", "tafelrunde_events", "tafelrunde_roundtables", "tafelrunde_site")


def counts():
    return {
        model._meta.label: model.objects.count() for label in OWN for model in apps.get_app_config(label).get_models()
    }


@pytest.fixture
def demo():
    make_demo()


def test_demo_shows_the_real_network(demo):
    assert Region.objects.districts().count() == 8
    assert districts_without_one_responsible() == []
    network = RoundTable.objects.get(slug="beratungsnetzwerk")
    assert network.seats.count() == 11
    assert Organisation.objects.filter(parent__slug="regionalzentren").count() == 5


def test_demo_has_tables_meetings_and_all_forms_of_trainings(demo):
    assert RoundTable.objects.count() == 4
    assert Meeting.objects.count() == 9
    assert TrainingPage.objects.live().count() == 8
    forms = [
        (event.booking, event.is_cancelled, event.entries.count()) for event in Event.objects.filter(kind="training")
    ]
    assert len(set(forms)) >= 4


def test_trainings_show_how_registration_can_stand(demo):
    booking = {page.slug: page.find_event().booking for page in TrainingPage.objects.live()}
    assert booking["anfeindungen-im-amt"] == Booking.OPEN
    assert booking["erkennungszeichen-der-szene"] == Booking.WAITING_LIST
    assert booking["rechtliche-grundlagen-kommunale-gremien"] == Booking.PLANNED
    assert booking["anfeindungen-im-amt-ludwigslust"] == Booking.CLOSED
    states = set(Registration.objects.values_list("state", flat=True))
    assert states >= {State.PLACED, State.WAITING, State.REQUESTED, State.CANCELLED, State.UNCONFIRMED}
    assert RegistrationAnswer.objects.filter(sensitive=True).exists()
    assert RegistrationConsent.objects.exists()


def test_freed_place_of_the_full_training_was_offered_again(demo):
    event = TrainingPage.objects.get(slug="erkennungszeichen-der-szene").find_event()
    assert event.registrations.filter(state=State.OFFERED).count() == 1
    assert event.registrations.placed().count() == event.places.capacity


def test_one_course_is_over_with_attendance_certificates_and_opinions(demo):
    event = TrainingPage.objects.get(slug="anfeindungen-im-amt-ludwigslust").find_event()
    placed = event.registrations.filter(state=State.PLACED).count()
    assert event.occurrences.count() == 2
    assert event.certificates.count() == placed - 3
    assert training_figures(event).responses == 8
    report = figure_report(User.objects.get(email=NETWORK.address), dimension=Dimension.AUDIENCE)
    assert report.total.counts.attended == placed - 1
    assert report.total.counts.missed == 1


def test_dates_of_one_course_belong_together(demo):
    course = TrainingPage.objects.filter(slug__startswith="anfeindungen-im-amt")
    assert course.count() == 3
    assert course.values("course_key").distinct().count() == 1


def test_nobody_gets_mail_about_the_training_that_is_over(demo):
    event = TrainingPage.objects.get(slug="anfeindungen-im-amt-ludwigslust").find_event()
    addresses = event.registrations.values_list("address", flat=True)
    assert not OutboxMessage.objects.filter(address__in=list(addresses)).exclude(status=MessageStatus.SENT).exists()


def test_editors_may_ask_a_second_person(demo):
    workflow = TrainingPage.objects.live().first().get_workflow()
    assert isinstance(workflow.tasks.get().specific, SecondPersonTask)


def test_one_meeting_has_answers_of_every_kind(demo):
    event = Event.objects.get(guests_allowed=1)
    primary = Invitation.objects.primary().filter(event=event)
    assert set(primary.values_list("answer", flat=True)) == set(Answer.values)
    assert {ReplySource.LINK, ReplySource.STAFF, ReplySource.CALENDAR} <= set(
        Reply.objects.filter(invitation__event=event).values_list("source", flat=True)
    )
    assert Invitation.objects.get(event=event, deputy_of__isnull=False).address == "svea.lewitz@demo.example.org"
    waiting = CalendarReply.objects.waiting().get(event=event)
    assert waiting.outcome == CalendarReply.Outcome.COUNTER
    assert waiting.proposal


def test_somebody_without_address_gets_a_letter(demo):
    row = EventMailingRecipient.objects.get(way=EventMailingRecipient.Way.LETTER, mailing__kind=MailingKind.INVITATION)
    assert row.person.email == ""
    assert row.invitation.organisation.street


def test_one_mail_came_back_and_its_address_is_suppressed(demo):
    message = OutboxMessage.objects.get(status=MessageStatus.BOUNCED)
    assert Suppression.objects.get(active=True).address == message.address


def test_reminders_wait_for_their_day(demo):
    event = Event.objects.get(guests_allowed=1)
    assert event.meeting.table.quorum == 6
    assert Reminder.objects.get(event=event).days == 7
    mailings = dict(EventMailing.objects.filter(event=event).values_list("kind", "state"))
    assert mailings == {
        MailingKind.INVITATION: EventMailing.State.SENDING,
        MailingKind.REMINDER: EventMailing.State.SCHEDULED,
    }


def test_one_table_writes_in_its_own_words(demo):
    table = RoundTable.objects.get(slug="ludwigslust")
    words = words_in_force(f"table:{table.pk}", MailingKind.INVITATION, language="de")
    assert words["opening"].origin == Origin.OWNER


def test_audience_finds_people_some_of_whom_agreed(demo):
    user = User.objects.get(email=NETWORK.address)
    people = people_of(Audience.objects.get(), user=user)
    assert 0 < with_consent(people).count() < people.count()


def test_somebody_subscribed_to_trainings_by_mail(demo):
    subscription = MailSubscription.objects.get()
    assert subscription.confirmed_at
    assert subscription.query == "art=training"


def test_making_it_again_changes_nothing(demo):
    before = counts()
    call_command("demo")
    assert counts() == before


def test_everybody_in_it_is_invented(demo):
    assert all(person.email.endswith("@demo.example.org") for person in Person.objects.exclude(email=""))
    assert all(address.endswith("example.org") for address in OutboxMessage.objects.values_list("address", flat=True))


def test_deleting_it_leaves_an_empty_home_page(demo):
    delete_demo()
    left = {label: number for label, number in counts().items() if number}
    left.pop("tafelrunde_members.ConfidentialLogEntry")
    left.pop("tafelrunde_members.DeliveryState", None)
    left.pop("tafelrunde_events.EvaluationQuestion", None)  # those that every site begins with
    left.pop("tafelrunde_events.CalendarChange")  # who has the feed shall hear that it is empty now
    assert left == {"tafelrunde_site.HomePage": 1}
    make_demo()
    assert HomePage.objects.count() == 1


def test_deleting_stops_before_what_is_not_of_the_demo(demo):
    SeatFactory(organisation=Organisation.objects.get(slug="lobbi"))
    before = counts()
    with pytest.raises(ProtectedError):
        delete_demo()
    assert counts() == before


def test_pages_of_the_demo_all_open(demo, client):
    for page in Page.objects.live().filter(depth__gt=1).specific():
        assert client.get(page.get_url()).status_code == 200, page.title


def test_feed_of_the_demo_holds_the_cancelled_training(demo, client):
    calendar = Calendar.from_ical(client.get("/kalender/termine.ics").content)
    cancelled = [event for event in calendar.walk("VEVENT") if event.get("status") == "CANCELLED"]
    assert any("Fachtag" in str(event["summary"]) for event in cancelled)


def test_printed_logins_exist(demo):
    assert User.objects.get(email=COORDINATOR.address).check_password(PASSWORD)
    text = describe_logins()
    assert COORDINATOR.address in text
    member = next(line.split()[0] for line in text.splitlines() if "Mitglied" in line)
    assert Seat.objects.filter(delegate__email=member, table__slug="anklam").exists()


def test_additional_events_are_counted_not_added_up():
    make_demo(additional_events=3)
    make_demo(additional_events=5)
    assert Event.objects.filter(title__startswith="Beispieltermin").count() == 5
    assert not EventPage.objects.exists()


def test_names_at_a_table_stay_off_public_pages(demo):
    visitor = Client()
    names = set(Person.objects.values_list("last_name", flat=True))
    for address in ("/", "/runde-tische/anklam/", "/runde-tische/beratungsnetzwerk/", "/einrichtungen/", "/kalender/"):
        page = visitor.get(address).content.decode()
        assert not [name for name in names if name in page], address
