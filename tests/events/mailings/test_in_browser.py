"""The whole way of a mailing in a browser, without scripts: write, check, try, send, watch."""

import pytest
from django.urls import reverse

from tafelrunde_events.models import EventMailing
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.models import OutboxMessage
from tests.events.mailings.conftest import sit
from tests.support.browser import assert_accessible, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_coordinator_writes_checks_tries_and_sends(
    open_page, live_server, event, circle, coordinator, smtp_delivery, tmp_path
):
    sit(circle, last_name="Musterfrau", salutation="ms")
    sit(circle, last_name="Papier", email="")
    sit(circle, last_name="Vertippt", email="vertippt@@example.org")
    page = open_page(viewport={"width": 1280, "height": 900})
    sign_in(page, coordinator, live_server.url)
    visit_and_check(page, reverse("tafelrunde_mailings:index", args=[event.pk]), context="main")

    follow(page.get_by_role("link", name="Aussendung verfassen"))
    page.get_by_label("Einladung").check()
    page.get_by_label("Nachricht", exact=True).last.fill("Wir freuen uns auf Sie.")
    follow(page.get_by_role("button", name="Weiter zur Prüfung"))
    assert page.get_by_text("Bitte wählen Sie aus, wer die Aussendung erhält.").is_visible()
    page.get_by_label("Kreis").check()
    assert_accessible(page, context="main")
    follow(page.get_by_role("button", name="Weiter zur Prüfung"))

    page.get_by_role("heading", name="So sieht die E-Mail an Alex Musterfrau aus").wait_for()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Wir freuen uns auf Sie.").wait_for()
    page.get_by_text("Kalendereintrag").click()
    assert_accessible(page, context="main")
    follow(page.get_by_role("button", name="Probe-Mail an mich"))
    page.get_by_text("Eine Probe-Mail geht an koordination@example.org.").wait_for()
    work_outbox()
    follow(page.get_by_role("button", name="Jetzt an 2 Personen senden"))

    page.get_by_text("Die Aussendung ist unterwegs.").wait_for()
    page.get_by_text("1 Person erhält einen Brief.").wait_for()
    assert_accessible(page, context=".mailings")
    work_outbox()
    follow(page.get_by_role("link", name="Aktualisieren"))
    page.get_by_text("fertig", exact=True).wait_for()
    assert len(smtp_delivery.received) == 2
    assert EventMailing.objects.get().recipients.count() == 3
    # One of them is the test mail, which belongs to the same closed circle.
    assert OutboxMessage.objects.filter(mailing__isnull=False).count() == 2
