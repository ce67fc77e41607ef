"""What the coordination sees of calendar answers that did not count, and does about them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.enums import Answer, EventKind, ReplySource
from tafelrunde_events.models import CalendarReply, Reply
from tafelrunde_members.enums import Role
from tests.events.replies.conftest import invite_by_mail
from tests.events.replies.mails import MAILBOX, deliver, plain, stamp
from tests.factories.events import make_event
from tests.factories.members import PersonFactory, UserFactory

Outcome = CalendarReply.Outcome
NAMESPACE = "tafelrunde_calendar_replies"


@pytest.fixture
def coordinator(client):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    client.force_login(user)
    return user


def list_url(event):
    return reverse(f"{NAMESPACE}:index", args=[event.pk])


def url(name, reply):
    return reverse(f"{NAMESPACE}:{name}", args=[reply.event_id, reply.pk])


def show(client, event):
    main = client.get(list_url(event)).content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_the_list_says_who_what_and_why(client, coordinator, invitation):
    deliver(plain(invitation, sender="wer@boese.example.com", comment="Bis bald"))
    deliver(plain(invitation, stamp=stamp(-1)), plain(invitation, partstat="DECLINED", stamp=stamp(-9)))

    text = show(client, invitation.event)

    for words in (invitation.person.full_name, "wer@boese.example.com", "Bis bald"):
        assert words in text
    rows = client.get(list_url(invitation.event)).context["rows"]
    assert [row.reply.outcome for row in rows] == [Outcome.UNVERIFIED, Outcome.OLD]


def test_what_waits_stands_first(client, coordinator, invitation):
    deliver(plain(invitation, sender="erste@example.com"))
    deliver(plain(invitation, sender="zweite@example.com"))
    client.post(url("note", CalendarReply.objects.get(sender="zweite@example.com")))

    text = show(client, invitation.event)

    assert text.index("erste@example.com") < text.index("zweite@example.com")


def test_the_board_leads_there_while_something_waits(client, coordinator, invitation):
    board = reverse("tafelrunde_invitations:board", args=[invitation.event.pk])
    assert list_url(invitation.event) not in client.get(board).content.decode()

    deliver(plain(invitation, sender="wer@boese.example.com"))

    assert list_url(invitation.event) in client.get(board).content.decode()


def test_noting_settles_it_and_changes_nothing_else(client, coordinator, invitation, tables):
    deliver(plain(invitation, sender="wer@boese.example.com"))
    reply = CalendarReply.objects.get()
    before = tables()

    assert client.get(url("note", reply)).status_code == 302
    assert CalendarReply.objects.waiting().exists()
    client.post(url("note", reply))

    reply.refresh_from_db()
    assert (reply.outcome, reply.handled_by) == (Outcome.UNVERIFIED, coordinator)
    assert tables() == before
    assert not CalendarReply.objects.waiting().exists()


def test_counting_records_it_as_told_to_the_coordination(client, coordinator, invitation):
    deliver(plain(invitation, sender="wer@boese.example.com", comment="Bis bald", stamp=stamp(-5)))
    reply = CalendarReply.objects.get()
    page = client.get(url("count", reply))
    assert page.context["form"].initial["answer"] == Answer.ACCEPTED

    client.post(url("count", reply), {"answer": "ACCEPTED", "comment": "Bis bald"})

    recorded = Reply.objects.get()
    assert (recorded.invitation, recorded.answer, recorded.comment) == (invitation, Answer.ACCEPTED, "Bis bald")
    assert (recorded.source, recorded.recorded_by) == (ReplySource.STAFF, coordinator)
    reply.refresh_from_db()
    assert (reply.outcome, reply.handled_by) == (Outcome.APPLIED, coordinator)
    # It is the newest now: what the same program sent before is old.
    deliver(plain(invitation, partstat="DECLINED", stamp=stamp(-9)))
    assert CalendarReply.objects.latest("pk").outcome == Outcome.OLD


def test_looking_counts_nothing(client, coordinator, invitation, tables):
    deliver(plain(invitation, sender="wer@boese.example.com"))
    before = tables()

    client.get(url("count", CalendarReply.objects.get()))
    client.head(url("count", CalendarReply.objects.get()))

    assert tables() == before


def test_counting_one_date_leaves_the_rest(client, coordinator, series_invitation):
    date = series_invitation.event.occurrences.order_by("start")[1]
    lines = [f"RECURRENCE-ID:{date.start:%Y%m%dT%H%M%SZ}"]
    deliver(plain(series_invitation, sender="wer@boese.example.com", partstat="DECLINED", lines=lines))

    client.post(url("count", CalendarReply.objects.get()), {"answer": "DECLINED"})

    series_invitation.refresh_from_db()
    assert series_invitation.answer == Answer.NEEDS_ACTION
    assert Reply.objects.get().occurrence == date


def test_a_deputy_is_named_by_the_coordination(client, coordinator, invitation):
    deliver(plain(invitation, partstat="DELEGATED"))
    reply = CalendarReply.objects.get()

    client.post(url("count", reply), {"answer": "DELEGATED"})
    assert not Reply.objects.exists()
    client.post(url("count", reply), {"answer": "DELEGATED", "deputy_name": "Anton Beispiel"})

    assert Reply.objects.get().deputy_name == "Anton Beispiel"


def test_what_was_settled_is_not_counted_again(client, coordinator, invitation):
    deliver(plain(invitation, sender="wer@boese.example.com"))
    reply = CalendarReply.objects.get()
    client.post(url("note", reply))

    assert client.post(url("count", reply), {"answer": "ACCEPTED"}).status_code == 404
    assert not Reply.objects.exists()


@pytest.mark.parametrize("why", ["stranger", "other event", "withdrawn"])
def test_what_belongs_to_no_invitation_cannot_be_counted(client, coordinator, invitation, why):
    match why:
        case "stranger":
            deliver(plain(invitation, recipient=MAILBOX, attendee="mailto:x@example.com"))
        case "other event":
            deliver(plain(invitation, uid="fremd@example.com"))
        case "withdrawn":
            deliver(plain(invitation, sender="wer@boese.example.com"))
            withdraw_invitation(invitation, by=None)
    reply = CalendarReply.objects.get()

    assert url("count", reply) not in client.get(list_url(invitation.event)).content.decode()
    assert client.post(url("count", reply), {"answer": "ACCEPTED"}).status_code == 404


def test_addresses_of_protected_people_are_not_shown_whoever_was_invited(client, coordinator, invitation):
    PersonFactory(email="Sicher@Haus.example.org", protected=True)
    deliver(plain(invitation, sender="sicher@haus.example.org", attendee="mailto:sicher@haus.example.org"))

    page = client.get(list_url(invitation.event)).content.decode()

    assert CalendarReply.objects.get().sender == "sicher@haus.example.org"
    assert "haus.example.org" not in page


def test_meetings_of_others_do_not_exist(client, coordinator):
    invitation = invite_by_mail(make_event(kind=EventKind.MEETING), "kaethe@gemeinde.example.org")
    deliver(plain(invitation, sender="wer@boese.example.com"))
    reply = CalendarReply.objects.get()

    assert client.get(list_url(invitation.event)).status_code == 404
    assert client.get(url("count", reply)).status_code == 404
    assert client.post(url("note", reply)).status_code == 404
    assert CalendarReply.objects.waiting().exists()


def test_an_answer_is_found_below_its_own_event_only(client, coordinator, invitation):
    deliver(plain(invitation, sender="wer@boese.example.com"))
    other = make_event()

    address = reverse(f"{NAMESPACE}:note", args=[other.pk, CalendarReply.objects.get().pk])

    assert client.post(address).status_code == 404


def test_protected_people_are_not_named(client, coordinator, invitation):
    person = invitation.person
    person.protected = True
    person.save()
    deliver(plain(invitation, partstat="DELEGATED"))
    deliver(plain(invitation, recipient=MAILBOX, attendee="mailto:x@example.com"))

    html = client.get(list_url(invitation.event)).content.decode()

    assert CalendarReply.objects.count() == 2
    assert person.last_name not in html
    assert invitation.address.lower() not in html.lower()


def test_thirty_answers_cost_as_many_queries_as_one(client, coordinator, event, django_assert_num_queries):
    def fill(numbers):
        for number in numbers:
            invitation = invite_by_mail(event, f"person{number}@example.net")
            deliver(plain(invitation, sender="wer@boese.example.com"))

    fill(range(1))
    client.get(list_url(event))
    with CaptureQueriesContext(connection) as few:
        client.get(list_url(event))
    fill(range(1, 30))
    with django_assert_num_queries(len(few)):
        assert client.get(list_url(event)).content.decode().count("zaehlen/") == 30


def test_more_answers_stand_on_further_pages(client, coordinator, invitation, monkeypatch):
    monkeypatch.setattr("tafelrunde_events.viewsets.calendar_replies.ROWS_PER_PAGE", 1)
    for number in range(2):
        deliver(plain(invitation, sender=f"x{number}@example.com"))

    assert "x1@example.com" in show(client, invitation.event)
    assert "x0@example.com" in client.get(list_url(invitation.event), {"p": 2}).content.decode()
