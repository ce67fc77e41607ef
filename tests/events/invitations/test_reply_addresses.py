"""The address that calendar programs answer to."""

import re

import icalendar
import pytest
from django.urls import reverse

from tafelrunde_events.checks import check_reply_address
from tafelrunde_events.domain.invitation_news import send_update
from tafelrunde_events.domain.invitations import Invitee, withdraw_invitation
from tafelrunde_events.domain.reply_addresses import find_by_reply_address, reply_address
from tafelrunde_members.domain.mail import retry_messages
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.invitations.conftest import invite, make_invitees, part
from tests.events.invitations.test_news import move
from tests.factories.members import PersonFactory, UserFactory


@pytest.fixture
def received(settings):
    settings.TAFELRUNDE_REPLY_ADDRESS = "Antwort@Example.org"


def organizer(message):
    return str(icalendar.Calendar.from_ical(part(message, "text/calendar")).walk("VEVENT")[0]["ORGANIZER"])


@pytest.mark.django_db(transaction=True)
def test_each_invitee_answers_to_an_address_of_their_own(received, event, deliver):
    invite(event, *make_invitees(3))
    addresses = {organizer(message).removeprefix("mailto:") for message in deliver()}

    assert len(addresses) == 3
    assert {find_by_reply_address(address) for address in addresses} == set(event.invitations.all())
    for address in addresses:
        assert re.fullmatch(r"Antwort\+[a-z2-7]{32}@Example\.org", address)
        assert len(address.partition("@")[0]) <= 64


def test_addresses_are_found_in_whatever_case_and_after_a_withdrawal(received, event, invitee):
    invite(event, invitee)
    invitation = event.invitations.get()
    address = reply_address(invitation)
    withdraw_invitation(invitation, by=None)

    for form in (address, address.upper(), f" {address.lower()} "):
        assert find_by_reply_address(form) == invitation


def test_no_other_secret_is_an_address(received, invitation):
    for secret in (invitation.nonce, invitation.token_hash[:32], invitation.reply_hash, "a" * 32, "x", ""):
        assert find_by_reply_address(f"antwort+{secret}@example.org") is None
    right = reply_address(invitation)
    for wrong in (right.replace("Example.org", "example.com"), right.replace("+", "-"), f"x{right}", "", "@"):
        assert find_by_reply_address(wrong) is None


@pytest.mark.django_db(transaction=True)
def test_the_log_forgets_the_address_and_a_repetition_brings_it_again(received, event, invitee, deliver, client):
    """Whoever knows it answers in the invitee's place: it is a secret like the link."""
    invite(event, invitee)
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    message = OutboxMessage.objects.get()
    page = reverse("tafelrunde_members_outbox:message", args=[message.pk])
    (first,) = deliver()
    token = organizer(first).partition("+")[2].partition("@")[0]
    message.refresh_from_db()

    assert token not in re.sub(r"\s", "", client.get(page).content.decode())
    assert token not in re.sub(r"\s|\\[rn]", "", str(OutboxMessage.objects.values()) + str(message.body.calendar))
    OutboxMessage.objects.update(status=MessageStatus.BOUNCED)
    assert retry_messages([message.pk]) == 1
    (second,) = deliver()
    assert second.as_bytes() == first.as_bytes()


@pytest.mark.django_db(transaction=True)
def test_without_a_mailbox_for_answers_the_role_mailbox_convenes(event, invitee, deliver):
    invite(event, invitee)
    (message,) = deliver()

    assert organizer(message) == "mailto:tisch-anklam@example.org"
    assert event.invitations.get().reply_hash == ""
    assert reply_address(event.invitations.get()) == ""
    assert find_by_reply_address("antwort+" + "a" * 32 + "@example.org") is None


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_that_is_set_up_later_serves_the_next_mail(event, invitee, deliver, settings):
    invite(event, invitee)
    deliver()
    settings.TAFELRUNDE_REPLY_ADDRESS = "antwort@example.org"
    move(event)
    send_update(event, by=None)
    (message,) = deliver()

    assert find_by_reply_address(organizer(message).removeprefix("mailto:")) == event.invitations.get()


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_the_role_mailbox_is_not_their_own_organizer_either(received, event, deliver):
    invite(event, Invitee(PersonFactory(email="antwort@example.org")))
    (message,) = deliver()

    assert organizer(message) != "mailto:antwort@example.org"


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("", []),
        ("antwort@example.org", []),
        ("antwort@tafel-münde.example", []),
        ("antwort", ["tafelrunde_events.E001"]),
        ("ant wort@example.org", ["tafelrunde_events.E001"]),
        ("antwort+hier@example.org", ["tafelrunde_events.E002"]),
        (f"{'a' * 32}@example.org", ["tafelrunde_events.E002"]),
    ],
)
def test_the_set_up_is_checked(settings, address, ids):
    settings.TAFELRUNDE_REPLY_ADDRESS = address
    settings.TAFELRUNDE_TRUSTED_AUTHSERV = ["mx.example.org"]

    assert [message.id for message in check_reply_address()] == ids


def test_a_set_up_that_cannot_tell_forged_senders_is_warned_of(settings):
    settings.TAFELRUNDE_REPLY_ADDRESS = "antwort@example.org"
    settings.TAFELRUNDE_TRUSTED_AUTHSERV = []

    assert [message.id for message in check_reply_address()] == ["tafelrunde_events.W001"]
