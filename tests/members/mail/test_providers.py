"""What is really handed to each provider: the request is built, only the network is missing."""

import base64
import datetime as dt
import json
import sys
import warnings
from collections.abc import Iterator
from email import message_from_bytes
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import anymail.backends
import anymail.urls
import pytest
from anymail.utils import parse_address_list
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from tafelrunde_members.mail.composing import DeliveryMail, WireMessage
from tafelrunde_members.mail.delivery import Delivery
from tafelrunde_members.mail.headers import UnsafeHeaderError
from tafelrunde_members.mail.providers import PROVIDERS, Carriage, backend_path, is_api, provider_of
from tafelrunde_members.mail.wire import MailParts, build_message
from tests.members.mail.conftest import INVITATION

KEYS = {
    "AMAZON_SES_CLIENT_PARAMS": {"region_name": "eu-central-1"},
    "BREVO_API_KEY": "key",
    "MAILERSEND_API_TOKEN": "key",
    "MAILGUN_API_KEY": "key",
    "MAILJET_API_KEY": "key",
    "MAILJET_SECRET_KEY": "key",
    "MAILTRAP_API_TOKEN": "key",
    "MANDRILL_API_KEY": "key",
    "POSTAL_API_KEY": "key",
    "POSTAL_API_URL": "https://postal.example.org/api/v1",
    "POSTMARK_SERVER_TOKEN": "key",
    "RESEND_API_KEY": "key",
    "SCALEWAY_PROJECT_ID": "project",
    "SCALEWAY_SECRET_KEY": "key",
    "SENDGRID_API_KEY": "key",
    "SPARKPOST_API_KEY": "key",
    "UNISENDER_GO_API_KEY": "key",
    "UNISENDER_GO_API_URL": "https://unisender.example.org/ru/transactional/api/v1/",
}
APIS = sorted(set(PROVIDERS) - {"amazon_ses"})
ENTRY = INVITATION.encode()


def parts(**changes: Any) -> MailParts:
    values: dict[str, Any] = {
        "sender": '"Netzwerk für Demokratie" <netzwerk@example.org>',
        "recipient": '"Keßler, Anna" <anna@example.com>',
        "subject": "Einladung nach Grünau",
        "text": "Guten Tag",
        "html": "<p>Guten Tag</p>",
        "message_id": "<0815@example.org>",
        "date": dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC),
        "reply_to": "tisch@example.org",
        "calendar": INVITATION,
        "calendar_method": "REQUEST",
        "headers": {
            "List-Id": "<mailings.example.org>",
            "List-Unsubscribe": "<https://example.org/abmelden/geheim/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    }
    return MailParts(**(values | changes))


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.ANYMAIL = KEYS


def delivery_by(settings: Any, provider: str) -> Delivery:
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": backend_path(provider)}
    return Delivery("transactional")


def payload_of(mail: EmailMultiAlternatives, provider: str) -> Any:
    """Build what the backend would post."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SendGrid's backend says on import that nobody maintains it
        backend = import_string(backend_path(provider))()
    return backend.build_message_payload(mail, backend.send_defaults)


def request_of(mail: EmailMultiAlternatives, provider: str) -> str:
    """Return body and files of the request as one text in which one can look for words."""
    request = payload_of(mail, provider).get_request_params("https://api.example.org/")
    body = request.get("json") or request["data"]
    if isinstance(body, str | bytes):
        body = json.loads(body)
    return json.dumps(body, ensure_ascii=False) + repr(request.get("files") or "")


def prepared(settings: Any, provider: str, **changes: Any) -> EmailMultiAlternatives:
    mail = delivery_by(settings, provider).prepare(parts(**changes), address="anna@example.com", outbox_id=4711)
    assert not isinstance(mail, DeliveryMail)
    return mail


def test_the_table_names_the_providers_and_webhooks_that_anymail_has():
    folder = Path(next(iter(anymail.backends.__path__)))
    modules = {path.stem for path in folder.glob("*.py")}
    assert set(PROVIDERS) == modules - {"__init__", "base", "base_requests", "console", "test", "sendinblue"}
    names = {pattern.name for pattern in anymail.urls.urlpatterns}
    for name, provider in PROVIDERS.items():
        if name == "mandrill":  # one address for both
            continue
        assert provider.tracking == (f"{name}_tracking_webhook" in names), name
        assert provider.inbound == (f"{name}_inbound_webhook" in names), name


@pytest.mark.parametrize("provider", APIS)
def test_each_provider_takes_the_message_and_all_that_belongs_to_it(settings, provider):
    request = request_of(prepared(settings, provider), provider)

    for header in ("Auto-Submitted", "X-Auto-Response-Suppress", "List-Id", "List-Unsubscribe-Post"):
        assert header in request, header
    assert "<0815@example.org>" in request
    assert "https://example.org/abmelden/geheim/" in request
    assert "Einladung nach Grünau" in request
    assert "tisch@example.org" in request
    assert "transactional" in request
    assert ("4711" in request) == PROVIDERS[provider].takes_metadata


@pytest.mark.parametrize("provider", APIS)
def test_each_provider_gets_the_calendar_entry_byte_for_byte(settings, provider):
    request = request_of(prepared(settings, provider), provider)

    assert base64.b64encode(ENTRY).decode() in request or repr(ENTRY)[2:-1] in request
    assert "invite.ics" in request
    names_method = "method=REQUEST" in request.replace('\\"', "").replace('"', "")
    assert names_method == PROVIDERS[provider].has_buttons


@pytest.mark.parametrize("provider", APIS)
def test_what_is_only_published_comes_as_a_file_alone(settings, provider):
    mail = prepared(settings, provider, calendar_method="PUBLISH")
    request = request_of(mail, provider)

    assert [kind for _content, kind in mail.alternatives] == ["text/html"]
    assert "termine.ics" in request
    assert "invite.ics" not in request


@pytest.mark.parametrize("provider", APIS)
def test_messages_without_html_and_entry_are_taken_too(settings, provider):
    request = request_of(prepared(settings, provider, html="", calendar="", calendar_method=""), provider)

    assert "Guten Tag" in request
    assert "invite.ics" not in request


@pytest.mark.parametrize("provider", APIS)
@pytest.mark.parametrize(
    "name", ['Keßler, \\"Anna\\" <boese@example.net>, zwei', "Anna; boese@example.net", "=?utf-8?q?a?="]
)
def test_a_name_makes_no_second_recipient(settings, provider, name):
    mail = prepared(settings, provider, recipient=f'"{name}" <anna@example.com>')
    payload = payload_of(mail, provider)

    assert mail.recipients() == [f'"{name}" <anna@example.com>']
    assert [address.addr_spec for address in parse_address_list(mail.to)] == ["anna@example.com"]
    assert "anna@example.com" in json.dumps(payload.get_request_params("x").get("data"), default=str)


@pytest.mark.parametrize("provider", ["mailgun", "brevo"])
@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hallo\r\nBcc: boese@example.net"},
        {"sender": "netzwerk@example.org\nBcc: boese@example.net"},
        {"recipient": "anna@example.com\r\nBcc: boese@example.net"},
        {"reply_to": "tisch@example.org\rX: y"},
        {"message_id": "<0815@example.org>\nX: y"},
        {"headers": {"List-Id": "<a>\r\nBcc: boese@example.net"}},
        {"headers": {"Bcc": "boese@example.net"}},
        {"headers": {"X-Gut: ja\r\nBcc": "boese@example.net"}},
    ],
)
def test_line_breaks_in_headers_reach_no_provider(settings, provider, changes):
    with pytest.raises(UnsafeHeaderError):
        prepared(settings, provider, **changes)


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_nobody_follows_readers_where_that_can_be_said(settings, provider):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": backend_path(provider)}
    mail: Any = Delivery("mailing").prepare(parts(), address="anna@example.com", outbox_id=1)

    if PROVIDERS[provider].switches_tracking:
        assert mail.track_opens is mail.track_clicks is False
    else:
        assert not hasattr(mail, "track_opens")
    assert mail.tags == ["mailing"]


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the backend for Amazon load where its library is not installed: building a message does not need it."""
    if find_spec("boto3"):
        yield
        return
    names = {
        "BotoCoreError": Exception,
        "ClientError": Exception,
        "ConnectionError": OSError,
        "Config": SimpleNamespace,
    }
    for name in ("boto3", "botocore", "botocore.client", "botocore.exceptions"):
        module = ModuleType(name)
        module.__dict__.update(names)
        monkeypatch.setitem(sys.modules, name, module)
    yield
    sys.modules.pop("anymail.backends.amazon_ses", None)


@pytest.mark.usefixtures("amazon")
def test_amazon_gets_our_own_bytes_and_the_number_in_front(settings):
    mail = delivery_by(settings, "amazon_ses").prepare(parts(), address="anna@example.com", outbox_id=4711)
    payload = payload_of(mail, "amazon_ses")
    payload.finalize_payload()
    raw = payload.params["Content"]["Raw"]["Data"]

    assert raw.endswith(build_message(parts()))
    assert payload.params["Destination"] == {"ToAddresses": ["anna@example.com"]}
    sent = message_from_bytes(raw)
    assert json.loads(sent["X-Metadata"]) == {"outbox_id": "4711"}
    assert [part.get_content_type() for part in sent.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_smtp_gets_our_own_bytes(settings):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
    mail = Delivery("transactional").prepare(parts(), address="anna@example.com", outbox_id=1)

    assert isinstance(mail, DeliveryMail)
    wire = mail.message()
    assert isinstance(wire, WireMessage)
    assert wire.as_bytes() == build_message(parts())
    assert not hasattr(mail, "metadata")


def test_backends_that_nobody_knows_get_bytes_and_parts():
    provider = provider_of("example.Backend")

    assert provider.calendar is Carriage.BYTES
    assert not provider.own_envelope
    assert not is_api("example.Backend")
    with pytest.raises(KeyError):
        backend_path("brieftaube")
