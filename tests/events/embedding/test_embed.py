"""The list that stands in frames of other websites."""

import re

import pytest
from django.contrib.messages import constants
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import CalendarSettings
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

EMBED = reverse("tafelrunde_events:embed")
GUIDE = reverse("tafelrunde_events:embedding")


def policy_of(response):
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value.split() for name, _blank, value in parts}


def titles(response):
    return re.findall(r"<h3><a[^>]*>(?:<del>)?([^<]*)<", response.content.decode())


def allow(*origins):
    site = Site.objects.get(is_default_site=True)
    CalendarSettings.objects.update_or_create(site=site, defaults={"embedding_origins": "\n".join(origins)})


def test_nobody_may_embed_it_until_somebody_says_who(client):
    response = client.get(EMBED)
    assert policy_of(response)["frame-ancestors"] == ["'self'"]
    assert "X-Frame-Options" not in response


def test_the_websites_of_the_setting_may_embed_it_and_nothing_else_of_the_policy_changes(client):
    strict = policy_of(client.get("/kalender/"))
    allow("https://www.stadt.example", "http://localhost:8001")

    policy = policy_of(client.get(EMBED))

    assert policy["frame-ancestors"] == ["'self'", "https://www.stadt.example", "http://localhost:8001"]
    assert {name: value for name, value in policy.items() if name != "frame-ancestors"} == {
        name: value for name, value in strict.items() if name != "frame-ancestors"
    }


def test_every_other_page_keeps_its_protection(client):
    allow("https://www.stadt.example")
    event = make_event()
    for address in ("/kalender/", GUIDE, event.get_absolute_url(), "/konto/anmelden/", "/verwaltung/"):
        response = client.get(address)
        assert response["X-Frame-Options"] == "SAMEORIGIN", address
        assert policy_of(response)["frame-ancestors"] == ["'self'"], address


def test_it_shows_the_next_dates_of_the_selection(client):
    make_event(session(coming_day(-2)), title="Vorbei")
    for number in range(12):
        make_event(session(coming_day(10 + number)), title=f"Kurs {number:02}", kind=EventKind.TRAINING)
    make_event(title="Forum")

    assert len(titles(client.get(EMBED))) == 10
    assert titles(client.get(EMBED, {"art": "training", "anzahl": "3"})) == ["Kurs 00", "Kurs 01", "Kurs 02"]
    assert len(titles(client.get(EMBED, {"anzahl": "50"}))) == 13
    for strange in ("0", "51", "-1", "viele", "9" * 30):
        assert len(titles(client.get(EMBED, {"anzahl": strange}))) == 10, strange


def test_cancelled_dates_say_so(client):
    cancel_event(make_event(title="Fachtag"), reason="Saal gesperrt")
    text = client.get(EMBED).content.decode()
    assert "<del>Fachtag</del>" in text
    assert "Saal gesperrt" in text


def test_whoever_is_signed_in_sees_no_more_than_everybody(client):
    make_event(title="Forum")
    for visibility in (Visibility.NETWORK, Visibility.TABLE):
        make_event(title="Vertraulich", visibility=visibility)
    administrator = Client()
    administrator.force_login(UserFactory(is_superuser=True, is_staff=True))

    assert administrator.get(EMBED).content == client.get(EMBED).content
    assert titles(administrator.get(EMBED)) == ["Forum"]


def test_it_sets_no_cookie_and_brings_nothing_of_the_site_around_it(client):
    make_event()
    response = client.get(EMBED)
    text = response.content.decode()
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    for part in ("<script", "<form", "<nav", "<header", "<footer", "skip-links", "hauptmenue"):
        assert part not in text


def test_links_leave_the_frame_and_keep_the_selection(client):
    text = client.get(EMBED, {"art": "training", "anzahl": "3"}).content.decode()
    assert '<base target="_top">' in text
    assert 'href="/kalender/?art=training"' in text
    assert 'href="/kalender/abonnieren/?art=training"' in text
    assert '<meta name="robots" content="noindex">' in text


def test_it_says_when_there_is_nothing(client):
    assert 'class="empty"' in client.get(EMBED).content.decode()


@pytest.mark.parametrize("address", [EMBED, GUIDE])
def test_the_number_of_queries_does_not_depend_on_the_number_of_dates(client, address):
    def fill(count):
        for _ in range(count):
            make_event(venue=VenueFactory(), organisers=[OrganisationFactory(released=True)])

    fill(1)
    client.get(address)
    one = count_queries(client, address, anzahl=50)
    fill(29)
    client.get(address)
    assert count_queries(client, address, anzahl=50) == one


def test_no_message_for_one_person_gets_into_the_list(client, admin_client):
    session_ = admin_client.session
    session_["_messages"] = f'[["__json_message",0,{constants.SUCCESS},"Nur f\\u00fcr Sie"]]'
    session_.save()
    assert "Nur für Sie" not in admin_client.get(EMBED).content.decode()


def test_the_guide_makes_the_code_for_a_selection(client, settings):
    settings.TAFELRUNDE_BASE_URL = "https://netzwerk.example.org"
    make_event(title="Kurs", kind=EventKind.TRAINING)
    RegionFactory(key="13072", name="Landkreis Rostock")

    text = client.get(GUIDE, {"art": "training", "bezirk": "13072", "anzahl": "5"}).content.decode()

    code = (
        "&lt;iframe src=&quot;https://netzwerk.example.org/kalender/einbetten/?art=training&amp;amp;bezirk=13072&amp;amp;"
        "anzahl=5&quot; title=&quot;"
    )
    assert code in text
    assert "Fortbildung · Landkreis Rostock&quot;" in text
    for kind in ("json", "ics", "rss"):
        assert f"https://netzwerk.example.org/kalender/termine.{kind}?art=training&amp;bezirk=13072<" in text


def test_words_in_the_address_stay_words_in_the_code(client):
    text = client.get(GUIDE, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script" not in text
    assert "&amp;lt;script&amp;gt;" in text


def test_the_example_is_a_real_answer(client):
    make_event(title="Forum")
    make_event(session(coming_day(60)), title="Später")
    text = client.get(GUIDE).content.decode()
    assert "&quot;title&quot;: &quot;Forum&quot;" in text
    assert "Später" not in text.partition("<pre")[2]


def test_the_guide_names_every_field_of_a_date(client):
    make_event(venue=VenueFactory())
    (date,) = client.get(reverse("tafelrunde_events:json")).json()["dates"]
    fields = re.findall(r'<th scope="row"><code>([^<]*)</code>', client.get(GUIDE).content.decode())
    assert {name for line in fields for name in line.split(", ")} == set(date)
