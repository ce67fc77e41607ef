"""/konto/: one's own invitations and tables, answers given there, nobody else's."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Reply
from tafelrunde_members.enums import Role, Visibility
from tests.factories.accounts import give_seat, give_second_factor
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory

pytestmark = pytest.mark.django_db

OVERVIEW = "tafelrunde_site:account"


@pytest.fixture
def member(client):
    """A signed-in member with an entry in the directory."""
    person = PersonFactory(title="Dr.", first_name="Anna", last_name="Beispiel", user=UserFactory())
    client.force_login(person.user)
    return person


def show(client):
    return client.get(reverse(OVERVIEW)).content.decode()


def text_of(html):
    main = html.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def answer(client, invitation, value):
    return client.post(
        reverse("tafelrunde_site:account_answer", args=[invitation.pk]), {"answer": value}, follow=True
    ).content.decode()


def test_visitors_are_sent_to_log_in(client):
    invitation = invite(make_event())

    assert client.get(reverse(OVERVIEW)).url == "/konto/anmelden/?next=/konto/"
    assert client.post(reverse("tafelrunde_site:account_answer", args=[invitation.pk])).status_code == 302
    assert not Reply.objects.exists()


def test_the_page_greets_and_says_when_there_is_nothing(client, member):
    text = text_of(show(client))

    assert "Guten Tag, Dr. Anna Beispiel" in text
    assert "Zurzeit steht keine Einladung an." in text
    assert member.user.email in text


def test_an_account_without_a_person_works_too(client):
    client.force_login(UserFactory(first_name="Olaf", last_name="Muster"))

    assert "Guten Tag, Olaf Muster" in show(client)


def test_invitations_stand_in_the_order_of_their_dates(client, member):
    invite(make_event(session(coming_day(40)), title="Später"), member)
    invite(make_event(session(coming_day(20)), session(coming_day(27)), title="Früher"), member)
    text = text_of(show(client))

    assert text.index("Früher") < text.index("Später")
    assert "18:00 bis 20:00 Uhr · und 1 weiterer Termin" in text
    assert text.count(str(Answer.NEEDS_ACTION.label)) == 2


def test_meetings_are_shown_to_their_invitees(client, member):
    event = make_event(title="Vertrauliche Runde", visibility=Visibility.TABLE)
    invite(event, member, organisation=OrganisationFactory(name="Sportbund"))
    text = text_of(show(client))

    assert "Vertrauliche Runde" in text
    assert "für Sportbund" in text


def test_nothing_of_others_is_shown(client, member):
    invite(make_event(title="Für andere"))
    invite(make_event(title="Zurückgezogen"), member, withdrawn_at="2026-01-01T00:00Z")
    invite(make_event(session(coming_day(-9)), title="Vorbei"), member)
    text = text_of(show(client))

    assert not re.search("Für andere|Zurückgezogen|Vorbei", text)


def test_answering_records_it_for_the_person(client, member):
    invitation = invite(make_event(), member)

    page = answer(client, invitation, Answer.ACCEPTED)

    reply = Reply.objects.get()
    assert (reply.invitation, reply.answer, reply.source) == (invitation, Answer.ACCEPTED, ReplySource.ACCOUNT)
    assert reply.recorded_by == member.user
    assert "Vielen Dank, Ihre Antwort auf „Forum Gemeinsinn“ ist festgehalten" in page


def test_another_answer_replaces_the_first(client, member):
    invitation = invite(make_event(), member)
    answer(client, invitation, Answer.ACCEPTED)

    page = answer(client, invitation, Answer.DECLINED)

    invitation.refresh_from_db()
    assert invitation.answer == Answer.DECLINED
    assert 'value="ACCEPTED"' in page
    assert 'value="DECLINED"' not in page


def test_the_invitations_of_others_cannot_be_answered(client, member):
    invitation = invite(make_event())

    response = client.post(reverse("tafelrunde_site:account_answer", args=[invitation.pk]), {"answer": "ACCEPTED"})

    assert response.status_code == 404
    assert not Reply.objects.exists()


def test_staff_answers_for_itself_only(client):
    """A superuser sees every invitation; in the account there are still only one's own."""
    invitation = invite(make_event())
    client.force_login(UserFactory(is_superuser=True))

    response = client.post(reverse("tafelrunde_site:account_answer", args=[invitation.pk]), {"answer": "ACCEPTED"})

    assert response.status_code == 404
    assert "Forum Gemeinsinn" not in show(client)


def test_looking_does_not_answer(client, member):
    invitation = invite(make_event(), member)

    assert client.get(reverse("tafelrunde_site:account_answer", args=[invitation.pk])).status_code == 405


@pytest.mark.parametrize("value", ["", "NEEDS-ACTION", "quatsch"])
def test_a_senseless_answer_is_refused(client, member, value):
    invitation = invite(make_event(), member)

    assert "notice error" in answer(client, invitation, value)
    assert not Reply.objects.exists()


def test_cancelled_events_are_shown_as_such_and_not_answered(client, member):
    event = make_event()
    invitation = invite(event, member)
    cancel_event(event, reason="Krankheit")

    html = show(client)
    assert "abgesagt" in text_of(html)
    assert 'name="answer"' not in html
    assert "notice error" in answer(client, invitation, Answer.ACCEPTED)


def test_with_the_first_date_cancelled_the_next_one_is_shown_and_answered(client, member):
    event = make_event(session(coming_day(20), hour=9), session(coming_day(27), hour=14))
    invitation = invite(event, member)
    cancel_occurrence(event.occurrences.first(), reason="Krankheit")

    html = show(client)
    text = text_of(html)
    assert "14:00 bis 16:00 Uhr" in text
    assert "abgesagt" not in text
    assert "weiterer Termin" not in text
    assert 'name="answer"' in html
    answer(client, invitation, Answer.ACCEPTED)
    assert Reply.objects.get().answer == Answer.ACCEPTED


def test_with_all_dates_cancelled_there_is_nothing_to_answer(client, member):
    event = make_event(session(coming_day(20)), session(coming_day(27)))
    invite(event, member)
    for occurrence in event.occurrences.all():
        cancel_occurrence(occurrence, reason="Krankheit")

    html = show(client)
    assert "abgesagt" in text_of(html)
    assert 'name="answer"' not in html


def test_a_date_over_several_days_says_when_it_ends(client, member):
    day = coming_day(20)
    invite(make_event(session(day, hours=26)), member)
    last = date_format(day + dt.timedelta(days=1), "DATE_FORMAT")

    assert f"18:00 Uhr bis {last}, 20:00 Uhr" in text_of(show(client))


def test_the_way_to_deputy_and_message_stays_in_the_account(client, member):
    invitation = invite(make_event(), member)
    address = reverse("tafelrunde_site:account_invitation", args=[invitation.pk])
    html = show(client)

    assert f'href="{address}"' in html
    assert reverse("tafelrunde_site:account_invitations") in html
    assert answer_token(invitation.nonce) not in html
    assert client.get(address).status_code == 200


def test_ones_round_tables_are_shown(client, member):
    give_seat(member, table=RoundTableFactory(name="Runder Tisch Seestadt"))
    give_seat(PersonFactory(), table=RoundTableFactory(name="Runder Tisch Anderswo"))
    text = text_of(show(client))

    assert "Meine Runden Tische" in text
    assert "Runder Tisch Seestadt" in text
    assert "Anderswo" not in text


def test_the_state_of_the_second_factor_is_shown(client, member):
    assert "nicht eingerichtet" in text_of(show(client))
    give_second_factor(member.user)
    assert "nicht eingerichtet" not in text_of(show(client))


@pytest.mark.parametrize(("roles", "offered"), [((), False), ((Role.COORDINATOR,), True)])
def test_passwords_are_offered_to_staff_only(client, roles, offered):
    client.force_login(UserFactory(roles=roles))

    assert (reverse("account_change_password") in show(client)) is offered


def test_thirty_invitations_cost_as_many_queries_as_one(client, member, django_assert_num_queries):
    def fill(count):
        for number in range(count):
            invite(make_event(session(coming_day(10 + number)), session(coming_day(50 + number))), member)
            give_seat(member)

    fill(1)
    show(client)
    with CaptureQueriesContext(connection) as few:
        show(client)
    fill(29)
    with django_assert_num_queries(len(few)):
        assert show(client).count("date-row") == 30
