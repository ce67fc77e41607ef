"""The outbox speaks to a provider's API: what it is told, what it remembers, what it makes of errors."""

import pytest

from tafelrunde_members.domain.mail import Stream, work_outbox
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import DeliveryState
from tests.members.mail.conftest import ANNA, make_due, outcomes
from tests.support.mail_server import free_port
from tests.support.provider_api import ProviderApi

pytestmark = pytest.mark.django_db(transaction=True)

INACTIVE = f"Found inactive addresses: {ANNA}. Inactive recipients are ones that have generated a hard bounce."


def test_the_provider_gets_one_message_each_and_its_name_for_it_is_kept(provider_api: ProviderApi, queue):
    first = queue(ANNA, name="Anna Keßler")
    queue("bernd@example.org")

    assert work_outbox().sent == 2

    asked = provider_api.requests[0]
    assert asked["To"] == f"Anna Keßler <{ANNA}>"
    assert "Cc" not in asked
    assert asked["Metadata"] == {"outbox_id": str(first.pk)}
    assert asked["Tag"] == "transactional"
    assert asked["TrackOpens"] is False
    assert asked["TrackLinks"] == "None"
    headers = {field["Name"]: field["Value"] for field in asked["Headers"]}
    assert headers["Message-ID"] == first.message_id
    assert headers["X-PM-KeepID"] == "true"
    assert asked["Attachments"][0]["ContentType"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert "https://example.org/antwort/geheim" in asked["TextBody"]
    first.refresh_from_db()
    assert first.provider_id == "postmark-1"
    assert first.private == {}


@pytest.mark.parametrize(
    ("status", "content", "outcome", "state"),
    [
        (422, {"ErrorCode": 300, "Message": "Invalid 'To' address"}, "refused", "failed"),
        (422, {"ErrorCode": 406, "Message": INACTIVE}, "refused", "failed"),
        (422, {"ErrorCode": 406, "Message": "Not to anna.kessler@example.org"}, "refused", "failed"),
        (200, {"ErrorCode": 0, "Message": "OK. " + INACTIVE, "MessageID": "1", "To": ANNA}, "refused", "failed"),
        (413, {"Message": "too large"}, "refused", "failed"),
        (429, {"Message": "slow down"}, "postponed", "queued"),
        (500, {"Message": "sorry"}, "postponed", "queued"),
        (503, {"Message": "maintenance"}, "postponed", "queued"),
    ],
)
def test_answers_are_judged(provider_api: ProviderApi, queue, status, content, outcome, state):
    message = queue()
    provider_api.answer(status, **content)

    work_outbox()

    message.refresh_from_db()
    assert message.status == state
    ((found, answer),) = outcomes(message)
    assert found == outcome
    assert ANNA not in answer
    assert ANNA not in message.last_error


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_key_that_is_not_accepted_lets_everything_wait(provider_api: ProviderApi, queue, status):
    for number in range(3):
        queue(f"person{number}@example.org")
    provider_api.answer(status, ErrorCode=10, Message="Invalid API token")

    report = work_outbox()

    assert "Invalid API token" in report.outage
    assert len(provider_api.requests) == 1
    assert set(OutboxMessage.objects.values_list("status", "attempts")) == {("queued", 0)}
    assert DeliveryState.objects.get().failing_since is not None


def test_a_provider_that_nobody_reaches_lets_everything_wait(provider_api: ProviderApi, queue, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": f"http://127.0.0.1:{free_port()}/"}
    message = queue()

    assert work_outbox().outage
    assert outcomes(message) == []
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)


def test_a_connection_that_breaks_repeats_the_same_message(provider_api: ProviderApi, queue):
    provider_api.drops = 1
    message = queue()

    work_outbox()
    assert outcomes(message)[0][0] == "unclear"
    make_due()
    assert work_outbox().sent == 1

    first, second = provider_api.requests
    assert first == second


def test_streams_go_their_own_ways(provider_api: ProviderApi, queue, settings, smtp_server):
    settings.TAFELRUNDE_MAILING_DELIVERY = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": smtp_server.host, "port": smtp_server.port},
    }
    settings.TAFELRUNDE_MAILING_FROM_EMAIL = "Rundbrief <rundbrief@example.net>"
    queue(ANNA)
    queue("bernd@example.org", stream=Stream.MAILING)

    assert work_outbox().sent == 2

    assert [request["To"] for request in provider_api.requests] == [ANNA]
    (mail,) = smtp_server.received
    assert mail.recipients == ("bernd@example.org",)
    assert mail.message["From"] == "Rundbrief <rundbrief@example.net>"
