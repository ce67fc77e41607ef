"""/konto/einladungen/: one's own invitations, those to come and those behind, answered without a link."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.domain.invitation_sections import Section, sections_of
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Reply
from tafelrunde_members.enums import Visibility
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/konto/einladungen/"


@pytest.fixture
def member(client):
    """A signed-in member with an entry in the directory."""
    person = PersonFactory(user=UserFactory())
    client.force_login(person.user)
    return person


def page_of(invitation):
    return reverse("tafelrunde_site:account_invitation", args=[invitation.pk])


def text_of(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def past_invitation(member, title="Vorbei", days=-9):
    return invite(make_event(session(coming_day(days)), title=title), member)


def test_visitors_are_sent_to_log_in(client):
    invitation = invite(make_event())

    for path in (LIST, page_of(invitation), f"{page_of(invitation)}termin.ics"):
        assert client.get(path).url == f"/konto/anmelden/?next={path}"
    assert client.post(page_of(invitation), {"answer": "ACCEPTED"}).status_code == 302
    assert not Reply.objects.exists()


def test_without_any_the_page_says_so(client, member):
    assert "Zurzeit steht keine Einladung an." in text_of(client.get(LIST))


def test_what_comes_stands_first_and_what_is_over_behind(client, member):
    past_invitation(member, "Lange her", -40)
    past_invitation(member, "Neulich", -3)
    invite(make_event(session(coming_day(40)), title="Später"), member)
    invite(make_event(session(coming_day(-20)), session(coming_day(20)), title="Bald"), member)

    text = text_of(client.get(LIST))

    assert re.findall("Lange her|Neulich|Später|Bald|Vergangen", re.sub(r": \w+", "", text)) == [
        *("Bald", "Später", "Vergangen", "Neulich", "Lange her"),
    ]
    assert f"{coming_day(-3):%Y}" in text


def test_past_invitations_show_the_answer_and_take_none(client, member):
    invitation = past_invitation(member)
    invitation.answer = Answer.DECLINED
    invitation.save()

    response = client.get(LIST)

    assert str(Answer.DECLINED.label) in text_of(response)
    assert b'name="answer"' not in response.content
    assert b'name="answer"' not in client.get(page_of(invitation)).content
    client.post(page_of(invitation), {"answer": "ACCEPTED"})
    assert not Reply.objects.exists()


def test_nothing_of_others_and_nothing_withdrawn_is_shown(client, member):
    others = invite(make_event(title="Für andere"))
    withdrawn = invite(make_event(title="Zurückgezogen"), member, withdrawn_at="2026-01-01T00:00Z")

    assert not re.search("Für andere|Zurückgezogen", text_of(client.get(LIST)))
    for invitation in (others, withdrawn):
        assert client.get(page_of(invitation)).status_code == 404
        assert client.post(page_of(invitation), {"answer": "ACCEPTED"}).status_code == 404
        assert client.get(f"{page_of(invitation)}termin.ics").status_code == 404


def test_staff_finds_only_its_own(client):
    client.force_login(UserFactory(is_superuser=True))
    invitation = invite(make_event(title="Für andere"))

    assert "Für andere" not in text_of(client.get(LIST))
    assert client.get(page_of(invitation)).status_code == 404


def test_an_answer_with_deputy_and_message_is_recorded(client, member):
    invitation = invite(make_event(), member)
    data = {"answer": "DELEGATED", "deputy_name": "Anton Beispiel", "comment": "Bin verreist"}

    response = client.post(page_of(invitation), data, follow=True)

    reply = Reply.objects.get()
    assert (reply.answer, reply.deputy_name, reply.comment) == (Answer.DELEGATED, "Anton Beispiel", "Bin verreist")
    assert (reply.source, reply.recorded_by) == (ReplySource.ACCOUNT, member.user)
    assert "Vielen Dank" in response.content.decode()
    assert "Anton Beispiel" in text_of(response)


def test_what_is_missing_is_said_and_nothing_recorded(client, member):
    invitation = invite(make_event(), member)

    response = client.post(page_of(invitation), {"answer": "DELEGATED"})

    assert response.status_code == 200
    assert response.context["form"].errors["deputy_name"]
    assert not Reply.objects.exists()


def test_buttons_of_the_list_lead_back_to_it(client, member):
    invitation = invite(make_event(), member)
    assert 'name="back"' in client.get(LIST).content.decode()

    response = client.post(f"{page_of(invitation)}antwort/", {"answer": "ACCEPTED", "back": "list"})

    assert response.url == LIST


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_does_not_answer(client, member, method):
    invitation = invite(make_event(), member)

    assert getattr(client, method)(f"{page_of(invitation)}?answer=ACCEPTED").status_code == 200
    assert not Reply.objects.exists()


def test_the_page_shows_the_agenda_and_no_secret(client, member, monkeypatch):
    agenda = Section(title="Tagesordnung", items=[("18:00 Uhr", "Begrüßung")])
    event = make_event(title="Vertrauliche Runde", visibility=Visibility.TABLE)
    monkeypatch.setattr(f"{sections_of.__module__}.invitation_sections", [lambda _event: agenda])
    invitation = invite(event, member, organisation=OrganisationFactory(name="Sportbund"))

    response = client.get(page_of(invitation))

    text = text_of(response)
    for words in ("Vertrauliche Runde", "Sportbund", "Tagesordnung", "Begrüßung"):
        assert words in text
    assert answer_token(invitation.nonce) not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_cancelled_event_says_so(client, member):
    event = make_event()
    invitation = invite(event, member)
    cancel_event(event, reason="Krankheit")

    assert "abgesagt" in text_of(client.get(LIST))
    assert "Krankheit" in text_of(client.get(page_of(invitation)))


def test_the_dates_come_as_a_calendar_file_that_asks_nobody(client, member):
    invitation = invite(make_event(title="Vertrauliche Runde", visibility=Visibility.TABLE), member)

    content = client.get(f"{page_of(invitation)}termin.ics").content.decode()

    assert "SUMMARY:Vertrauliche Runde" in content
    assert "ATTENDEE" not in content
    assert "METHOD:REQUEST" not in content


def test_more_than_a_page_is_paged(client, member, monkeypatch):
    monkeypatch.setattr("tafelrunde_site.accounts.invitations.ROWS_PER_PAGE", 1)
    invite(make_event(title="Bald"), member)
    past_invitation(member)

    assert "Vorbei" not in text_of(client.get(LIST))
    text = text_of(client.get(LIST, {"page": 2}))
    assert "Vorbei" in text
    assert "Zurzeit steht keine Einladung an." not in text


def test_twenty_invitations_cost_as_many_queries_as_two(client, member, django_assert_num_queries):
    def fill(numbers):
        for number in numbers:
            invite(make_event(session(coming_day(10 + number)), session(coming_day(50 + number))), member)
            past_invitation(member, days=-10 - number)

    fill(range(1))
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    fill(range(1, 10))
    with django_assert_num_queries(len(few)):
        assert client.get(LIST).content.decode().count("date-row") == 20
