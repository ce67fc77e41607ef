"""Asking for mails about new dates, and confirming the address."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions import mail
from tafelrunde_events.domain.subscriptions.mail_limits import FORMS_PER_HOUR
from tafelrunde_events.domain.visitor_networks import network_key
from tafelrunde_events.models import MailSubscription
from tafelrunde_events.views.visitors import client_address
from tafelrunde_members.domain.mail.unsubscribing import leave_mailings
from tafelrunde_members.models import OutboxMessage, Suppression, UnsubscribeKey
from tests.events.subscriptions.mail_reader import (
    ADDRESS,
    as_sent,
    asked_for,
    confirmations,
    link_in,
    path_of,
    subscribed,
)

pytestmark = pytest.mark.django_db

FORM = "/kalender/mail-abo/"


@pytest.fixture(autouse=True)
def _no_earlier_visitors():
    from django.core.cache import cache

    cache.clear()


def filled(client, query="", wait=5, **values):
    """Show the form, wait as people do, and send it."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        page = client.get(FORM + query)
    data = {"email": ADDRESS, "frequency": "daily", "language": "de", "begun": page.context["form"].begun_value}
    with time_machine.travel(now + dt.timedelta(seconds=wait), tick=False):
        return client.post(FORM + query, data | values)


def test_the_form_asks_the_address_and_sends_nothing_else(client):
    response = filled(client, "?art=training")

    assert response.url == reverse("tafelrunde_events:mail_subscription_sent")
    subscription = MailSubscription.objects.get()
    assert (subscription.query, subscription.frequency, subscription.confirmed_at) == ("art=training", "daily", None)
    [message] = confirmations()
    sent = as_sent(message)
    assert link_in(message) in sent.text
    assert link_in(message) in sent.html
    assert message.stream == "transactional"


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client):
    first = filled(client)
    subscription = MailSubscription.objects.get()
    pending = filled(client)
    mail.confirm(subscription)
    known = filled(client)

    assert {first.url, pending.url, known.url} == {reverse("tafelrunde_events:mail_subscription_sent")}
    assert MailSubscription.objects.count() == 1


def test_reading_the_link_confirms_nothing_and_the_button_does(client):
    subscription = asked_for()
    path = path_of(subscription)
    client.get(path)
    client.head(path)
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None

    client.post(path, {"action": "confirm", "which": subscription.pk})
    subscription.refresh_from_db()
    assert subscription.confirmed_at is not None
    moment = subscription.confirmed_at
    client.post(path, {"action": "confirm", "which": subscription.pk})
    subscription.refresh_from_db()
    assert subscription.confirmed_at == moment


def test_buttons_need_the_token_of_their_form():
    subscription = asked_for()
    response = Client(enforce_csrf_checks=True).post(
        path_of(subscription), {"action": "confirm", "which": subscription.pk}
    )
    assert response.status_code == 403


def test_the_database_gives_no_link_away():
    subscription = asked_for()
    token = path_of(subscription).rstrip("/").rpartition("/")[2]
    assert token not in (subscription.nonce, subscription.token_hash)
    assert len(token) == 43


def test_links_survive_a_new_secret_key(settings, client):
    subscription = asked_for()
    settings.SECRET_KEY = "another key, as long as a secret key has to be, and then some"

    assert client.get(path_of(subscription)).status_code == 200


def test_one_mail_an_hour_and_three_a_day_go_to_an_address():
    begin = timezone.now()
    counts = []
    for minutes in (0, 30, 61, 122, 300, 24 * 60 + 62):
        with time_machine.travel(begin + dt.timedelta(minutes=minutes), tick=False):
            asked_for("KIM@example.org", Selection(text=f"wort{minutes}"))
        counts.append(len(confirmations()))
    assert counts == [1, 1, 2, 3, 3, 4]


def test_what_was_asked_for_without_a_mail_waits_behind_the_earlier_link(client):
    first = asked_for()
    second = asked_for(selection=Selection(text="Demokratie"))

    path = path_of(first)
    page = client.get(path).content.decode()
    assert "Demokratie" in page
    client.post(path, {"action": "confirm", "which": second.pk})

    second.refresh_from_db()
    assert second.confirmed_at is not None


def test_an_address_has_one_subscription_to_a_selection():
    asked_for("kim@example.org")
    asked_for("KIM@example.org")
    asked_for("kim@example.org", Selection(text="anderes"))

    assert MailSubscription.objects.count() == 2


def test_an_address_that_subscribes_already_is_told_so_and_nothing_changes():
    subscription = subscribed(frequency="weekly")
    OutboxMessage.objects.all().delete()

    asked_for(frequency="daily")

    [message] = confirmations()
    assert "bereits" in as_sent(message).subject or "already" in as_sent(message).subject
    subscription.refresh_from_db()
    assert subscription.frequency == "weekly"


def test_what_nobody_confirms_is_forgotten_after_two_days(client):
    begin = timezone.now()
    subscription = asked_for(now=begin - dt.timedelta(hours=48))
    kept = subscribed("robin@example.org", now=begin - dt.timedelta(days=30))

    assert client.get(path_of(subscription)).status_code == 404
    assert mail.forget_subscriptions() == 1
    assert list(MailSubscription.objects.all()) == [kept]


def test_what_ended_is_forgotten_after_a_week_with_its_keys():
    subscription = subscribed()
    UnsubscribeKey.objects.create(address=ADDRESS, list_name=f"dates:{subscription.pk}", nonce="n", token_hash="h")
    mail.leave(subscription, timezone.now() - dt.timedelta(days=6))
    assert mail.forget_subscriptions() == 0

    MailSubscription.objects.update(ended_at=timezone.now() - dt.timedelta(days=7))
    assert mail.forget_subscriptions() == 1
    assert not UnsubscribeKey.objects.exists()


def test_confirming_lifts_an_earlier_unsubscription():
    leave_mailings(ADDRESS)
    subscribed()
    assert not Suppression.objects.filter(active=True).exists()


def test_robots_get_the_same_answer_and_nothing_happens(client):
    response = filled(client, website="https://spam.example.com")
    assert response.url == reverse("tafelrunde_events:mail_subscription_sent")
    assert not MailSubscription.objects.exists()


@pytest.mark.parametrize("wait", [1, 13 * 60 * 60])
def test_who_is_too_fast_or_too_slow_sends_once_more(client, wait):
    response = filled(client, wait=wait)
    assert response.status_code == 200
    assert not MailSubscription.objects.exists()
    assert response.context["form"].begun_value


@pytest.mark.parametrize("begun", ["", "forged", "1:abc:def"])
def test_a_forged_time_counts_for_nothing(client, begun):
    assert filled(client, begun=begun).status_code == 200
    assert not MailSubscription.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "kim", "jürgen@example.org", "kim@example.org\r\nBcc: x@example.org", "a b@example.org"]
)
def test_addresses_that_no_mail_reaches_are_refused(client, email):
    response = filled(client, email=email)
    assert response.context["form"].errors["email"]
    assert not OutboxMessage.objects.exists()


def test_a_network_sends_so_many_forms_an_hour(client):
    for number in range(FORMS_PER_HOUR):
        assert filled(client, email=f"kim{number}@example.org").status_code == 302
    refused = filled(client)
    elsewhere = filled(Client(REMOTE_ADDR="192.0.2.7"))

    assert refused.status_code == 429
    assert elsewhere.status_code == 302


def test_a_household_is_one_network_and_no_address_is_kept():
    def key(address):
        return network_key(address, purpose="test")

    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")
    assert "192.0.2.1" not in key("192.0.2.1")


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "198.51.100.4"), (2, "203.0.113.9")])
def test_only_our_own_proxies_say_who_asks(rf, settings, proxies, counted):
    settings.TAFELRUNDE_TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.4"})
    assert client_address(request) == counted


def test_filters_that_are_too_long_are_refused():
    with pytest.raises(ValidationError):
        asked_for(selection=Selection(text="ü" * 2000))


def test_looking_at_the_form_stores_nothing(client):
    client.get(FORM + "?art=training")
    assert not MailSubscription.objects.exists()


@pytest.mark.parametrize("address", ["keine-adresse", "jürgen@example.org", "a b@example.org"])
def test_what_is_wrong_with_an_address_is_said_once(client, address):
    response = filled(client, email=address)
    assert len(response.context["form"].errors["email"]) == 1
    assert not MailSubscription.objects.exists()
