"""Who gets a mailing, on which way, and who does not and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.invitations import new_invitation, withdraw_invitation
from tafelrunde_events.domain.mailings import draft_mailing, plan_recipients
from tafelrunde_events.domain.mailings.plan import unique
from tafelrunde_events.domain.mailings.recipients import Candidate
from tafelrunde_events.enums import Answer, MailingKind
from tafelrunde_events.models import EventMailing
from tafelrunde_members.models import Audience, Person, Suppression
from tests.events.mailings.conftest import agree, send, sit
from tests.factories.events import invite
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def planned(event, kind, *sources, user=None):
    """Return what becomes of each recipient: person's last name (or deputy's name), way and obstacle."""
    mailing = EventMailing(event=event, kind=kind, sources=list(sources))
    plan = plan_recipients(mailing, user=user)
    return {(one.person.last_name if one.person else one.name): (one.way, one.obstacle) for one in plan.recipients}


def test_an_invitation_says_of_everybody_how_it_comes_or_why_not(event, circle):
    sit(circle, last_name="Mail")
    sit(circle, last_name="Papier", contact_by=Person.ContactBy.LETTER)
    sit(circle, last_name="Ohne", email="")
    sit(circle, last_name="Vertippt", email="vertippt@@example.org")
    blocked = sit(circle, last_name="Gesperrt")
    Suppression.objects.create(address=blocked.email, reason=Suppression.Reason.BOUNCED)
    left = sit(circle, last_name="Abgemeldet")
    Suppression.objects.create(address=left.email, reason=Suppression.Reason.UNSUBSCRIBED)
    invite(event, sit(circle, last_name="Schon"))
    withdraw_invitation(invite(event, sit(circle, last_name="Zurück")), by=None)

    assert planned(event, MailingKind.INVITATION, "circle") == {
        "Mail": ("email", ""),
        "Papier": ("letter", ""),
        "Ohne": ("letter", ""),
        "Vertippt": ("none", "malformed_address"),
        "Gesperrt": ("none", "suppressed"),
        "Abgemeldet": ("email", ""),
        "Schon": ("none", "already_invited"),
        "Zurück": ("none", "withdrawn"),
    }


def test_whoever_stands_in_the_list_for_two_institutions_is_named_twice_and_written_to_once(event, circle):
    person = sit(circle)
    sit(circle, person)
    plan = plan_recipients(EventMailing(event=event, kind=MailingKind.INVITATION, sources=["circle"]), user=None)
    assert [(one.way, one.obstacle) for one in plan.recipients] == [("email", ""), ("none", "twice")]


def test_circles_that_overlap_name_everybody_once(event, circle):
    invite(event, sit(circle))
    assert len(planned(event, MailingKind.MESSAGE, "circle", "invited", "unanswered")) == 1


def test_messages_to_people_whom_the_event_does_not_concern_need_their_consent(event, coordinator):
    people = [
        PersonFactory(last_name="Nein"),
        agree(PersonFactory(last_name="Ja")),
        agree(PersonFactory(last_name="Abgemeldet")),
        PersonFactory(last_name="Eingeladen"),
        agree(PersonFactory(last_name="Adresslos", email="")),
    ]
    Suppression.objects.create(address=people[2].email, reason=Suppression.Reason.UNSUBSCRIBED)
    invite(event, people[3])
    audience = Audience.objects.create(name="Alle", owner=coordinator)
    audience.people.set(people)

    assert planned(event, MailingKind.MESSAGE, f"audience:{audience.pk}", user=coordinator) == {
        "Nein": ("none", "no_consent"),
        "Ja": ("email", ""),
        "Abgemeldet": ("none", "unsubscribed"),
        "Eingeladen": ("email", ""),
        "Adresslos": ("none", "no_address"),
    }
    invited = planned(event, MailingKind.INVITATION, f"audience:{audience.pk}", user=coordinator)
    assert invited["Nein"] == ("email", "")
    assert planned(event, MailingKind.REMINDER, f"audience:{audience.pk}", user=coordinator)["Ja"] == (
        "none",
        "not_invited",
    )


def test_circles_follow_the_answers_and_bring_deputies(event):
    for name, answer in (("Kommt", Answer.ACCEPTED), ("Schickt", Answer.DELEGATED), ("Fehlt", Answer.DECLINED)):
        invite(event, PersonFactory(last_name=name), answer=answer)
    invite(event, PersonFactory(last_name="Schweigt"))
    deputy = new_invitation(event, None, None, address="vertretung@example.org")
    deputy.deputy_of, deputy.name = event.invitations.get(person__last_name="Schickt"), "Kim Ersatz"
    deputy.save()

    assert set(planned(event, MailingKind.MESSAGE, "attending")) == {"Kommt", "Schickt", "Kim Ersatz"}
    assert set(planned(event, MailingKind.MESSAGE, "declined")) == {"Fehlt"}
    assert set(planned(event, MailingKind.REMINDER, "unanswered")) == {"Schweigt"}
    assert len(planned(event, MailingKind.MESSAGE, "invited")) == 5


def test_news_goes_to_nobody_who_knows_it(event, circle):
    sit(circle)
    send(event, MailingKind.INVITATION, "circle")
    assert [*planned(event, MailingKind.UPDATE, "invited").values()] == [("none", "up_to_date")]


def test_nobody_reaches_people_or_audiences_that_they_may_not_see(event, coordinator):
    hidden = PersonFactory(protected=True)
    foreign = Audience.objects.create(name="Fremd", owner=UserFactory())
    foreign.people.add(PersonFactory())
    assert planned(event, MailingKind.INVITATION, f"person:{hidden.pk}", user=coordinator) == {}
    assert planned(event, MailingKind.INVITATION, f"audience:{foreign.pk}", user=coordinator) == {}
    seen = PersonFactory()
    assert planned(event, MailingKind.INVITATION, f"person:{seen.pk}", user=None) == {}
    assert planned(event, MailingKind.INVITATION, f"person:{seen.pk}", "gone:1", "person:x", user=coordinator) == {
        seen.last_name: ("email", "")
    }


@pytest.mark.parametrize("kind", [MailingKind.INVITATION, MailingKind.MESSAGE, MailingKind.UPDATE])
def test_planning_asks_as_often_for_thirty_people_as_for_one(event, coordinator, kind):
    def count(people):
        sources = ["invited", *(f"person:{person.pk}" for person in people)]
        mailing = draft_mailing(event, kind=kind, by=coordinator, sources=sources)
        with CaptureQueriesContext(connection) as queries:
            plan_recipients(mailing, user=coordinator)
        return len(queries)

    def somebody():
        invite(event, PersonFactory(), organisation=OrganisationFactory())
        return PersonFactory()

    first = somebody()
    count([first])
    few = count([first])
    assert count([first, *(somebody() for _ in range(29))]) == few


def test_ten_thousand_candidates_are_named_once_each():
    candidates = [Candidate(person=number % 10_000 + 1, belongs=True) for number in range(20_000)]
    assert len(list(unique(candidates))) == 10_000
