"""The bytes of a message, before any server is involved."""

import datetime as dt
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_members.mail.headers import UnsafeHeaderError, encode_address, encode_text, join_address
from tafelrunde_members.mail.wire import MailParts, build_message
from tests.members.mail.conftest import INVITATION


def parts(**changes) -> MailParts:
    values = {
        "sender": '"Netzwerk für Demokratie" <netzwerk@example.org>',
        "recipient": '"Jörg Müller-Lüdenscheidt" <joerg@example.net>',
        "reply_to": "runder-tisch@example.com",
        "subject": "Einladung: Runder Tisch Grünau",
        "text": "Guten Tag,\nGrüße aus Grünau\n",
        "html": "<p>Grüße aus <b>Grünau</b></p>",
        "calendar": INVITATION,
        "calendar_method": "REQUEST",
        "message_id": "<0123@example.org>",
        "date": dt.datetime(2027, 2, 1, 12, 30, tzinfo=dt.UTC),
        "headers": {"List-Id": "Runder Tisch <rt.example.org>"},
    }
    return MailParts(**(values | changes))


def parsed(**changes):
    return message_from_bytes(build_message(parts(**changes)), policy=policy.SMTP)


def structure(message) -> object:
    if not message.is_multipart():
        return message.get_content_type()
    return (message.get_content_type(), [structure(part) for part in message.iter_parts()])


def test_invitation_has_the_structure_that_calendar_programs_show_with_buttons():
    assert structure(parsed()) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"calendar": "", "html": ""}, "text/plain"),
        ({"calendar": ""}, ("multipart/alternative", ["text/plain", "text/html"])),
        ({"calendar": "", "text": ""}, "text/html"),
        (
            {"html": ""},
            ("multipart/mixed", [("multipart/alternative", ["text/plain", "text/calendar"]), "application/ics"]),
        ),
    ],
)
def test_structure_is_no_deeper_than_the_content_needs(changes, expected):
    assert structure(parsed(**changes)) == expected


def test_calendar_alternative_names_method_and_charset_once_and_is_no_attachment():
    part = next(part for part in parsed().walk() if part.get_content_type() == "text/calendar")

    assert part["Content-Type"] == 'text/calendar; method="REQUEST"; charset="UTF-8"'
    assert build_message(parts()).lower().count(b"method=request; charset=utf-8") == 1
    assert part["Content-Disposition"] is None
    assert part.get_payload(decode=True).decode() == INVITATION


def test_calendar_file_is_the_same_entry():
    (attachment,) = parsed().iter_attachments()

    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_payload(decode=True).decode() == INVITATION


def test_what_is_only_published_comes_as_a_file_alone():
    published = INVITATION.replace("METHOD:REQUEST", "METHOD:PUBLISH")
    message = parsed(calendar=published, calendar_method="PUBLISH")

    assert structure(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), "text/calendar"],
    )
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "termine.ics"
    assert attachment.get_param("method") == "PUBLISH"
    assert attachment.get_payload(decode=True).decode() == published


def test_line_ends_of_a_calendar_become_crlf():
    part = next(part for part in parsed(calendar=INVITATION.replace("\r\n", "\n")).walk() if part.get_filename())

    assert part.get_payload(decode=True).decode() == INVITATION


def test_umlauts_arrive():
    message = parsed()

    assert message["Subject"] == "Einladung: Runder Tisch Grünau"
    assert message["To"].addresses[0].display_name == "Jörg Müller-Lüdenscheidt"
    assert message["To"].addresses[0].addr_spec == "joerg@example.net"
    assert message["From"].addresses[0].display_name == "Netzwerk für Demokratie"
    assert message.get_body(("plain",)).get_content() == "Guten Tag,\r\nGrüße aus Grünau\r\n"
    assert "Grünau" in message.get_body(("html",)).get_content()


def test_headers_keep_automatic_replies_away():
    message = parsed()

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Date"].datetime == dt.datetime(2027, 2, 1, 12, 30, tzinfo=dt.UTC)
    assert message["Message-ID"] == "<0123@example.org>"
    assert message["List-Id"] == "Runder Tisch <rt.example.org>"
    assert message["Reply-To"] == "runder-tisch@example.com"


def test_two_renderings_are_identical():
    assert build_message(parts()) == build_message(parts())
    assert build_message(parts()) != build_message(parts(message_id="<4567@example.org>"))


def test_every_line_ends_with_crlf_and_is_short_enough():
    content = build_message(parts(text="x" * 3000 + "\n.\nFrom here\n", subject="Sehr geehrte " * 30))

    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert b"\r\n.\r\n" not in content


def test_umlauts_in_a_domain_travel_in_their_ascii_form():
    assert encode_address("To", "anna@grünau.example") == "anna@xn--grnau-lva.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Einladung\r\nBcc: spy@example.org"),
        ("subject", "Einladung\nBcc: spy@example.org"),
        ("subject", "Einladung\x00"),
        ("recipient", '"Anna\nBcc: spy@example.org" <anna@example.org>'),
        ("sender", "netzwerk@example.org\r\nBcc: spy@example.org"),
        ("reply_to", "a@example.org\nBcc: spy@example.org"),
        ("message_id", "<1@example.org>\r\nBcc: spy@example.org"),
        ("headers", {"List-Id": "a\r\nBcc: spy@example.org"}),
    ],
)
def test_header_injection_is_refused(field, value):
    with pytest.raises(UnsafeHeaderError, match="line breaks or control characters"):
        build_message(parts(**{field: value}))


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Co", "Cn"]), min_size=1, max_size=120)
)
def test_any_subject_survives_the_journey(subject):
    line = f"Subject: {encode_text('Subject', subject)}\r\n\r\n".encode("ascii")
    received = message_from_bytes(line, policy=policy.SMTP)["Subject"]

    assert " ".join(str(received).split()) == " ".join(subject.split())


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Co", "Cn"]), min_size=1, max_size=80
    )
)
def test_any_name_survives_the_journey(name):
    display, address = parseaddr(encode_address("To", join_address(name, "anna@example.org")))

    assert address == "anna@example.org"
    assert str(make_header(decode_header(display))) == name


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
def test_any_text_survives_the_journey(text):
    message = message_from_bytes(build_message(parts(text=text + "\n", html="", calendar="")), policy=policy.SMTP)

    received = message.get_payload(decode=True).decode()
    assert received.rstrip("\r\n") == text.rstrip("\r\n")


def test_long_address_stands_on_the_line_of_its_header():
    link = f"<https://example.org/abmelden/{'x' * 90}/>"
    content = build_message(parts(headers={"List-Unsubscribe": link}))
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in content
