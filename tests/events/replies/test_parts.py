"""Finding the calendar parts of a mail, whatever it is made of."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_events.domain.replies.parts import MOST_PARTS, read_calendar_mail

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\r\nCOMMENT:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def mail(*fields: str, body: bytes | None = None) -> bytes:
    head = "\r\n".join(["From: a@example.org", *fields, "", ""]).encode()
    return head + (CALENDAR % "für alle".encode() if body is None else body)


@pytest.mark.parametrize(
    "fields",
    [
        ["Content-Type: text/calendar; method=REPLY; charset=utf-8"],
        ["Content-Type: TEXT/Calendar"],
        ["Content-Type: text/calendar; charset=gibt-es-nicht"],
        ["Content-Type: application/ics"],
        ["Content-Type: application/octet-stream; name=Antwort.ICS"],
        ["Content-Type: text/plain", "Content-Disposition: attachment; filename*=utf-8''Antw%C3%B6rt.ics"],
        ["Content-Type: text/calendar", "Content-Transfer-Encoding: gibt-es-nicht"],
    ],
)
def test_a_calendar_is_known_by_type_or_name(fields):
    (answer,) = read_calendar_mail(mail(*fields))
    assert answer.comment == "für alle"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16", "utf-7"])
def test_other_charsets_are_read(charset):
    body = base64.encodebytes((CALENDAR % "für alle".encode()).decode().encode(charset))
    fields = [f"Content-Type: text/calendar; charset={charset}", "Content-Transfer-Encoding: base64"]

    (answer,) = read_calendar_mail(mail(*fields, body=body))

    assert answer.comment == "für alle"


def test_other_parts_are_not_looked_at():
    assert read_calendar_mail(mail("Content-Type: text/plain")) == []
    assert read_calendar_mail(mail("Content-Type: message/rfc822", body=mail("Content-Type: text/calendar"))) == []


@pytest.mark.parametrize("depth", [MOST_PARTS * 3, 20_000])
def test_mail_that_nests_without_end_is_left(depth):
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth))

    assert read_calendar_mail(nested + mail("Content-Type: text/calendar")) == []


def test_mail_of_endless_parts_is_left():
    part = b"--b\r\n" + mail("Content-Type: text/calendar")

    assert read_calendar_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part)
    assert not read_calendar_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 6_000 + part)


@pytest.mark.parametrize("parameters", ["; charset*=a; charset*0*=b", "; name*=a; name*0*=b"])
def test_parameters_that_python_stumbles_over_are_left(parameters):
    assert read_calendar_mail(mail("Content-Type: text/calendar" + parameters))


WORDS = (
    *(b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/calendar", b"; charset=", b"utf-8", b"idna"),
    *(b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"x-uuencode", b"Content-Disposition: "),
    *(b"attachment", b"; name=x.ics", b"; filename*=", b"utf-8''%ff.ics", b"; filename*0*=", b"a", b"\r\n"),
    *(b"\r\n\r\n", b"--b\r\n", b"--b--", b"=", b"=?utf-8?q?", b"?=", b"\xff", b"\x00", b'"', b";", b"(", b"<"),
    CALENDAR % b"gern",
)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing(data: bytes) -> None:
    assert isinstance(read_calendar_mail(data), list)


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_words_of_mails_in_any_order_raise_nothing(words: list[bytes]) -> None:
    assert isinstance(read_calendar_mail(b"".join(words)), list)
    assert isinstance(read_calendar_mail(b"Content-Type: text/calendar" + b"".join(words)), list)
