"""The page behind the link: what is stored, how often mails come, and how they end."""

import pytest
from django.test import Client

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions import mail
from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_events.models import MailSubscription
from tafelrunde_members.domain.mail.queue import lacks_secrets, restore_secrets
from tafelrunde_members.domain.mail.unsubscribing import leave_mailings
from tests.events.subscriptions.mail_reader import ADDRESS, as_sent, asked_for, digests, path_of, subscribed
from tests.factories.events import make_event

pytestmark = pytest.mark.django_db


def press(client, subscription, action, **more):
    client.post(path_of(subscription), {"action": action, "which": subscription.pk} | more)
    subscription.refresh_from_db()


def test_the_page_says_what_is_stored(client):
    subscription = subscribed(selection=Selection(text="Demokratie"), frequency="weekly")
    page = client.get(path_of(subscription)).content.decode()
    for word in (ADDRESS, "Demokratie", "Deutsch"):
        assert word in page


def test_buttons_change_leave_and_take_up_again(client):
    subscription = subscribed(frequency="weekly")
    press(client, subscription, "change", frequency="monthly")
    assert subscription.frequency == "monthly"
    assert subscription.next_at.day in (1, 30, 31)

    press(client, subscription, "leave")
    assert subscription.ended_at is not None
    press(client, subscription, "resume")
    assert subscription.ended_at is None


@pytest.mark.parametrize("values", [{"action": "change", "frequency": "hourly"}, {"action": "delete"}, {}])
def test_other_wishes_change_nothing(client, values):
    subscription = subscribed()
    before = MailSubscription.objects.values().get()
    client.post(path_of(subscription), {"which": subscription.pk} | values)
    assert MailSubscription.objects.values().get() == before


def test_a_link_reaches_no_subscription_of_another_address(client):
    own, foreign = subscribed(), subscribed("robin@example.org")
    page = client.get(path_of(own)).content.decode()
    client.post(path_of(own), {"action": "leave", "which": foreign.pk})

    foreign.refresh_from_db()
    assert foreign.ended_at is None
    assert "robin@example.org" not in page


def test_reading_changes_nothing(client):
    subscription = subscribed()
    before = MailSubscription.objects.values().get()
    client.get(path_of(subscription))
    client.head(path_of(subscription))
    assert MailSubscription.objects.values().get() == before


def test_the_page_stays_private(client):
    response = client.get(path_of(asked_for()))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


def test_an_unknown_link_says_what_to_do(client):
    response = client.get("/kalender/mail-abo/unbekannt/")
    assert response.status_code == 404
    assert "<li>" in response.content.decode()


def test_a_mail_program_ends_by_one_click_what_the_mail_belongs_to():
    one, other = subscribed(selection=Selection(text="Forum")), subscribed()
    make_event()
    work_digests()
    message = next(message for message in digests() if message.object_key == mail.object_key(one))
    headers = as_sent(message).headers
    address = headers["List-Unsubscribe"].strip("<>").partition("//")[2].partition("/")[2]

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"].startswith("<dates.")
    response = Client(enforce_csrf_checks=True).post(f"/{address}", {"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.cookies.output()) == (200, "")
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.ended_at is not None
    assert other.ended_at is None

    page = Client().post(f"/{address}", {"action": "undo"}, follow=True)
    one.refresh_from_db()
    assert page.status_code == 200
    assert one.ended_at is None


def test_who_left_all_mailings_reads_why_nothing_comes(client):
    subscription = subscribed()
    leave_mailings(ADDRESS)
    page = client.get(path_of(subscription))
    assert page.context["held_back"]

    client.post(path_of(subscription), {"action": "allow"})
    assert not client.get(path_of(subscription)).context["held_back"]


def test_links_are_written_again_when_a_mail_is_sent_once_more():
    subscribed()
    make_event()
    work_digests()
    [message] = digests()
    before = as_sent(message)
    message.private = {}
    assert lacks_secrets(message)

    assert restore_secrets(message)
    assert as_sent(message) == before


def test_filters_that_are_gone_are_said_to_be(client):
    subscription = subscribed()
    MailSubscription.objects.update(query="thema=verschwunden")
    assert client.get(path_of(subscription)).status_code == 200
