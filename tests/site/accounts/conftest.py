"""What the tests of the accounts share: people with something to see, and the code from the mail."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from tafelrunde_members.models.mail import OutboxMessage


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    # pytest-django puts Django's own test backend in the place of ours.
    settings.EMAIL_BACKEND = "tafelrunde_members.mail.OutboxEmailBackend"


@pytest.fixture
def ask_for_code(client):
    """Ask for a login code and return the response of the page where it is entered."""

    def ask(address, **extra):
        return client.post(reverse("account_request_login_code"), {"email": address}, follow=True, **extra)

    return ask


@pytest.fixture
def mailed_code():
    """Return the code in the newest mail of the outbox."""

    def find():
        return re.search(r"\d{4}-\d{4}", text_of(OutboxMessage.objects.latest("pk"))).group()

    return find


def text_of(message):
    """Return the body of a stored mail, which the outbox keeps apart because it is secret."""
    return message.private.get("text") or message.text
