"""News of delivery posted to the real addresses, as providers write it."""

import base64
import json
import types
from typing import Any

import pytest
from django.urls import include, path
from django.utils import timezone

from tafelrunde_members.domain.mail.feedback import work_feedback
from tafelrunde_members.models import DeliveryEvent, OutboxMessage, Suppression
from tafelrunde_site import urls as site_urls
from tests.members.mail.conftest import ANNA, status_of

pytestmark = pytest.mark.django_db

SECRET = "tafelrunde:geheim"
NOW = 1_790_000_000


@pytest.fixture(autouse=True)
def webhooks(settings: Any) -> None:
    """Route the addresses as the site does once a secret is set."""
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": [SECRET, "tafelrunde:neu"],
        "MANDRILL_API_KEY": "key",
        "BREVO_API_KEY": "key",
    }
    urls = types.ModuleType("webhook_urls")
    urls.urlpatterns = [path("anymail/", include("anymail.urls")), *site_urls.urlpatterns]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urls


@pytest.fixture
def message(queue: Any) -> OutboxMessage:
    found = queue()
    OutboxMessage.objects.filter(pk=found.pk).update(
        status="sent", sent_at=timezone.now() - timezone.timedelta(minutes=5), provider_id="<name@provider.example>"
    )
    return found


def post(client: Any, provider: str, content: Any, secret: str = SECRET) -> int:
    header = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    response = client.post(
        f"/anymail/{provider}/tracking/", json.dumps(content), content_type="application/json", **header
    )
    return response.status_code


def brevo(message: OutboxMessage, event: str, **more: Any) -> dict[str, Any]:
    now = timezone.now().timestamp() * 1000
    custom = json.dumps({"outbox_id": str(message.pk)})
    return {"event": event, "email": ANNA, "ts_epoch": now, "X-Mailin-custom": custom, **more}


@pytest.mark.parametrize("secret", ["", "tafelrunde:falsch", "geheim", ":"])
def test_without_the_secret_nothing_comes_in(client, message, secret):
    assert post(client, "brevo", brevo(message, "hard_bounce"), secret) == 400
    assert not DeliveryEvent.objects.exists()


def test_a_new_secret_counts_beside_the_old_one(client, message):
    assert post(client, "brevo", brevo(message, "delivered"), "tafelrunde:neu") == 200
    assert DeliveryEvent.objects.count() == 1


def test_get_and_head_change_nothing(client, message):
    assert client.get("/anymail/brevo/tracking/").status_code == 405
    client.head("/anymail/brevo/tracking/")
    assert not DeliveryEvent.objects.exists()


def test_news_is_stored_at_once_and_worked_on_later(client, message):
    assert post(client, "brevo", brevo(message, "hard_bounce", reason="550 5.1.1 no such user")) == 200

    event = DeliveryEvent.objects.get()
    assert (event.kind, event.source, event.message, event.processed_at) == ("hard_bounce", "Brevo", message, None)
    assert event.address == ""
    assert status_of(message) == "sent"
    work_feedback()
    assert status_of(message) == "bounced"
    assert Suppression.objects.get().address == ANNA


@pytest.mark.parametrize(
    ("event", "more", "kind"),
    [
        ("delivered", {}, "delivered"),
        ("deferred", {"reason": "451 4.7.1 greylisted"}, "delayed"),
        ("soft_bounce", {"reason": "mailbox full"}, "soft_bounce"),
        ("hard_bounce", {}, "hard_bounce"),
        ("hard_bounce", {"reason": "452 4.2.2 mailbox full"}, "soft_bounce"),
        ("invalid_email", {}, "hard_bounce"),
        ("blocked", {}, "soft_bounce"),
        ("spam", {}, "complaint"),
        ("unsubscribe", {}, "unsubscribed"),
        ("error", {}, "soft_bounce"),
    ],
)
def test_brevo_s_words_are_understood(client, message, event, more, kind):
    assert post(client, "brevo", brevo(message, event, **more)) == 200
    assert DeliveryEvent.objects.get().kind == kind


@pytest.mark.parametrize("event", ["opened", "unique_opened", "click", "request", "list_addition"])
def test_what_readers_do_is_not_stored(client, message, event):
    assert post(client, "brevo", brevo(message, event, link="https://example.org/")) == 200
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"RecordType": "Delivery", "DeliveredAt": "2026-01-15T08:00:00Z", "Details": "250 OK"}, "delivered"),
        ({"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "Details": "550 user unknown"}, "hard_bounce"),
        ({"RecordType": "Bounce", "ID": 2, "Type": "SoftBounce", "Details": "mailbox full"}, "soft_bounce"),
        ({"RecordType": "Bounce", "ID": 3, "Type": "DMARCPolicy", "Details": "550 5.7.1 policy"}, "soft_bounce"),
        ({"RecordType": "Bounce", "ID": 4, "Type": "Transient", "Details": "try later"}, "delayed"),
        ({"RecordType": "SpamComplaint", "ID": 5, "Type": "SpamComplaint"}, "complaint"),
    ],
)
def test_postmark_s_words_are_understood(client, message, content, kind):
    content = {"Email": ANNA, "MessageID": "x", "Metadata": {"outbox_id": str(message.pk)}, **content}

    assert post(client, "postmark", content) == 200
    assert post(client, "postmark", content) == 200

    event = DeliveryEvent.objects.get()
    assert (event.kind, event.message) == (kind, message)


def test_a_batch_with_something_strange_in_it_is_taken_all_the_same(client, message, caplog):
    good = {
        "event": "sent",
        "time": NOW,
        "MessageID": 1,
        "email": ANNA,
        "Payload": json.dumps({"outbox_id": message.pk}),
    }
    strange = good | {"Payload": '"text"', "email": ["no", "address"], "MessageID": 2}
    bounce = good | {"event": "bounce", "hard_bounce": False, "error": "quota exceeded"}

    assert post(client, "mailjet", [strange, good, bounce]) == 200

    assert set(DeliveryEvent.objects.filter(message=message).values_list("kind", flat=True)) == {
        "delivered",
        "soft_bounce",
    }


def test_provider_s_own_name_finds_the_message_where_ours_does_not_come_back(client, message):
    content = {
        "type": "activity.hard_bounced",
        "data": {
            "id": "event-1",
            "type": "hard_bounced",
            "created_at": "2026-01-15T08:00:00.000000Z",
            "email": {"message": {"id": "<name@provider.example>"}, "recipient": {"email": ANNA}},
            "morph": {"object": "recipient_bounce", "reason": "Mailbox does not exist"},
        },
    }
    # MailerSend signs what it sends, besides.
    from anymail.signals import tracking
    from anymail.webhooks.mailersend import MailerSendTrackingWebhookView

    event = MailerSendTrackingWebhookView(signing_secret="secret").esp_to_anymail_event(content)
    tracking.send(sender=None, event=event, esp_name="MailerSend")

    stored = DeliveryEvent.objects.get()
    assert (stored.message, stored.kind) == (message, "hard_bounce")


def test_soft_words_of_other_providers_are_understood(message):
    from anymail.signals import AnymailTrackingEvent

    from tafelrunde_members.mail.tracking import classify

    def kind(esp_event: Any, **values: Any) -> Any:
        values = {"event_type": "bounced", "reject_reason": "bounced"} | values
        return classify(AnymailTrackingEvent(esp_event=esp_event, **values))

    assert kind({"bounce": {"bounceType": "Transient"}}) == "soft_bounce"
    assert kind({"bounce": {"bounceType": "Permanent"}}) == "hard_bounce"
    assert kind({"msys": {"message_event": {"bounce_class": "22"}}}) == "soft_bounce"
    assert kind({"msys": {"message_event": {"bounce_class": "10"}}}, reject_reason="invalid") == "hard_bounce"
    assert kind({"type": "email.bounced", "data": {"bounce": {"type": "Transient"}}}) == "soft_bounce"
    assert kind({"event": "bounce", "type": "blocked"}, reject_reason=None) == "soft_bounce"
    assert kind({"type": "activity.soft_bounced", "data": {}}) == "soft_bounce"
    assert kind({}, reject_reason="timed_out") == "soft_bounce"
    assert kind({}, event_type="rejected", reject_reason="spam") == "complaint"
    assert kind({}, event_type="rejected", reject_reason="unsubscribed") == "unsubscribed"
    assert kind({}, event_type="rejected", reject_reason="invalid") == "hard_bounce"
    assert kind({}, event_type="failed", reject_reason=None, mta_response="550 5.1.1 unknown") == "hard_bounce"
    assert kind(None, event_type="failed", reject_reason=None) == "soft_bounce"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("550 5.1.1 <a@example.org>: user unknown", "ADDRESS"),
        ("smtp; 550 5.4.1 Recipient address rejected", "ADDRESS"),
        ("550 5.2.1 mailbox disabled", "ADDRESS"),
        ("552 5.2.2 mailbox full", "PASSING"),
        ("550 5.7.1 message content rejected", "PASSING"),
        ("450 4.2.0 greylisted", "PASSING"),
        ("4.4.7 expired", "PASSING"),
        ("552 too much mail", "PASSING"),
        ("421 try later", "PASSING"),
        ("550 no", "UNKNOWN"),
        ("554 5.0.0 no", "UNKNOWN"),
        ("connect to 203.0.113.5: timed out", "UNKNOWN"),
        ("", "UNKNOWN"),
    ],
)
def test_status_codes_are_read(answer, verdict):
    from tafelrunde_members.mail.status_codes import judge_status

    assert judge_status(answer).name == verdict
