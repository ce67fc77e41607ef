"""How to subscribe: every way leads to the dates that were chosen, and the directory leads here."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page

from tafelrunde_events.domain.qr_code import QUIET_ZONE, qr_code
from tafelrunde_roundtables.models import RoundTableIndexPage, RoundTablePage
from tests.factories.events import make_event
from tests.factories.members import OrganisationFactory, RegionFactory
from tests.factories.roundtables import RoundTableFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

SUBSCRIBE = reverse("tafelrunde_events:subscribe")


def look(client, address=SUBSCRIBE, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture(autouse=True)
def site_address(settings):
    settings.TAFELRUNDE_BASE_URL = "https://netzwerk.example.org"


def test_every_way_leads_to_the_chosen_dates(client):
    RegionFactory(key="13003", name="Rostock")
    page = look(client, bezirk="13003", q="a&b", strange="x")
    feed = "https://netzwerk.example.org/kalender/termine.ics?bezirk=13003&q=a%26b"
    field = page.select_one("#feed-address")
    assert field["value"] == feed
    assert field.has_attr("readonly")
    links = [link["href"] for link in page.select(".subscribe-ways .actions a")]
    assert links == [
        "webcal://netzwerk.example.org/kalender/termine.ics?bezirk=13003&q=a%26b",
        "https://calendar.google.com/calendar/r?cid=https%3A%2F%2Fnetzwerk.example.org%2Fkalender%2Ftermine.ics%3Fbezirk%3D13003%26q%3Da%2526b",
    ]
    assert [chip.get_text() for chip in page.select(".page-head .tag")] == ["Rostock", "„a&b“"]


def test_code_for_the_telephone_is_drawn_without_style_or_script(client):
    code = look(client).select_one("svg.qr-code")
    assert code["role"] == "img"
    assert code["aria-label"] == "QR-Code mit der Adresse dieser Seite"
    assert not code.select("[style], script, style")


def test_code_is_the_matrix_that_the_library_draws():
    segno = pytest.importorskip("segno")
    text = "https://netzwerk.example.org/kalender/abonnieren/?art=training"
    code = qr_code(text)
    matrix = segno.make(text, error="m", micro=False).matrix
    drawn = [[0] * len(matrix) for _ in matrix]
    for stroke in code.path.split("M")[1:]:
        x, rest = stroke.split(" ")
        y, length = rest.split(".5h")
        for number in range(int(length)):
            drawn[int(y) - QUIET_ZONE][int(x) - QUIET_ZONE + number] = 1
    assert drawn == [list(row) for row in matrix]
    assert code.size == len(matrix) + 2 * QUIET_ZONE


def test_page_tells_each_program_honestly_how_soon_changes_arrive(client):
    text = " ".join(look(client).find("main").get_text().split())
    for program in ("Apple", "Google", "Outlook", "Thunderbird", "Nextcloud", "ICSx⁵", "DAVx⁵"):
        assert program in text
    assert "8 bis 24 Stunden" in text
    assert "entscheidet Ihr Programm, nicht wir" in text
    assert "Löschen Sie den Kalender in Ihrem Programm" in text


def test_ready_made_calendars_are_all_there_and_answer(client):
    RegionFactory(key="13003", name="Rostock")
    RoundTableFactory(slug="hafen", name="Runder Tisch am Hafen", listed=True)
    RoundTableFactory(slug="geheim", name="Verborgener Tisch", listed=False)
    page = look(client)
    pages = {link.get_text(): link["href"] for link in page.select(".ready-feeds li > a:first-child")}
    assert pages["Rostock"] == f"{SUBSCRIBE}?bezirk=13003"
    assert pages["Runder Tisch am Hafen"] == f"{SUBSCRIBE}?tisch=hafen"
    assert "Verwaltungen" in pages or "Verwaltung" in pages
    assert "Verborgener Tisch" not in pages
    feeds = [link["href"] for link in page.select(".ready-feeds li > a:nth-child(2)")]
    assert len(feeds) == len(pages)
    assert client.get(feeds[0].removeprefix("https://netzwerk.example.org")).status_code == 200


def test_page_costs_the_same_for_any_number_of_dates(client):
    make_event()
    client.get(SUBSCRIBE)
    one = count_queries(client, SUBSCRIBE)
    for _ in range(5):
        make_event()
    client.get(SUBSCRIBE)
    assert count_queries(client, SUBSCRIBE) == one


def test_page_of_an_organisation_leads_to_its_dates_and_its_calendar(client):
    organisation = OrganisationFactory(released=True, slug="rz")
    found = [link["href"] for link in look(client, organisation.get_absolute_url()).select(".actions a")]
    assert found == ["/kalender/?einrichtung=rz", f"{SUBSCRIBE}?einrichtung=rz"]


def test_page_of_an_organisation_of_the_network_alone_leads_to_no_calendar(admin_client):
    organisation = OrganisationFactory(slug="intern")
    assert not look(admin_client, organisation.get_absolute_url()).select(".actions a")


def test_page_of_a_district_leads_to_its_dates_and_its_calendar(client):
    region = RegionFactory(key="13003", slug="rostock")
    page = look(client, reverse("tafelrunde_members:district", args=[region.slug]))
    assert [link["href"] for link in page.select(".actions a")] == [
        "/kalender/?bezirk=13003", f"{SUBSCRIBE}?bezirk=13003",
    ]  # fmt: skip


def test_page_of_a_round_table_leads_to_its_dates_and_its_calendar(client):
    table = RoundTableFactory(slug="hafen", listed=True)
    index = Page.objects.get(depth=2).add_child(instance=RoundTableIndexPage(title="Runde Tische", slug="tische"))
    page = index.add_child(instance=RoundTablePage(title="Hafen", slug="hafen", table=table))
    assert [link["href"] for link in look(client, page.url).select(".actions a")] == [
        "/kalender/?tisch=hafen", f"{SUBSCRIBE}?tisch=hafen",
    ]  # fmt: skip
