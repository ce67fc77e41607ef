"""No line of the log opens a door or names a person."""

import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_site.logs import redact
from tests.factories.events import invite, make_event


@pytest.fixture
def lines(caplog):
    """Return what the console handler of the settings would write."""
    options = dict(settings.LOGGING["formatters"]["line"])
    formatter = logging.config.DictConfigurator({"version": 1}).configure_formatter(options)
    return lambda: "\n".join(formatter.format(record) for record in caplog.records)


@pytest.mark.django_db
def test_a_refused_form_does_not_log_the_link_it_was_sent_to(lines):
    token = answer_token(invite(make_event()).nonce)

    Client(enforce_csrf_checks=True).post(f"/antwort/{token}/", {"answer": "ACCEPTED"})

    assert "Forbidden" in lines()
    assert "/antwort/…/" in lines()
    assert token not in lines()


def test_tracebacks_name_nobody(lines):
    try:
        int("anna.beispiel@example.org")
    except ValueError:
        logging.getLogger("tafelrunde.periodic").exception("The job for %s failed.", "Anna <anna@verein.example.org>")

    assert "example.org" not in lines()
    assert "invalid literal for int() with base 10: '…'" in lines()


@pytest.mark.parametrize(
    "path", ["/abmelden/", "/kalender/mail-abo/", "/kalender/abo/", "/verwaltung/einlass/", "/rueckmeldung/"]
)
def test_links_in_mails_stay_secret(path):
    assert redact(f"Not Found: {path}{'v20rdBy_bw7ZGP45BG0KfxSPGMF8ahTn'}/") == f"Not Found: {path}…/"


@pytest.mark.parametrize("code", ["96PBJFBBDNXW", "96PB-JFBB-DNXW", "96PB%20JFBB%20DNXW"])
@pytest.mark.parametrize("path", ["/a/", "/bescheinigung/"])
def test_codes_on_paper_stay_secret(path, code):
    assert redact(f"Too Many Requests: {path}{code}/") == f"Too Many Requests: {path}…/"


@pytest.mark.parametrize(
    "line",
    ["Not Found: /kalender/", "  @wraps(view)", "/kalender/abonnieren/", "GET /antwort/x/ 404", "GET /a/", "a @ b"],
)
def test_everything_else_stays(line):
    assert redact(line) == line
