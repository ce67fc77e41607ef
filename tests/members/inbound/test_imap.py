"""The mailbox is read to the end, whatever happens on the way, and people who read it as well notice little."""

import sys
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tafelrunde_members.domain.mail.inbound import InboundMail, InboundOutcome, register_inbound_handler
from tafelrunde_members.domain.mail.inbound.fetching import FetchReport, describe_fetch, fetch_mailbox
from tafelrunde_members.domain.mail.inbound.health import check_mailbox_health
from tafelrunde_members.domain.upkeep import take_in_mail
from tafelrunde_members.mail.imap import Mailbox
from tafelrunde_members.models import InboundMessage, MailboxState
from tests.members.inbound.conftest import make_mail
from tests.support.imap_server import ImapServer

pytestmark = pytest.mark.django_db

Kind = InboundMessage.Kind


@pytest.fixture
def answers() -> None:
    """Take every mail that speaks of an answer for one."""

    def handle(mail: InboundMail) -> InboundOutcome | None:
        return InboundOutcome(Kind.REPLY, "Zusage") if b"Zusage" in mail.raw else None

    register_inbound_handler("answers", handle)


def answer(number: int = 1) -> bytes:
    """Return the answer of a calendar program, roughly."""
    return make_mail(body=f"Zusage {number}")


def fetch() -> FetchReport:
    """Look into the mailbox once."""
    report = fetch_mailbox()
    assert report is not None
    return report


def test_answers_are_marked_as_read_and_letters_left_to_people(mailbox: ImapServer, answers: None) -> None:
    reply, letter = mailbox.deliver(answer(), make_mail(body="Lieber Herr Brandt"))
    assert fetch() == FetchReport(new=2)
    assert mailbox.flags(reply) == {"\\Seen"}
    assert mailbox.flags(letter) == set()
    assert set(InboundMessage.objects.values_list("kind", flat=True)) == {Kind.REPLY, Kind.OTHER}


def test_a_second_look_finds_only_what_is_new(mailbox: ImapServer, answers: None) -> None:
    mailbox.deliver(answer(1))
    fetch()
    assert fetch() == FetchReport()
    mailbox.deliver(answer(2))
    assert fetch() == FetchReport(new=1)


def test_what_somebody_has_read_already_is_taken_in_as_well(mailbox: ImapServer, answers: None) -> None:
    fetch()
    mailbox.inbox.add(answer(), flags={"\\Seen"})
    assert fetch() == FetchReport(new=1)


def test_bytes_arrive_as_they_were_sent(mailbox: ImapServer) -> None:
    raw = b"From: x\r\n\r\n\xff\x00)\r\n* 1 FETCH {3}\r\n"
    seen = []
    register_inbound_handler("keep", lambda mail: seen.append(mail.raw))  # type: ignore[arg-type, func-returns-value]
    mailbox.deliver(raw)
    fetch()
    assert seen == [raw]


@pytest.mark.parametrize("capabilities", [["MOVE"], ["UIDPLUS"]], ids=["by moving", "by copying"])
def test_answers_are_moved_to_a_folder_that_is_made_when_it_is_missing(
    capabilities: list[str], mailbox: ImapServer, answers: None, settings: Any
) -> None:
    settings.TAFELRUNDE_IMAP_DONE_FOLDER = "Erledigt"
    mailbox.capabilities = ["IMAP4rev1", *capabilities]
    people = mailbox.inbox.add(make_mail(body="Von Hand gelöscht"), flags={"\\Deleted"})
    mailbox.deliver(answer())
    fetch()
    assert [mail.uid for mail in mailbox.inbox.mails] == [people]
    assert [mail.content for mail in mailbox.folders["Erledigt"].mails] == [answer()]


def test_a_server_without_either_keeps_an_answer_marked_as_deleted(
    mailbox: ImapServer, answers: None, settings: Any
) -> None:
    settings.TAFELRUNDE_IMAP_DONE_FOLDER = "Erledigt"
    mailbox.capabilities = ["IMAP4rev1"]
    (uid,) = mailbox.deliver(answer())
    fetch()
    assert mailbox.flags(uid) == {"\\Seen", "\\Deleted"}
    assert "EXPUNGE" not in mailbox.commands


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "LOGOUT"])
def test_a_connection_that_breaks_costs_nothing(command: str, mailbox: ImapServer, answers: None) -> None:
    uids = mailbox.deliver(answer(1), answer(2), answer(3))
    mailbox.drop_at(command, after=1 if command.startswith("UID") and command != "UID SEARCH" else 0)
    fetch()
    assert fetch().outage == ""
    assert InboundMessage.objects.filter(kind=Kind.REPLY).count() == 3
    assert all(mailbox.flags(uid) == {"\\Seen"} for uid in uids)


def test_a_crash_between_storing_and_marking_repeats_harmlessly(
    mailbox: ImapServer, answers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (uid,) = mailbox.deliver(answer())
    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "put_away", lambda *_args, **_options: sys.exit(1))
        with pytest.raises(SystemExit):
            fetch()
    assert mailbox.flags(uid) == set()
    assert fetch() == FetchReport(known=1)
    assert InboundMessage.objects.count() == 1
    assert mailbox.flags(uid) == {"\\Seen"}


def test_a_message_that_cannot_be_loaded_stands_in_nobodys_way(mailbox: ImapServer, answers: None) -> None:
    broken, fine = mailbox.deliver(answer(1), answer(2))
    mailbox.unreadable = {broken}
    assert fetch() == FetchReport(new=1, unreadable=1)
    assert mailbox.flags(fine) == {"\\Seen"}
    mailbox.unreadable = set()
    assert fetch() == FetchReport(new=1)
    assert MailboxState.objects.get().skipped == {}


def test_a_message_that_can_never_be_loaded_is_given_up(mailbox: ImapServer) -> None:
    mailbox.unreadable = set(mailbox.deliver())
    assert [fetch().unreadable for _ in range(6)] == [1, 1, 1, 1, 1, 0]


def test_a_message_that_cannot_be_worked_on_stays_unread_and_stands_in_nobodys_way(mailbox: ImapServer) -> None:
    def fail(mail: InboundMail) -> InboundOutcome:
        if b"1" in mail.raw.splitlines()[-1]:
            raise ValueError
        return InboundOutcome(Kind.REPLY, "Zusage")

    register_inbound_handler("fail", fail)
    broken, fine = mailbox.deliver(answer(1), answer(2))
    assert fetch() == FetchReport(new=2)
    assert mailbox.flags(broken) == set()
    assert mailbox.flags(fine) == {"\\Seen"}
    assert fetch() == FetchReport()


def test_too_large_messages_are_left_and_not_even_loaded(mailbox: ImapServer, settings: Any) -> None:
    settings.TAFELRUNDE_INBOUND_MAX_BYTES = 1000
    mailbox.deliver(make_mail(body="x" * 2000))
    assert fetch() == FetchReport(too_large=1)
    assert mailbox.commands.count("UID FETCH") == 1


def test_a_mailbox_that_is_numbered_anew_brings_nothing_twice(mailbox: ImapServer, answers: None) -> None:
    mailbox.deliver(answer(1), make_mail())
    fetch()
    mailbox.inbox.renumber()
    mailbox.deliver(answer(2))
    assert fetch() == FetchReport(new=1, known=2)
    assert fetch() == FetchReport()


def test_old_mail_of_a_mailbox_is_left_alone(mailbox: ImapServer, answers: None) -> None:
    mailbox.inbox.add(answer(1), day=date.today() - timedelta(days=40))  # noqa: DTZ011 (as the server's)
    assert fetch() == FetchReport()
    assert fetch() == FetchReport()
    mailbox.deliver(answer(2))
    assert fetch() == FetchReport(new=1)


def test_an_outage_is_remembered_until_it_ends(mailbox: ImapServer) -> None:
    mailbox.refuses_login = True
    report = fetch()
    assert report.outage == "[AUTHENTICATIONFAILED] … may not log in"
    health = check_mailbox_health()
    assert health.is_troubled
    assert health.failing_since is not None
    since = health.failing_since
    fetch()
    assert check_mailbox_health().failing_since == since
    mailbox.refuses_login = False
    fetch()
    assert not check_mailbox_health().is_troubled


def test_the_password_is_never_told(mailbox: ImapServer, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    settings.TAFELRUNDE_IMAP_URL = mailbox.url.replace(":geheim", ":falsch")
    fetch()
    state = MailboxState.objects.get()
    assert "falsch" not in caplog.text + state.name + state.answer


def test_nothing_listens(settings: Any) -> None:
    settings.TAFELRUNDE_IMAP_URL = "imap://antwort:geheim@127.0.0.1:1/INBOX"
    assert fetch().outage


def test_the_command_tells_what_it_did(mailbox: ImapServer, answers: None) -> None:
    mailbox.deliver(answer(), make_mail())
    out = StringIO()
    call_command("fetch_replies", stdout=out)
    assert out.getvalue().strip() == "2 new"


def test_the_command_fails_when_the_mailbox_does_not_answer(mailbox: ImapServer) -> None:
    mailbox.refuses_login = True
    with pytest.raises(CommandError, match="AUTHENTICATIONFAILED"):
        call_command("fetch_replies", stdout=StringIO())


@pytest.mark.parametrize("url", ["", "imaps://nobody"])
def test_the_command_says_that_there_is_no_mailbox(url: str, settings: Any) -> None:
    settings.TAFELRUNDE_IMAP_URL = url
    with pytest.raises(CommandError, match="TAFELRUNDE_IMAP_URL"):
        call_command("fetch_replies", stdout=StringIO())


def test_the_periodic_job_tells_of_an_outage(mailbox: ImapServer) -> None:
    mailbox.deliver()
    assert take_in_mail() == "1 new"
    mailbox.refuses_login = True
    assert "the mailbox does not answer" in take_in_mail()


def test_without_a_mailbox_the_job_has_nothing_to_do(settings: Any) -> None:
    settings.TAFELRUNDE_IMAP_URL = ""
    assert take_in_mail() == "nothing due"
    assert not check_mailbox_health().is_troubled


def test_numbers_are_told_in_words() -> None:
    assert describe_fetch(FetchReport(new=3, too_large=1, outage="?")) == "3 new, 1 too large"
