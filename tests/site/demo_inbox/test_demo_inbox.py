import smtplib
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tafelrunde_site.demo_inbox import mailbox
from tafelrunde_site.demo_inbox.server import inbox_server
from tests.support.mail_server import free_port
from tests.support.prerequisites import ROOT

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def inbox(settings, tmp_path):
    settings.TAFELRUNDE_DEMO_INBOX = tmp_path / "inbox"
    return settings.TAFELRUNDE_DEMO_INBOX


def invitation(subject="Einladung zum Runden Tisch Grünau"):
    mail = EmailMessage()
    mail["From"] = "Netzwerk <netzwerk@example.org>"
    mail["To"] = "anna@example.org"
    mail["Subject"] = subject
    mail.set_content("Bitte antworten Sie: https://example.org/antwort/abc/\n<script>alert(1)</script>")
    mail.add_alternative("<html><head><title>x</title></head><body><p>Grüße</p></body></html>", subtype="html")
    mail.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
    mail.add_attachment(CALENDAR.encode(), maintype="application", subtype="ics", filename="einladung.ics")
    return mail


def store(inbox, mail=None, recipient="anna@example.org"):
    return mailbox.store(
        inbox, (mail or invitation()).as_bytes(), sender="netzwerk@example.org", recipients=[recipient]
    )


def test_mail_that_went_over_smtp_is_kept_with_its_envelope(inbox):
    port = free_port()
    server = inbox_server(inbox, host="127.0.0.1", port=port)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.send_message(invitation(), to_addrs=["vertretung@example.org"])
    finally:
        server.stop()

    (summary,) = mailbox.list_mails(inbox)
    assert summary.recipients == ("vertretung@example.org",)
    assert summary.subject == "Einladung zum Runden Tisch Grünau"


@pytest.mark.django_db
def test_list_shows_newest_first_and_filters_by_recipient(client, inbox):
    store(inbox, invitation("Erste"))
    store(inbox, invitation("Zweite"), recipient="bernd@example.org")

    content = client.get(reverse("demo_inbox:list")).content.decode()
    assert content.index("Zweite") < content.index("Erste")

    content = client.get(reverse("demo_inbox:list"), {"an": "bernd@example.org"}).content.decode()
    assert "Zweite" in content
    assert "Erste" not in content


@pytest.mark.django_db
def test_second_page_of_the_list_keeps_the_recipient(client, inbox):
    for _ in range(51):
        store(inbox, recipient="bernd@example.org")

    first = client.get(reverse("demo_inbox:list"), {"an": "bernd@example.org"})
    (following,) = BeautifulSoup(first.content, "html.parser").select("nav.pagination a[rel=next]")
    second = client.get(reverse("demo_inbox:list") + following["href"])

    assert parse_qs(following["href"].removeprefix("?")) == {"an": ["bernd@example.org"], "seite": ["2"]}
    assert len(BeautifulSoup(second.content, "html.parser").select("tbody tr")) == 1


@pytest.mark.django_db
def test_list_without_mail_says_so(client, inbox):
    assert client.get(reverse("demo_inbox:list")).status_code == 200


@pytest.mark.django_db
def test_mail_page_shows_text_with_links_and_calendar_and_escapes(client, inbox):
    content = client.get(reverse("demo_inbox:mail", args=[store(inbox)])).content.decode()

    assert 'href="https://example.org/antwort/abc/"' in content
    assert "<script>alert" not in content
    assert "METHOD:REQUEST" in content
    assert "einladung.ics" in content


def test_html_stands_alone_under_a_policy_without_scripts(client, inbox):
    response = client.get(reverse("demo_inbox:html", args=[store(inbox)]))

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert '<head><base target="_blank">' in response.content.decode()


def test_download_is_the_mail_as_it_arrived(client, inbox):
    mail = invitation()
    response = client.get(reverse("demo_inbox:download", args=[store(inbox, mail)]))

    assert response["Content-Type"] == "message/rfc822"
    assert response.content.endswith(mail.as_bytes())


def test_calendar_part_can_be_opened_in_a_calendar_program(client, inbox):
    key = store(inbox)
    calendar = mailbox.read_mail(inbox, key).calendars[0]

    response = client.get(reverse("demo_inbox:part", args=[key, calendar.number]))
    assert response["Content-Type"] == "text/calendar"
    assert response.content.replace(b"\r\n", b"\n") == CALENDAR.replace("\r\n", "\n").encode()


@pytest.mark.parametrize("key", ["20270305T180000000000-00000000", "tafelrunde"])
@pytest.mark.django_db
def test_unknown_mail_is_not_found(client, inbox, key):
    assert client.get(reverse("demo_inbox:mail", args=[key])).status_code == 404


@pytest.mark.django_db
def test_key_cannot_leave_the_folder(inbox):
    store(inbox)
    (inbox.parent / "secret.eml").write_text("Subject: secret\n\n")
    assert mailbox.read_mail(inbox, "../secret") is None


@pytest.mark.django_db
def test_without_the_development_setting_there_is_no_inbox(client, settings):
    assert not hasattr(settings, "TAFELRUNDE_DEMO_INBOX")
    assert client.get("/demo/postfach/").status_code == 404


def test_command_refuses_settings_without_an_inbox():
    result = subprocess.run(
        [sys.executable, "manage.py", "demo_inbox", "--settings", "tafelrunde_site.settings.test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "settings.dev" in result.stderr
