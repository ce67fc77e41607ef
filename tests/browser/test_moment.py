"""The moment that decides: a newcomer starts the demo, convenes a meeting, and a member answers."""

import datetime as dt
import re
import time
import urllib.request

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests.support.browser import assert_accessible, assert_fits, follow, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("demo")]

TITLE = "Sitzung zur Probe"
ITEMS = ("Begrüßung & Rückblick", "Aktionswoche: wer macht was?")


def sign_in(page, demo, duty):
    follow(page.get_by_role("link", name="Mit Passwort anmelden"))
    page.locator("input[name=login]").fill(demo.login(duty))
    page.locator("input[name=password]").fill(demo.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verwaltung/**")


def plan_meeting(page, *, day):
    follow(page.get_by_role("link", name="Mein Runder Tisch"))
    follow(page.get_by_role("link", name="Sitzung planen").first)
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=day]").fill(day.isoformat())
    page.locator("[name=visibility]").last.check()
    for number, item in enumerate(ITEMS):
        page.locator(f"[name=agenda-{number}-title]").fill(item)
    follow(page.get_by_role("button", name="Sitzung speichern"))


def wait_for_mail(page, subject, *, to="", number=1):
    """Reload the inbox until the worker has delivered so many."""
    for _ in range(240):
        page.goto("/demo/postfach/")
        rows = page.locator("tr", has_text=subject).filter(has_text=to)
        if rows.count() >= number:
            return rows
        time.sleep(0.5)
    raise AssertionError(f"no mail with {subject} in the inbox")


def answer_by_link(page, demo):
    follow(wait_for_mail(page, TITLE, to=demo.login("Mitglied in Anklam")).get_by_role("link").first)
    text = page.content()
    link = re.search(rf"{demo.url}(/antwort/[\w-]+/)", text)
    assert link, "the mail names no link of this site"
    assert "METHOD:REQUEST" in text
    return link.group(1)


def test_newcomer_convenes_a_meeting_and_a_member_answers(demo, visit):
    home = visit()
    visit_and_check(home, "/")
    assert home.get_by_role("heading", level=1).inner_text() == "Gemeinsam an einem Tisch."
    assert home.context.cookies() == []

    office = visit("/verwaltung/")
    sign_in(office, demo, "Koordination Anklam")
    plan_meeting(office, day=timezone.localdate() + dt.timedelta(days=90))
    office.get_by_text(ITEMS[1]).first.wait_for()

    follow(office.get_by_role("link", name="Einladungen versenden"))
    office.get_by_text("9 Personen erhalten eine Einladung").first.wait_for()
    follow(office.get_by_role("button", name="9 Einladungen jetzt versenden"))
    office.get_by_text("9 Personen erhalten die E-Mail jetzt.").first.wait_for()
    meeting = office.url

    inbox = visit("/demo/postfach/")
    address = answer_by_link(inbox, demo)
    assert wait_for_mail(inbox, TITLE, number=9).count() == 9

    member = visit(viewport={"width": 390, "height": 844})
    visit_and_check(member, address)
    member.get_by_label("Ich komme", exact=True).check()
    member.get_by_label("Nachricht an die Koordination").fill("Ich bringe den Projektor mit.")
    follow(member.get_by_role("button", name="Antwort senden"))
    member.wait_for_url("**/gesendet/")
    assert_accessible(member)
    assert_fits(member)
    assert all(c["name"] == "csrftoken" for c in member.context.cookies())

    office.goto(meeting)
    follow(office.get_by_role("link", name="Antwortliste").first)
    office.get_by_text("Ich bringe den Projektor mit.").first.wait_for()

    with urllib.request.urlopen(f"{demo.url}/kalender/termine.ics") as feed:
        calendar = Calendar.from_ical(feed.read())
    assert TITLE in {str(event["summary"]) for event in calendar.walk("VEVENT")}


def test_member_signs_in_with_a_code_from_the_inbox(demo, visit):
    member = visit("/konto/anmelden/")
    member.locator("input[name=login], input[name=email]").first.fill(demo.login("Mitglied in Anklam"))
    follow(member.get_by_role("button", name="Code senden"))
    member.locator("input[name=code]").wait_for()
    inbox = visit("/demo/postfach/")
    follow(wait_for_mail(inbox, "Code", to=demo.login("Mitglied in Anklam")).get_by_role("link").first)
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", inbox.locator("main").inner_text(), re.MULTILINE)
    assert code, inbox.locator("main").inner_text()
    member.locator("input[name=code]").fill(code.group(1))
    member.keyboard.press("Enter")
    member.wait_for_url("**/konto/")
    assert "Runder Tisch für Demokratie Anklam" in member.locator("main").inner_text()
    assert_accessible(member)
    assert_fits(member)


def test_calendar_program_subscribes(demo, list_with_khal, sync_with_vdirsyncer, parse_with_ical_js):
    address = f"{demo.url}/kalender/termine.ics"
    with urllib.request.urlopen(address) as answer:
        feed = answer.read()
    parsed = parse_with_ical_js(feed)
    assert parsed["warnings"] == []
    uids = {event["uid"] for event in parsed["events"]}
    assert {event["uid"] for event in list_with_khal(feed)} == uids
    stored = [Calendar.from_ical(file.read_bytes()) for file in sync_with_vdirsyncer(address)]
    assert len(stored) == len(uids)
    # vdirsyncer files what it subscribes to under UIDs of its own; what it is called stays.
    titles = {str(event["SUMMARY"]) for calendar in stored for event in calendar.walk("VEVENT")}
    assert titles == {event["summary"] for event in parsed["events"]}


@pytest.mark.parametrize(
    "path",
    [
        "/", "/kalender/", "/kalender/abonnieren/", "/fortbildungen/", "/fortbildungen/anfeindungen-im-amt/",
        "/fortbildungen/argumentieren-gegen-parolen/", "/fortbildungen/fachtag-kommunale-buendnisse/",
        "/runde-tische/", "/runde-tische/anklam/", "/runde-tische/beratungsnetzwerk/", "/einrichtungen/",
        "/einrichtungen/lobbi/", "/zustaendig/", "/zustaendig/ludwigslust-parchim/", "/suche/?q=Recht",
        "/seitenuebersicht/", "/impressum/", "/leichte-sprache/", "/konto/anmelden/", "/konto/anmelden/passwort/",
    ],
)  # fmt: skip
def test_page_has_no_barrier_and_fits_a_phone(demo, visit, path):
    visit_and_check(visit(viewport={"width": 320, "height": 700}), path)
