"""Envelope senders that name their message."""

import pytest

from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.mail.bounce_addresses import bounce_address, find_by_bounce_address

pytestmark = pytest.mark.django_db(transaction=True)

MAILBOX = "bounces@example.org"


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.TAFELRUNDE_BOUNCE_ADDRESS = MAILBOX


def test_undeliverable_mail_returns_to_its_message(smtp_delivery, queue):
    message = queue(name="Anna Keßler")
    queue("bernd@example.org")

    work_outbox()

    first, second = smtp_delivery.received
    assert first.sender != second.sender
    assert find_by_bounce_address(first.sender) == message
    assert first.message["From"].addresses[0].addr_spec == "netzwerk@example.org"
    assert b"bounces" not in first.content


def test_without_a_mailbox_mail_returns_to_the_sender(smtp_delivery, queue, settings):
    settings.TAFELRUNDE_BOUNCE_ADDRESS = ""
    message = queue()

    work_outbox()

    assert smtp_delivery.received[0].sender == "netzwerk@example.org"
    assert bounce_address(message.pk) == ""
    assert find_by_bounce_address("@") is None


def test_case_does_not_matter_and_the_local_part_is_short_enough(queue):
    message = queue()

    assert find_by_bounce_address(bounce_address(message.pk).upper()) == message
    assert len(bounce_address(10**18 - 1).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("@example.org", "@example.net"),
        lambda address: address.replace("bounces+", "anders+"),
        lambda address: address.replace("bounces+", "bounces+9"),
        lambda address: address.replace(".", ".0", 1),
        lambda address: address.replace("+", ""),
        lambda _address: MAILBOX,
        lambda _address: "",
    ],
)
def test_other_addresses_name_nothing(queue, change):
    address = bounce_address(queue().pk)

    assert find_by_bounce_address(change(address)) is None


def test_the_proof_of_one_message_serves_no_other(queue):
    first, second = queue(), queue("bernd@example.org")
    forged = bounce_address(first.pk).replace(f"+{first.pk}.", f"+{second.pk}.")

    assert find_by_bounce_address(forged) is None


def test_former_keys_count_while_they_are_kept(queue, settings):
    message = queue()
    address = bounce_address(message.pk)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "a new key that nobody knows either"

    assert find_by_bounce_address(address) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert find_by_bounce_address(address) == message
