"""The outbox in the admin."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tafelrunde_members.domain.mail import (
    CalendarPart,
    Draft,
    Recipient,
    Stream,
    open_mailing,
    queue_drafts,
    store_body,
)
from tafelrunde_members.domain.mail.feedback import note_event, work_feedback
from tafelrunde_members.domain.mail.suppressions import suppress
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_members.models import DeliveryAttempt, DeliveryEvent, OutboxMessage, Suppression
from tafelrunde_members.models.mail import DeliveryState
from tafelrunde_members.viewsets import mail as outbox
from tests.factories.members import PersonFactory, UserFactory
from tests.members.mail.conftest import INVITATION, invitation

pytestmark = pytest.mark.django_db

INDEX = "/verwaltung/postausgang/"


def address(view: str, message: OutboxMessage) -> str:
    return reverse(f"tafelrunde_members_outbox:{view}", args=[message.pk])


@pytest.fixture
def coordinator(client):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def test_list_shows_what_was_sent_and_what_waits(client, coordinator, queue):
    queue("anna@example.org", name="Anna Keßler")
    OutboxMessage.objects.filter(pk=queue("bernd@example.org").pk).update(
        status="failed", last_error="550 no such user"
    )

    html = client.get(INDEX).content.decode()

    assert "Anna Keßler" in html
    assert "anna@example.org" in html
    assert "550 no such user" in html
    assert "geheim" not in html


@pytest.mark.parametrize("roles", [(), (Role.COORDINATOR,), (Role.TRAINING_EDITOR,)])
def test_others_find_nothing(client, queue, roles):
    message = queue()
    client.force_login(UserFactory(roles=roles))

    for url in (
        INDEX,
        f"{INDEX}ergebnisse/",
        f"{INDEX}erneut/",
        f"{INDEX}aussendungen/",
        address("message", message),
        address("html", message),
    ):
        assert client.get(url).status_code == 404, url
    assert client.post(address("retry", message)).status_code == 404
    assert client.post(f"{INDEX}erneut/").status_code == 404


def test_anonymous_visitors_are_asked_to_sign_in(client):
    response = client.get(INDEX)

    assert response.status_code == 302
    assert "next=" in response["Location"]


def test_list_is_filtered_by_status_and_searched_by_address(client, coordinator, queue):
    queue("anna@example.org")
    OutboxMessage.objects.filter(pk=queue("bernd@example.org").pk).update(status="sent")

    sent = client.get(INDEX, {"status": "sent"}).content.decode()
    assert "bernd@example.org" in sent
    assert "anna@example.org" not in sent
    found = client.get(f"{INDEX}ergebnisse/", {"q": "ANNA@"}).content.decode()
    assert "anna@example.org" in found
    assert "bernd@example.org" not in found


def test_list_needs_the_same_number_of_queries_for_any_number_of_rows(
    client, coordinator, queue, django_assert_num_queries
):
    queue("first@example.org")
    client.get(INDEX)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(INDEX)
    for number in range(29):
        queue(f"person{number}@example.org", mailing=f"mailing{number}")
    with django_assert_num_queries(len(one)):
        client.get(INDEX)


def test_message_shows_everything_but_its_secrets(client, coordinator, queue):
    message = queue(name="Anna Keßler", mailing="meeting:7", reply_to="tisch@example.com")
    DeliveryAttempt.objects.create(message=message, outcome="postponed", answer="451 try again later")

    html = client.get(address("message", message)).content.decode()

    for shown in (
        "anna.kessler@example.org",
        message.subject,
        "451 try again later",
        "tisch@example.com",
        "BEGIN:VEVENT",
    ):
        assert shown in html
    assert "[persönlicher Link]" in html
    assert "geheim" not in html
    assert "[[answer_url" not in html
    assert f'sandbox\n                        src="{address("html", message)}"' in html


def test_html_part_is_served_for_its_frame_only(client, coordinator, queue):
    message = queue(content=invitation(html="<script>alert(1)</script><p>[[answer_url]]</p>"))

    response = client.get(address("html", message))

    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "[persönlicher Link]" in response.content.decode()
    assert "geheim" not in response.content.decode()


def test_content_of_framework_mail_is_never_shown(client, superuser, queue):
    message = queue(content=invitation(text="Code: QX7-4TB", html="<b>QX7-4TB</b>", private={}), body_private=True)

    html = client.get(address("message", message)).content.decode()

    assert "QX7-4TB" not in html
    assert "Der Inhalt wird nicht angezeigt" in html
    assert client.get(address("html", message)).status_code == 404


def protected_message(queue, *, linked: bool) -> OutboxMessage:
    person = PersonFactory(email="Geschuetzt@Example.org", last_name="Geheimname", protected=True)
    return queue(
        "geschuetzt@example.org",
        name="Kim Geheimname",
        person=person if linked else None,
        content=invitation(subject="Runder Tisch Verborgen", calendar=CalendarPart(method="REQUEST", text=INVITATION)),
    )


@pytest.mark.parametrize("linked", [True, False])
def test_messages_to_protected_people_do_not_exist_for_coordinators(client, coordinator, queue, linked):
    message = protected_message(queue, linked=linked)

    assert address("message", message) not in client.get(INDEX).content.decode()
    for view in ("message", "html"):
        assert client.get(address(view, message)).status_code == 404
    assert client.post(address("retry", message)).status_code == 404


@pytest.mark.parametrize("linked", [True, False])
def test_superusers_see_of_them_that_they_exist(client, superuser, queue, linked):
    message = protected_message(queue, linked=linked)

    listed = client.get(INDEX).content.decode()
    shown = client.get(address("message", message)).content.decode()

    assert address("message", message) in listed
    for secret in ("geschuetzt@", "Geheimname", "Verborgen", "BEGIN:VEVENT"):
        assert secret.lower() not in listed.lower()
        assert secret.lower() not in shown.lower()
    assert client.get(address("html", message)).status_code == 404
    assert address("message", message) not in client.get(INDEX, {"q": "geschuetzt"}).content.decode()


def test_failed_message_is_put_back_by_post_only(client, coordinator, queue):
    message = queue()
    OutboxMessage.objects.update(status="failed", attempts=15)

    assert client.get(address("retry", message)).status_code == 405
    response = client.post(address("retry", message), follow=True)

    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)
    assert "wird erneut versendet" in response.content.decode()
    assert ModelLogEntry.objects.get(action="tafelrunde_members.mail.retry").user == coordinator


def test_message_that_is_past_its_time_stays_failed(client, coordinator, queue):
    message = queue(expires_at=timezone.now())
    OutboxMessage.objects.update(status="failed")

    response = client.post(address("retry", message), follow=True)

    message.refresh_from_db()
    assert message.status == "failed"
    assert "kann nicht erneut versendet werden" in response.content.decode()


def test_all_failed_messages_are_put_back_after_asking(client, coordinator, queue):
    hidden = protected_message(queue, linked=True)
    for number in range(3):
        queue(f"person{number}@example.org")
    OutboxMessage.objects.update(status="failed")

    assert "3 Nachrichten" in client.get(f"{INDEX}erneut/").content.decode()
    assert OutboxMessage.objects.filter(status="failed").count() == 4
    client.post(f"{INDEX}erneut/")

    assert list(OutboxMessage.objects.filter(status="failed")) == [hidden]


@pytest.mark.parametrize("role", [Role.NETWORK_COORDINATOR, Role.COORDINATOR])
def test_home_page_says_that_the_mail_server_does_not_answer(client, queue, role):
    client.force_login(UserFactory(roles=(role,)))
    queue()
    queue("bernd@example.org")
    assert "Mailserver antwortet nicht" not in client.get("/verwaltung/").content.decode()

    DeliveryState.objects.update_or_create(
        pk=1, defaults={"failing_since": timezone.now(), "answer": "[Errno 111] Connection refused"}
    )
    html = client.get("/verwaltung/").content.decode()

    assert "2 Nachrichten warten, der Mailserver antwortet nicht" in html
    assert "Connection refused" in html
    assert (INDEX in html) == (role == Role.NETWORK_COORDINATOR)


def test_home_page_says_that_no_worker_runs(client, coordinator, queue):
    queue(not_before=timezone.now() - timezone.timedelta(minutes=30))

    assert "weil der Versand stillsteht" in client.get("/verwaltung/").content.decode()


def test_mailing_of_a_closed_circle_does_not_exist_for_the_network_coordination(client, coordinator, queue):
    """Laws 12 and 13: who was invited by a round table says who belongs to it."""
    circle = open_mailing("event:1:invitation", kind="invitation", title="Sitzung", visibility=Visibility.TABLE)
    message = queue("mitglied@example.org", mailing=circle.key)
    assert "mitglied@example.org" not in client.get(INDEX).content.decode()
    assert client.get(address("message", message)).status_code == 404
    assert client.post(address("retry", message)).status_code == 404


def mailing_with_shared_words(**values: Any) -> OutboxMessage:
    mailing = open_mailing("event:7:invitation", kind="invitation", title="Einladung nach Grünau")
    calendar = INVITATION.replace("SUMMARY", "[[attendee]]\r\nSUMMARY")
    body = store_body(
        mailing,
        text="[[salutation]],\n\nbitte antworten Sie: [[answer_url]]",
        html="<p>[[salutation]],</p><p>[[answer_url]]</p>",
        calendar=CalendarPart(method="REQUEST", text=calendar),
    )
    draft = Draft(
        recipient=Recipient(email="anna@example.org", name="Anna Keßler"),
        body=body,
        subject="Einladung",
        values={"[[salutation]]": "Guten Tag <Anna>", "[[attendee]]": "ATTENDEE:mailto:anna@example.org"},
        private={"[[answer_url]]": "https://example.org/antwort/geheim"},
        **values,
    )
    with transaction.atomic():
        queue_drafts(mailing, [draft])
    return OutboxMessage.objects.get()


def test_message_with_shared_words_shows_its_own(client, coordinator):
    message = mailing_with_shared_words()

    html = client.get(address("message", message)).content.decode()
    part = client.get(address("html", message)).content.decode()

    assert "Guten Tag &lt;Anna&gt;,\n\nbitte antworten Sie: [persönlicher Link]" in html
    assert "ATTENDEE:mailto:anna@example.org" in html
    assert "(REQUEST)" in html
    assert "<p>Guten Tag &lt;Anna&gt;,</p><p>[persönlicher Link]</p>" in part
    assert "geheim" not in html + part
    assert f'href="{INDEX}?mailing={message.mailing_id}"' in html


def test_message_shows_news_of_delivery_and_why_its_address_is_suppressed(client, coordinator, queue):
    message = queue()
    OutboxMessage.objects.filter(pk=message.pk).update(status="sent", sent_at=timezone.now(), provider_id="name-1")
    note_event(kind=DeliveryEvent.Kind.HARD_BOUNCE, source="Brevo", outbox_id=message.pk, answer="550 5.1.1 unknown")
    work_feedback()
    suppression = Suppression.objects.get()
    suppress(message.address, reason=Suppression.Reason.UNSUBSCRIBED)

    html = client.get(address("message", message)).content.decode()

    for shown in ("zurückgekommen", "Brevo", "550 5.1.1 unknown", "name-1"):
        assert shown in html, shown
    assert reverse("tafelrunde_members_suppressions:lift", args=[suppression.pk]) in html
    # Whoever left the mailings still gets single messages.
    assert html.count(reverse("tafelrunde_members_suppressions:index")) >= 1
    assert str(Suppression.Reason.UNSUBSCRIBED.label) not in html


def test_list_is_filtered_by_stream_and_mailing(client, coordinator, queue):
    first = queue("anna@example.org", mailing="one")
    queue("bernd@example.org", mailing="two", stream=Stream.MAILING)

    def found(**query: Any) -> list[str]:
        html = client.get(f"{INDEX}ergebnisse/", query).content.decode()
        return [name for name in ("anna", "bernd") if f"{name}@example.org" in html]

    assert found() == ["anna", "bernd"]
    assert found(stream="mailing") == ["bernd"]
    assert found(mailing=first.mailing_id) == ["anna"]


def test_titles_of_closed_circles_are_not_offered_as_a_filter(client, queue):
    open_mailing("event:1:invitation", kind="invitation", title="Verborgener Kreis", visibility=Visibility.TABLE)
    open_mailing("event:2:invitation", kind="invitation", title="Offenes Treffen")
    pages = {}
    for name, user in (
        ("network", UserFactory(roles=(Role.NETWORK_COORDINATOR,))),
        ("super", UserFactory(is_superuser=True, is_staff=True)),
    ):
        client.force_login(user)
        pages[name] = client.get(INDEX).content.decode()

    assert "Offenes Treffen" in pages["network"]
    assert "Verborgener Kreis" not in pages["network"]
    assert "Verborgener Kreis" in pages["super"]


def test_older_mailings_are_found_by_their_address(client, coordinator, queue, monkeypatch):
    monkeypatch.setattr(outbox, "MAILINGS_OFFERED", 1)
    message = queue("anna@example.org", mailing="old")
    queue("bernd@example.org", mailing="new")

    html = client.get(f"{INDEX}ergebnisse/", {"mailing": message.mailing_id}).content.decode()

    assert "anna@example.org" in html
    assert "bernd@example.org" not in html
    assert client.get(INDEX, {"mailing": "1 OR 1=1"}).status_code == 200


def test_mailings_say_how_far_they_got(client, coordinator, queue):
    for number, status in enumerate(["sent", "delivered", "bounced", "failed", "queued", "stopped", "cancelled"]):
        message = queue(f"person{number}@example.org", mailing="invitation")
        OutboxMessage.objects.filter(pk=message.pk).update(status=status)
    open_mailing("closed", kind="invitation", title="Verborgener Kreis", visibility=Visibility.TABLE)

    response = client.get(f"{INDEX}aussendungen/")
    (mailing,) = response.context["object_list"]

    assert (mailing.waiting, mailing.accepted, mailing.delivered, mailing.troubled) == (2, 3, 1, 2)
    html = response.content.decode()
    assert f"{INDEX}?mailing={mailing.pk}" in html
    assert "Verborgener Kreis" not in html


def test_mailings_need_the_same_number_of_queries_for_any_number_of_rows(
    client, coordinator, queue, django_assert_num_queries
):
    queue("first@example.org", mailing="first")
    client.get(f"{INDEX}aussendungen/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{INDEX}aussendungen/")
    for number in range(25):
        queue(f"person{number}@example.org", mailing=f"mailing{number}")
    with django_assert_num_queries(len(one)):
        client.get(f"{INDEX}aussendungen/")
