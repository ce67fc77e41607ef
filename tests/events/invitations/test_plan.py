import pytest
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.domain.invitations import (
    Invitee,
    Obstacle,
    plan_invitations,
    render_invitation,
    withdraw_invitation,
)
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import Mailing, OutboxMessage, Person, Suppression
from tests.events.invitations.conftest import invite, make_invitees
from tests.factories.events import make_event, session
from tests.factories.members import PersonFactory


def test_plan_says_who_receives_and_why_others_do_not(event, invitee):
    suppressed = PersonFactory(email="Fort@example.org")
    Suppression.objects.create(address="fort@example.org", reason=Suppression.Reason.BOUNCED)
    unsubscribed = PersonFactory(email="leise@example.org")
    Suppression.objects.create(address="leise@example.org", reason=Suppression.Reason.UNSUBSCRIBED)
    people = [
        invitee.person,
        PersonFactory(email=""),
        PersonFactory(email="jörg@example.org"),
        suppressed,
        invitee.person,
        unsubscribed,
    ]

    planned = plan_invitations(event, [Invitee(person) for person in people])

    assert [plan.obstacle for plan in planned] == [
        None,
        Obstacle.NO_ADDRESS,
        Obstacle.MALFORMED_ADDRESS,
        Obstacle.SUPPRESSED,
        Obstacle.TWICE,
        None,  # an official invitation is no mailing that one can unsubscribe from
    ]
    assert [plan.will_receive for plan in planned] == [True, False, False, False, False, True]


def test_plan_knows_those_already_invited_and_those_withdrawn(event):
    first, second = make_invitees(2)
    invite(event, first, second)
    withdraw_invitation(event.invitations.get(person=second.person), by=None)

    planned = plan_invitations(event, [first, second])

    assert [plan.obstacle for plan in planned] == [Obstacle.ALREADY_INVITED, Obstacle.WITHDRAWN]
    assert planned[0].invitation.person == first.person


@pytest.mark.parametrize("count", [1, 30])
def test_plan_asks_the_database_the_same_questions_for_one_and_for_many(event, count, django_assert_num_queries):
    invitees = make_invitees(count)
    with django_assert_num_queries(2):
        plan_invitations(event, invitees)


def test_preview_and_plan_change_nothing(event, invitee, sections):
    sections.append(lambda event: Section("Tagesordnung", [("18:00", "Begrüßung")]))

    preview = render_invitation(event, invitee)
    plan_invitations(event, [invitee])

    assert "Sehr geehrte Frau Dr. Musterfrau" in preview.text
    assert "/antwort/.../" in preview.text
    assert "/antwort/.../" in preview.html
    assert "18:00  Begrüßung" in preview.text
    assert "METHOD:REQUEST" in preview.calendar
    assert not Invitation.objects.exists()
    assert not Mailing.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_preview_without_an_address_has_no_calendar_entry(event):
    preview = render_invitation(event, Invitee(Person(last_name="Ohnepost")))

    assert "Guten Tag Ohnepost," in preview.text
    assert preview.calendar == ""


def test_nobody_is_invited_to_what_is_cancelled_or_over(event, invitee):
    over = make_event(session(session().start.date().replace(year=2020)))
    cancel_event(event, reason="Saal gesperrt")

    for closed, code in [(event, "cancelled"), (over, "no_date")]:
        with pytest.raises(ValidationError) as refused:
            invite(closed, invitee)
        assert refused.value.code == code
    assert not Invitation.objects.exists()
    assert not Mailing.objects.exists()
