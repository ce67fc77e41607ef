"""Answers that are not certain change nothing: whole tables are compared before and after."""

import pytest

from tafelrunde_events.domain.reply_addresses import reply_address
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.models import CalendarReply
from tests.events.replies.conftest import invite_by_mail
from tests.events.replies.mails import MAILBOX, deliver, entry_of, plain
from tests.factories.events import coming_day, make_event, session

Outcome = CalendarReply.Outcome
STRANGER = "wer@boese.example.com"


@pytest.mark.parametrize(
    ("forged", "outcome"),
    [
        ({"sender": STRANGER}, Outcome.UNVERIFIED),
        ({"dmarc": "fail"}, Outcome.UNVERIFIED),
        ({"sender": f"Kaethe@gemeinde.example.org, {STRANGER}"}, Outcome.UNVERIFIED),
        ({"sender": f'"Kaethe@gemeinde.example.org" <{STRANGER}>'}, Outcome.UNVERIFIED),
        ({"attendee": f"mailto:{STRANGER}"}, Outcome.OTHER_ADDRESS),
        ({"attendee": f"mailto:{STRANGER}", "sender": STRANGER}, Outcome.OTHER_ADDRESS),
        ({"attendee": "mailto:anton@verein.example.net", "sender": "anton@verein.example.net"}, Outcome.OTHER_ADDRESS),
        # Without the invitation's own address our server must have found the sender genuine.
        ({"recipient": MAILBOX}, Outcome.UNVERIFIED),
        ({"recipient": MAILBOX, "dmarc": "fail"}, Outcome.UNVERIFIED),
        ({"recipient": MAILBOX, "dmarc": "pass", "sender": STRANGER}, Outcome.UNVERIFIED),
        ({"recipient": f"antwort+{'a' * 32}@tisch.example.org"}, Outcome.UNVERIFIED),
        (
            {"recipient": MAILBOX, "dmarc": "pass", "sender": STRANGER, "attendee": f"mailto:{STRANGER}"},
            Outcome.OTHER_ADDRESS,
        ),
        ({"lines": ["RECURRENCE-ID:20200101T180000Z"]}, Outcome.UNREADABLE),
        ({"lines": ["RECURRENCE-ID;RANGE=THISANDFUTURE:20200101T180000Z"]}, Outcome.UNREADABLE),
        ({"uid": ""}, Outcome.UNREADABLE),
        ({"uid": "fremd@example.com"}, Outcome.OTHER_EVENT),
        ({"partstat": "CONFIRMED"}, Outcome.UNREADABLE),
        ({"partstat": "DELEGATED"}, Outcome.DEPUTY),
        ({"method": "COUNTER"}, Outcome.COUNTER),
        ({"method": "COUNTER", "sender": STRANGER}, Outcome.UNVERIFIED),
        ({"method": "REQUEST"}, Outcome.UNREADABLE),
        ({"method": "CANCEL"}, Outcome.UNREADABLE),
        ({"method": "REFRESH"}, Outcome.UNREADABLE),
    ],
)
def test_nothing_changes_and_the_coordination_sees_why(invitation, tables, forged, outcome):
    before = tables()

    deliver(plain(invitation, **forged))

    assert tables() == before
    assert CalendarReply.objects.waiting().get().outcome == outcome


def test_by_the_common_mailbox_a_genuine_sender_is_enough(invitation):
    deliver(plain(invitation, recipient=MAILBOX, dmarc="pass"))

    invitation.refresh_from_db()
    assert invitation.answer == "ACCEPTED"


def test_results_that_another_server_wrote_prove_nothing(invitation, tables):
    before = tables()
    mail = plain(invitation, recipient=MAILBOX)

    deliver(b"Authentication-Results: mx.boese.example.com; dmarc=pass\r\n" + mail)

    assert tables() == before


def test_the_address_of_another_event_answers_nothing_of_this_one(invitation, tables):
    other = invite_by_mail(make_event(title="Andere Runde"), "kaethe@gemeinde.example.org")
    before = tables()

    deliver(plain(invitation, uid=entry_of(other).uid, dmarc="pass"))

    assert tables() == before
    recorded = CalendarReply.objects.get()
    assert (recorded.outcome, recorded.event) == (Outcome.OTHER_EVENT, invitation.event)


def test_two_people_with_one_address_are_not_guessed_at(invitation, tables):
    invite_by_mail(invitation.event, "KAETHE@gemeinde.example.org")
    before = tables()

    deliver(plain(invitation, recipient=MAILBOX, dmarc="pass"))

    assert tables() == before
    recorded = CalendarReply.objects.get()
    assert (recorded.outcome, recorded.invitation) == (Outcome.UNVERIFIED, None)


@pytest.mark.parametrize("state", ["withdrawn", "cancelled", "begun"])
def test_what_comes_too_late_changes_nothing(invitation, tables, time_machine, state):
    mail = plain(invitation, sequence=9)
    match state:
        case "withdrawn":
            invitation.withdrawn_at = invitation.created_at
            invitation.save()
        case "cancelled":
            cancel_event(invitation.event, reason="Krankheit")
        case "begun":
            time_machine.move_to(invitation.event.occurrences.get().start)
    before = tables()

    deliver(mail)

    assert tables() == before
    assert CalendarReply.objects.get().outcome == Outcome.TOO_LATE


def test_an_answer_that_decides_nothing_is_not_kept(invitation, tables):
    before = tables()

    deliver(plain(invitation, partstat="NEEDS-ACTION"))

    assert tables() == before
    assert not CalendarReply.objects.exists()


def test_copying_an_answer_in_advance_does_not_keep_the_genuine_one_from_counting(invitation):
    mail = plain(invitation)
    forged = mail.replace(b"From: Kaethe@gemeinde.example.org", b"From: Kaethe@gemeinde.example.org, x@example.com")

    deliver(forged)
    deliver(mail)

    invitation.refresh_from_db()
    assert invitation.answer == "ACCEPTED"


def test_strangers_cannot_fill_the_list(invitation, monkeypatch):
    monkeypatch.setattr("tafelrunde_events.domain.replies.taking.MOST_OF_STRANGERS", 2)
    for number in range(4):
        deliver(plain(invitation, recipient=MAILBOX, sender=f"x{number}@example.com"))
    assert CalendarReply.objects.count() == 2

    deliver(plain(invitation, partstat="DELEGATED"))

    assert CalendarReply.objects.filter(outcome=Outcome.DEPUTY).exists()


def test_who_knows_the_address_of_an_invitation_cannot_fill_the_list_either(invitation, monkeypatch):
    """It stands in calendars, which people share and forward."""
    monkeypatch.setattr("tafelrunde_events.domain.replies.taking.MOST_OF_ONE_ADDRESS", 2)
    letter = f"From: x@example.com\r\nTo: {reply_address(invitation)}\r\n\r\nKauft!".encode()
    for number in range(3):
        deliver(letter, plain(invitation, sender=f"x{number}@example.com"))
    assert CalendarReply.objects.count() == 2

    deliver(plain(invitation))

    invitation.refresh_from_db()
    assert invitation.answer == "ACCEPTED"


def test_public_events_without_invitations_collect_nothing(invitation):
    event = make_event(session(coming_day(40)), title="Offen")

    deliver(plain(invitation, recipient=MAILBOX, uid=event.entries.get().uid, sender=STRANGER))

    assert not CalendarReply.objects.exists()
