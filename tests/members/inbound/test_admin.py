"""The list of mail that arrived, and what staff hears when none can arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tafelrunde_members.domain.mail.inbound import receive
from tafelrunde_members.domain.mail.inbound.fetching import fetch_mailbox
from tafelrunde_members.enums import Role
from tafelrunde_members.inbound_checks import check_mailbox, check_returned_mail
from tafelrunde_members.models import InboundMessage, MailboxState
from tests.factories.members import UserFactory
from tests.members.inbound.conftest import Take, make_mail
from tests.support.imap_server import ImapServer
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

INDEX = "tafelrunde_members_inbound:index"
RETRY = "tafelrunde_members_inbound:retry"


@pytest.fixture
def admin(client: Client) -> Client:
    """A superuser's browser."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def test_the_list_says_what_a_mail_was_and_nothing_of_what_it_says(admin: Client, take: Take) -> None:
    take(make_mail(body="Vertraulich"), recipients=["antwort+Geheimnis@example.org"])
    page = admin.get(reverse(INDEX)).content.decode()
    assert "Brief an das Postfach" in page
    assert "antwort+…@example.org" in page
    assert not [word for word in ("Vertraulich", "Geheimnis", "anna.kessler") if word in page]


@pytest.mark.parametrize("role", [Role.NETWORK_COORDINATOR, Role.COORDINATOR])
def test_nobody_else_finds_the_list(role: Role, client: Client) -> None:
    client.force_login(UserFactory(roles=(role,)))
    assert client.get(reverse(INDEX)).status_code == 404
    assert client.post(reverse(RETRY)).status_code == 404


def test_the_list_narrows_by_kind(admin: Client, take: Take) -> None:
    take(make_mail())
    take(make_mail("Auto-Submitted: auto-replied"))
    assert admin.get(reverse(INDEX), {"kind": "automatic"}).context["object_list"].count() == 1


def test_the_list_asks_the_same_for_many_mails(admin: Client, take: Take) -> None:
    def fill(number: int) -> int:
        for one in range(number):
            receive(make_mail(body=f"{number} {one}"), source="Test")
        return count_queries(admin, reverse(INDEX))

    fill(1)
    assert fill(1) == fill(30)


def test_failed_mails_are_worked_on_again_after_asking(admin: Client, take: Take) -> None:
    take(make_mail())
    InboundMessage.objects.update(state="failed")
    assert "1 " in admin.get(reverse(RETRY)).content.decode()
    assert InboundMessage.objects.get().state == "failed"
    admin.post(reverse(RETRY))
    assert InboundMessage.objects.get().state == "new"


def test_staff_hears_on_the_home_page_that_the_mailbox_does_not_answer(client: Client, mailbox: ImapServer) -> None:
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    home = reverse("wagtailadmin_home")
    mailbox.refuses_login = True
    fetch_mailbox()
    page = client.get(home).content.decode()
    assert "AUTHENTICATIONFAILED" in page
    assert reverse(INDEX) not in page
    mailbox.refuses_login = False
    fetch_mailbox()
    assert "AUTHENTICATIONFAILED" not in client.get(home).content.decode()


def test_staff_hears_that_nobody_looks_into_the_mailbox(admin: Client, mailbox: ImapServer) -> None:
    fetch_mailbox()
    MailboxState.objects.update(checked_at=timezone.now() - timedelta(hours=3))
    assert "mail-receiving" in admin.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("imaps://antwort%40example.org:geheim@mail.example.org/INBOX", ""),
        ("imap://antwort:geheim@mail.example.org?tls=1", ""),
        ("imap://antwort:geheim@127.0.0.1:1143", ""),
        ("", ""),
        ("imap://antwort:geheim@mail.example.org", "unencrypted"),
        ("pop3://antwort:geheim@mail.example.org", "imaps://"),
        ("imaps://mail.example.org/INBOX", "user and password"),
        ("imaps://antwort:geheim@mail.example.org:posten", "port"),
        ("imaps://antwort:ge[heim@mail.example.org", "port"),
    ],
)
def test_the_address_of_the_mailbox_is_checked_without_telling_the_password(url: str, word: str, settings: Any) -> None:
    settings.TAFELRUNDE_IMAP_URL = url
    found = [problem.msg for problem in check_mailbox()]
    assert all(word in text and "heim" not in text for text in found)
    assert bool(found) == bool(word)


def test_a_return_address_that_nobody_reads_is_named(settings: Any) -> None:
    settings.TAFELRUNDE_BOUNCE_ADDRESS = "bounces@example.org"
    settings.TAFELRUNDE_IMAP_URL = ""
    assert [problem.id for problem in check_returned_mail()] == ["tafelrunde_members.W020"]
    settings.TAFELRUNDE_IMAP_URL = "imaps://antwort:geheim@mail.example.org"
    assert not check_returned_mail()
