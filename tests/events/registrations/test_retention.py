"""What is known of people who registered ends in time, and figures count on."""

import datetime as dt
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.figures import Dimension, figure_report
from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.domain.registrations.consent_proofs import consents_of
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.links import find_registration, registration_token
from tafelrunde_events.domain.registrations.retention import RetentionReport, apply_retention
from tafelrunde_events.enums import AttendanceWay, RegistrationSource, RegistrationState
from tafelrunde_events.models import (
    Attendance,
    Certificate,
    ConsentText,
    Registration,
    RegistrationAnswer,
    RegistrationChange,
    RegistrationConsent,
)
from tafelrunde_members.enums import Role
from tafelrunde_members.models import OutboxMessage
from tests.factories.events import coming_day, session
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register, submit_form

pytestmark = pytest.mark.django_db
State = RegistrationState

QUESTIONS = [
    {"key": "essen", "label": "Essen", "type": "singleline", "required": False, "sensitive": True},
    {"key": "amt", "label": "Amt", "type": "singleline", "required": False, "sensitive": False},
]
ANSWERS = {"essen": "vegan", "amt": "Ordnungsamt"}


def days_after_end(event, days):
    """Stop the clock so many days after the last date."""
    return time_machine.travel(event.occurrences.latest("end").end + dt.timedelta(days=days, minutes=1), tick=False)


def in_days(days):
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False)


@pytest.fixture
def consent_text():
    return ConsentText.objects.create(name="Fotos", wording="Ich bin mit Fotos einverstanden.")


@pytest.fixture
def event(consent_text):
    days = coming_day(30), coming_day(37)
    return make_training(*map(session, days), capacity=8, group_size=3, questions=QUESTIONS, consents=[consent_text])


def test_unconfirmed_ones_are_deleted_after_a_week(event):
    registration = submit_form(event)
    with in_days(6):
        assert apply_retention().unconfirmed == 0
    with in_days(8):
        assert apply_retention().unconfirmed == 1
    assert not Registration.objects.filter(pk=registration.pk).exists()
    assert not OutboxMessage.objects.exists()


def test_colleagues_who_confirmed_stay_when_their_contact_never_did(event):
    contact = submit_form(event, new_person(), new_person(), new_person(email=""))
    colleague = contact.companions.exclude(email="").get()
    confirm(colleague)
    with in_days(8):
        assert apply_retention().unconfirmed == 2
    colleague.refresh_from_db()
    assert colleague.state == State.PLACED
    assert colleague.contact is None


def test_network_hash_is_cleared_after_a_week(event):
    registration = register(event, network="f00d")
    with in_days(6):
        assert apply_retention().networks == 0
    with in_days(8):
        assert apply_retention().networks == 1
    registration.refresh_from_db()
    assert registration.network == ""
    assert registration.last_name


def test_sensitive_answers_go_a_week_after_the_last_date_and_others_stay(event):
    register(event, answers=ANSWERS)
    with days_after_end(event, 6):
        assert apply_retention().sensitive_answers == 0
    with days_after_end(event, 7):
        assert apply_retention().sensitive_answers == 1
    assert RegistrationAnswer.objects.get().key == "amt"


def test_nothing_personal_is_left_after_ninety_days(event, consent_text):
    contact = register(event, new_person(), new_person(email=""), answers=ANSWERS, consents=[consent_text])
    token = registration_token(contact)
    Registration.objects.update(
        person=PersonFactory(), organisation="Amt Seenland", organisation_key="amt seenland", note="ruft an"
    )
    user = UserFactory()
    Attendance.objects.create(
        registration=contact, occurrence=event.occurrences.first(), way=AttendanceWay.LIST, by=user
    )
    Certificate.objects.create(
        event=event, registration=contact, code="ABCD", language="de", title="T", dates="D", attended=1, sessions=2
    )
    with days_after_end(event, 89):
        assert apply_retention().anonymised == 0
    with days_after_end(event, 90):
        assert apply_retention().anonymised == 2
    for row in Registration.objects.all():
        personal = (row.first_name, row.last_name, row.email, row.address, row.organisation, row.organisation_key)
        assert set(personal) | {row.note, row.end_reason, row.network, row.nonce, row.told_for} == {""}
        assert row.person is None
        assert row.contact is None
        assert row.anonymised_at
        assert (row.state, timezone.localtime(row.submitted_at).hour) == (State.PLACED, 0)
    assert find_registration(token) is None
    assert not OutboxMessage.objects.exists()
    assert not RegistrationAnswer.objects.exists()
    assert not RegistrationChange.objects.exists()
    assert Attendance.objects.get().by is None
    assert Certificate.objects.get().name_hash == ""


def test_figures_stay_the_same(event):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    present, _missing = register(event), register(event)
    cancel(register(event))
    Attendance.objects.create(registration=present, occurrence=event.occurrences.first(), way=AttendanceWay.LIST)
    with days_after_end(event, 91):
        before = figure_report(user, dimension=Dimension.YEAR).total
        assert apply_retention().anonymised > 0
        assert figure_report(user, dimension=Dimension.YEAR).total == before
    assert (before.counts.placed, before.counts.attended, before.counts.missed, before.counts.left) == (2, 1, 1, 1)


def test_who_cancelled_long_before_the_date_is_not_kept_until_then():
    event = make_training(session(coming_day(300)))
    registration = register(event)
    staying = register(event)
    cancel(registration)
    with in_days(91):
        assert apply_retention().anonymised == 1
    registration.refresh_from_db()
    staying.refresh_from_db()
    assert (registration.last_name, registration.state) == ("", State.CANCELLED)
    assert staying.last_name


def test_who_cancelled_stays_as_long_as_colleagues_are_written_to_through_them():
    event = make_training(session(coming_day(300)), group_size=2)
    contact = register(event, new_person(), new_person(email=""))
    cancel(contact)
    with in_days(91):
        assert apply_retention().anonymised == 0
    with days_after_end(event, 91):
        assert apply_retention().anonymised == 2


def test_consent_is_proved_to_whoever_knows_the_address(event, consent_text):
    contact = register(event, new_person(email="Rieke@example.org"), consents=[consent_text])
    with days_after_end(event, 91):
        apply_retention()
        consent = consents_of(" rieke@EXAMPLE.org").get()
        assert (consent.registration_id, consent.wording) == (contact.pk, consent_text.wording)
        assert not consents_of("andere@example.org").exists()
        assert "rieke" not in repr(RegistrationConsent.objects.values().get())


def test_consent_is_still_proved_after_the_secret_key_was_changed(event, consent_text, settings):
    register(event, new_person(email="rieke@example.org"), consents=[consent_text])
    with days_after_end(event, 91):
        apply_retention()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "ein neuer Schlüssel" * 4, [settings.SECRET_KEY]
    assert consents_of("rieke@example.org").exists()


def test_proof_of_a_consent_ends_three_years_later(event, consent_text):
    register(event, consents=[consent_text])
    with days_after_end(event, 91):
        apply_retention()
    with days_after_end(event, 91 + 1094):
        assert apply_retention().consent_proofs == 0
    with days_after_end(event, 91 + 1096):
        assert apply_retention().consent_proofs == 1


def test_twice_does_nothing_more(event):
    register(event, answers=ANSWERS, network="f00d")
    with days_after_end(event, 91):
        assert apply_retention() != RetentionReport()
        rows = list(Registration.objects.values())
        assert apply_retention() == RetentionReport()
        assert list(Registration.objects.values()) == rows


def test_dry_run_counts_and_changes_nothing(event):
    register(event, answers=ANSWERS, network="f00d")
    submit_form(event)
    with days_after_end(event, 91):
        rows = list(Registration.objects.values())
        counted = apply_retention(dry_run=True)
        assert list(Registration.objects.values()) == rows
        output = StringIO()
        call_command("purge_registrations", "--dry-run", stdout=output)
        assert output.getvalue().startswith("due: 1 unconfirmed deleted")
        done = apply_retention()
    # The unconfirmed one is counted among the names, too, as long as it is there; so is its answer.
    assert counted.unconfirmed == done.unconfirmed == 1
    assert counted.sensitive_answers == done.sensitive_answers == 1


def test_periods_are_settings(event, settings):
    settings.TAFELRUNDE_REGISTRATION_DAYS = 10
    register(event)
    with days_after_end(event, 11):
        assert apply_retention().anonymised == 1


def test_hundreds_are_done_in_batches(event):
    facts = {"event": event, "state": State.CANCELLED, "source": RegistrationSource.FORM, "last_name": "Muster"}
    Registration.objects.bulk_create(
        Registration(**facts, ended_at=timezone.now(), token_hash=uuid4().hex, entry_hash=uuid4().hex)
        for _number in range(450)
    )
    with days_after_end(event, 91), CaptureQueriesContext(connection) as queries:
        assert apply_retention().anonymised == 450
    assert len(queries) < 80
    assert not Registration.objects.exclude(last_name="").exists()
