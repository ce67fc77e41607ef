"""The pages of subscriptions by mail in a browser: without barriers, on a phone, and without JavaScript."""

import pytest

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_events.models import MailSubscription
from tafelrunde_members.domain.mail import work_outbox
from tests.events.subscriptions.mail_reader import asked_for, path_of, subscribed
from tests.factories.events import make_event
from tests.support.browser import visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 700}


def test_pages_have_no_barriers_and_fit_a_phone(open_page):
    waiting = asked_for("robin@example.org", Selection(text="Demokratie"))
    active = subscribed("kim@example.org", frequency="weekly")
    page = open_page(viewport=PHONE)
    for path in ("/kalender/mail-abo/?art=training", "/kalender/mail-abo/gesendet/", path_of(waiting), path_of(active)):
        visit_and_check(page, path)
    visit_and_check(page, "/kalender/mail-abo/unbekannt/", status=404)


def test_somebody_subscribes_reads_the_mail_and_leaves_without_javascript(
    open_page, smtp_delivery, live_server, settings
):
    settings.TAFELRUNDE_BASE_URL = live_server.url
    page = open_page("/kalender/abonnieren/?art=event", java_script_enabled=False)
    page.get_by_role("link", name="Per E-Mail abonnieren").click()
    page.get_by_label("E-Mail-Adresse").fill("kim@example.org")
    page.get_by_text("sofort").click()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Abonnieren").click()
    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    work_outbox()

    [received] = smtp_delivery.to("kim@example.org")
    text = received.message.get_body(("plain",)).get_content()
    page.goto(next(line for line in text.splitlines() if "/mail-abo/" in line))
    page.get_by_role("button", name="Bestätigen und E-Mails bekommen").click()
    page.get_by_text("Bestätigt", exact=True).wait_for()

    make_event(title="Forum Gemeinsinn")
    work_digests()
    work_outbox()
    digest = smtp_delivery.to("kim@example.org")[-1].message.get_body(("plain",)).get_content()
    page.goto(next(line for line in digest.splitlines() if "/abmelden/" in line))
    page.get_by_role("button", name="Jetzt abbestellen").click()
    page.get_by_role("heading", name="Sie sind abgemeldet").wait_for()
    assert MailSubscription.objects.get().ended_at is not None
