"""The words of the mails: the same in text and HTML, in the words of the house, without anything typed elsewhere."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitation_mail import InvitationWriter, Letter
from tafelrunde_events.domain.invitation_post import InvitationPost, open_event_mailing
from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.domain.invitations import Invitee, invite_again, withdraw_invitation
from tafelrunde_events.domain.scheduling import cancel_event, update_event
from tafelrunde_events.enums import Answer, MailingKind, ReplySource
from tafelrunde_events.models import MailText
from tafelrunde_members.domain.mail import retry_messages
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.invitations.conftest import LINK, answer_path, invite, part
from tests.factories.members import OrganisationFactory, PersonFactory


class Reader(HTMLParser):
    """What somebody reads of an HTML mail."""

    def __init__(self):
        super().__init__()
        self.text, self.tags, self._hidden = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data):
        if not self._hidden:
            self.text.append(data)


def words_of(text):
    """The words in alphabetical order; an address that is a link too counts once."""
    return sorted(set(re.findall(r"[\w@./-]+", text)))


@pytest.fixture
def sent(event, invitee, sections):
    """Return a function that queues one kind of mail to the invitee and returns text and HTML with its placeholders."""
    sections.append(lambda event: Section("Tagesordnung", [("18:00", "Begrüßung"), ("", "Verschiedenes")]))
    invite(event, invitee)
    invitation = event.invitations.select_related("person", "organisation").get()

    def write(kind, **letter):
        writer = InvitationWriter(event, letter=Letter(**letter))
        post = InvitationPost(writer, open_event_mailing(event, kind, revision="test", by=None))
        post.add(kind, invitation, writer.plan.entries[0])
        assert post.flush() == 1
        return OutboxMessage.objects.select_related("body").latest("pk")

    return write


@pytest.mark.parametrize("kind", MailingKind)
def test_text_and_html_have_equal_content(sent, kind):
    message = sent(kind, message="Bitte bringen Sie mit:\n\n<b>Ausweis</b> & Laptop\nsiehe https://www.example.org/a")
    reader = Reader()
    reader.feed(message.body.html)

    assert words_of(message.body.text) == words_of(" ".join(reader.text))
    assert "<b>Ausweis</b>" in message.body.text
    assert "&lt;b&gt;Ausweis" in message.body.html


@pytest.mark.parametrize("kind", MailingKind)
def test_html_is_accessible_and_loads_nothing(sent, kind):
    html = sent(kind).body.html
    reader = Reader()
    reader.feed(html)
    names = [tag for tag, _attrs in reader.tags]

    assert ("html", {"lang": "de"}) in reader.tags
    assert names.count("h1") == 1
    assert not {"img", "link", "script", "iframe", "object", "form"} & set(names)
    assert "url(" not in html
    assert "@import" not in html
    assert all(attrs.get("role") == "presentation" for tag, attrs in reader.tags if tag == "table")
    assert "{" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_only_news_of_dates_bring_an_entry_and_only_what_asks_brings_the_link(sent):
    found = {kind: sent(kind) for kind in MailingKind}

    assert {kind for kind, message in found.items() if message.body.calendar} == {
        MailingKind.INVITATION,
        MailingKind.UPDATE,
        MailingKind.CANCELLATION,
        MailingKind.WITHDRAWAL,
    }
    assert {kind for kind, message in found.items() if "[[answer_url]]" in message.private} == {
        MailingKind.INVITATION,
        MailingKind.UPDATE,
        MailingKind.REMINDER,
    }
    for kind in (MailingKind.PAPERS, MailingKind.MESSAGE):
        assert found[kind].expires_at is None
    assert found[MailingKind.REMINDER].expires_at > timezone.now()


def test_ones_own_subject_and_words_stand_where_they_belong(event, sent):
    MailText.objects.create(
        kind=MailingKind.INVITATION, language="de", opening="Hallo {organisation}, {salutation}!", closing="Glück auf"
    )
    message = sent(MailingKind.INVITATION, subject="Eilt: {title}", message="Worum es geht")

    assert message.subject == "Eilt: Runder Tisch für Demokratie Anklam"
    text = message.body.text
    assert text.startswith("Hallo [[organisation]], [[salutation]]!\n\n")
    places = [text.index(words) for words in ("18:00", "Worum es geht", "[[answer_url]]", "Glück auf")]
    assert places == sorted(places)
    assert "Glück auf" in message.body.html
    assert message.values["[[organisation]]"] == "Kirchengemeinde St. Beispiel"
    assert message.values["[[salutation]]"] == "Sehr geehrte Frau Dr. Musterfrau"
    assert "[[you]]" not in message.values


@pytest.mark.django_db(transaction=True)
def test_placeholders_typed_elsewhere_stand_for_nothing(event, deliver, sections):
    sections.append(lambda event: Section("[[answer_url]]", [("[[salutation]]", "[[attendee]]")]))
    update_event(event, title="[[answer_url]] [[[[attendee]]]] {salutation}", summary="[[orga[[x]]nizer]]")
    invite(event, Invitee(PersonFactory(last_name="[[answer_url]]"), OrganisationFactory(name="[[answer_url]]")))
    (message,) = deliver()

    text, calendar = part(message, "text/plain"), part(message, "text/calendar")
    assert len(LINK.findall(text)) == 1
    assert calendar.count("ATTENDEE;") == calendar.count("ORGANIZER;") == 1
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    message_row = OutboxMessage.objects.get()
    assert set(re.findall(r"\[\[\w+\]\]", message_row.body.text)) == {"[[salutation]]", "[[you]]", "[[answer_url]]"}


@pytest.mark.django_db(transaction=True)
def test_nothing_stored_greets_a_protected_person_by_name(event, deliver):
    person = PersonFactory(first_name="Eva", last_name="Geheimnis", protected=True)
    invite(event, Invitee(person))
    stored = OutboxMessage.objects.get()
    assert "Geheimnis" not in str(stored.values)
    (message,) = deliver()

    assert "Guten Tag Eva Geheimnis" in part(message, "text/plain")
    stored.refresh_from_db()
    assert stored.private == {}


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_did_not_arrive_is_sent_again_with_the_same_bytes(event, deliver, smtp_delivery):
    invite(event, Invitee(PersonFactory(protected=True)))
    deliver()
    OutboxMessage.objects.update(status=MessageStatus.FAILED)
    assert retry_messages([OutboxMessage.objects.get().pk]) == 1
    deliver()

    first, second = (received.message.as_bytes() for received in smtp_delivery.received)
    assert first == second


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_invitation_is_not_sent_again(event, invitee, deliver):
    invite(event, invitee)
    deliver()
    OutboxMessage.objects.update(status=MessageStatus.FAILED)
    message = OutboxMessage.objects.get()
    withdraw_invitation(event.invitations.get(), by=None)
    OutboxMessage.objects.filter(pk=message.pk).update(status=MessageStatus.FAILED)

    assert retry_messages([message.pk]) == 0


@pytest.mark.django_db(transaction=True)
def test_who_was_uninvited_can_be_invited_again_with_a_new_link(event, invitee, deliver, client):
    invite(event, invitee)
    deliver()
    invitation = event.invitations.get()
    record_answer(invitation, answer=Answer.DECLINED, source=ReplySource.LINK)
    old = answer_path(invitation)
    for _ in range(2):
        withdraw_invitation(invitation, by=None)
        (withdrawal,) = deliver()
        invite_again(invitation, by=None)
        (again,) = deliver()
        assert "METHOD:CANCEL" in part(withdrawal, "text/calendar")
        assert "METHOD:REQUEST" in part(again, "text/calendar")

    assert client.get(old).status_code == 404
    assert client.get(answer_path(invitation)).status_code == 200
    assert invitation.answer == Answer.NEEDS_ACTION
    assert [reply.source for reply in invitation.replies.all()] == [ReplySource.RESET, ReplySource.LINK]


@pytest.mark.django_db(transaction=True)
def test_inviting_again_writes_also_where_nothing_was_sent_between(event, invitee, deliver):
    invite(event, invitee)
    invitation = event.invitations.get()
    for _ in range(3):
        withdraw_invitation(invitation, by=None)
        invite_again(invitation, by=None)

    (only,) = deliver()
    assert answer_path(invitation) in part(only, "text/plain")


def test_the_reason_stands_in_a_cancellation(event, sent):
    cancel_event(event, reason="Sturm")

    assert "Sturm" in sent(MailingKind.CANCELLATION).body.text
