"""The test support itself: a server or client that misreports would make every other test worthless."""

import smtplib
import threading
import time
from email.message import EmailMessage
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.mail_server import MailServer

pytestmark = pytest.mark.static

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//DE\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n"
    b"DTSTAMP:20270101T000000Z\r\nDTSTART:20270305T170000Z\r\nDTEND:20270305T190000Z\r\nSEQUENCE:2\r\n"
    b"SUMMARY:Runder Tisch Gr\xc3\xbcnau\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def client(smtp_server: MailServer):
    with smtplib.SMTP(smtp_server.host, smtp_server.port, timeout=30) as connection:
        yield connection


def message(to: str = "anna@example.org") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "netzwerk@example.org", to, "Einladung"
    mail.set_content("Guten Tag")
    return mail


def test_mail_server_records_envelope_and_content(smtp_server, client):
    client.send_message(message())

    (mail,) = smtp_server.to("anna@example.org")
    assert mail.sender == "netzwerk@example.org"
    assert mail.recipients == ("anna@example.org",)
    assert mail.message["Subject"] == "Einladung"
    assert b"\r\n" in mail.content


def test_mail_server_refuses_only_as_often_as_told(smtp_server, client):
    smtp_server.refuse(450, "try later", address="anna@example.org")

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.send_message(message())
    assert refused.value.recipients["anna@example.org"] == (450, b"try later")
    client.send_message(message())
    assert len(smtp_server.received) == 1


def test_mail_server_refuses_content_for_good(smtp_server, client):
    smtp_server.refuse(554, "no thanks", stage="data")

    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.send_message(message())
    assert refused.value.smtp_code == 554
    assert smtp_server.received == []


def test_mail_server_cuts_the_connection_after_it_took_the_message(smtp_server):
    smtp_server.drop_after_data()

    connection = smtplib.SMTP(smtp_server.host, smtp_server.port, timeout=30)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        connection.send_message(message())
    assert len(smtp_server.received) == 1


def test_mail_server_can_be_slow(smtp_server, client):
    smtp_server.be_slow(0.2)

    before = time.monotonic()
    client.send_message(message())
    assert time.monotonic() - before >= 0.2


def test_ical_js_reads_a_calendar(parse_with_ical_js):
    (event,) = parse_with_ical_js(CALENDAR)["events"]
    assert event["summary"] == "Runder Tisch Grünau"
    assert event["sequence"] == 2


def test_ical_js_refuses_what_is_no_calendar(parse_with_ical_js):
    with pytest.raises(AssertionError):
        parse_with_ical_js(b"<html></html>")


def test_khal_lists_a_calendar(list_with_khal):
    (event,) = list_with_khal(CALENDAR)
    assert event["title"] == "Runder Tisch Grünau"
    assert (event["start-date"], event["start-time"]) == ("2027-03-05", "18:00")


def test_vdirsyncer_downloads_a_calendar(sync_with_vdirsyncer, tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "termine.ics").write_bytes(CALENDAR)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path / "web")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (stored,) = sync_with_vdirsyncer(f"http://127.0.0.1:{server.server_port}/termine.ics")
        server.shutdown()
    assert "SUMMARY:Runder Tisch Grünau" in stored.read_text()
