"""What event pages say to search engines: valid, certain, and only of what is public."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, move_occurrence, update_event
from tafelrunde_events.domain.structured_data import MOST_DATES, data_block, event_data
from tafelrunde_events.engine import Rule, Session
from tafelrunde_events.models import Event, TrainingPage
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory
from tests.factories.pages import event_of, make_page, save_draft, session_block
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def data_in(text):
    found = BLOCK.findall(text)
    assert len(found) == 1
    return json.loads(found[0])


def data_of(event):
    return event_data(load_plans([Event.objects.select_related("venue").get(pk=event.pk)])[0])


def moment(day, hour):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour))).isoformat()


def test_a_page_without_an_editor_says_all_that_is_certain(client, training):
    data = data_in(client.get(training.get_absolute_url()).content.decode())

    url, day = f"https://netzwerk.example.org/t/{training.pk}/", coming_day(30)
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Anfeindungen im Amt <souverän> & sicher",
        "description": "Wie Beschäftigte mit Drohungen umgehen.",
        "inLanguage": "de",
        "url": url,
        "startDate": moment(day, 9),
        "endDate": moment(day, 16),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Saal 2, Bürgerhaus",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Am Markt 1",
                    "postalCode": "19288",
                    "addressLocality": "Ludwigslust",
                },
                "geo": {"@type": "GeoCoordinates", "latitude": 53.32454, "longitude": 11.49788},
            },
            {"@type": "VirtualLocation", "url": url},
        ],
        "organizer": [
            {
                "@type": "Organization",
                "name": "Regionalzentrum",
                "url": "https://netzwerk.example.org/einrichtungen/regionalzentrum/",
            }
        ],
        "offers": {"@type": "Offer", "url": url, "availability": "https://schema.org/InStock"},
    }


@pytest.mark.parametrize(
    ("booking", "availability"),
    [("open", "InStock"), ("full", "SoldOut"), ("waiting_list", "SoldOut"), ("closed", None)],
)
def test_places_are_offered_as_far_as_is_known(booking, availability):
    offers = data_of(make_event(booking=booking)).get("offers")

    assert (offers and offers["availability"]) == (availability and f"https://schema.org/{availability}")


def test_nothing_is_said_of_what_nobody_knows():
    data = data_of(make_event(summary=""))

    assert data.keys() == {"@context", "@type", "name", "inLanguage", "url", "startDate", "endDate", "eventStatus"}


def test_whole_days_are_days():
    day = coming_day(40)
    data = data_of(make_event(Session(key="a", start=day, end=day + dt.timedelta(days=1), zone=BERLIN)))

    assert (data["startDate"], data["endDate"]) == (day.isoformat(), (day + dt.timedelta(days=1)).isoformat())


def test_a_meeting_online_only_is_held_on_its_page():
    event = make_event(online_url="https://meet.example.org/geheim")
    data = data_of(event)

    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": data["url"]}


def test_what_moved_says_when_it_was_to_be():
    event = make_event(session(coming_day(30)))
    row = event.occurrences.get()
    later = dt.timedelta(days=2)
    move_occurrence(row, start=row.start_wall + later, end=row.end_wall + later)

    data = data_of(event)

    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == moment(coming_day(30), 18)
    assert data["startDate"] == moment(coming_day(32), 18)


def test_what_is_cancelled_says_so_and_offers_no_place():
    event = make_event(booking="open")
    cancel_event(event, reason="Saal gesperrt")

    data = data_of(event)

    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in data


def test_sessions_are_parts_of_one_event():
    event = make_event(session(coming_day(10)), session(coming_day(17)), session(coming_day(-3)), title="Kurs")
    cancel_occurrence(event.occurrences.order_by("start").last(), reason="Erkrankt")

    data = data_of(event)

    assert (data["@type"], data["startDate"]) == ("Event", moment(coming_day(-3), 18))
    assert data["endDate"] == moment(coming_day(17), 20)
    assert [part["startDate"] for part in data["subEvent"]] == [moment(coming_day(day), 18) for day in (-3, 10, 17)]
    assert [part["eventStatus"].rpartition("/")[2] for part in data["subEvent"]] == [
        "EventScheduled",
        "EventScheduled",
        "EventCancelled",
    ]
    assert {part["name"] for part in data["subEvent"]} == {"Kurs"}


def test_a_series_names_its_next_dates_and_not_all_of_them():
    data = data_of(make_event(session(coming_day(-21), rule=Rule(freq="WEEKLY", count=60))))

    assert data["@type"] == "EventSeries"
    assert len(data["subEvent"]) == MOST_DATES
    assert all(dt.datetime.fromisoformat(part["endDate"]) > timezone.now() for part in data["subEvent"])


def test_only_public_events_are_for_search_engines(admin_client):
    event = make_event(visibility=Visibility.NETWORK)

    assert data_of(event) is None
    assert "ld+json" not in admin_client.get(event.get_absolute_url()).content.decode()


def test_a_page_says_it_in_its_own_words_with_image_and_costs(client, base_url):
    image = Image.objects.create(title="Saal", file=get_test_image_file(size=(1600, 900)))
    page = make_page(
        model=TrainingPage,
        title="Argumente üben",
        lead="Ein Abend gegen Parolen.",
        image=image,
        fee_note="Kostenfrei.",
        booking="open",
    )

    data = data_in(client.get(page.get_url()).content.decode())

    assert (data["name"], data["description"]) == ("Argumente üben", "Ein Abend gegen Parolen.")
    assert data["image"].startswith(f"{base_url}/")
    assert data["isAccessibleForFree"] is True
    assert (data["offers"]["price"], data["offers"]["priceCurrency"]) == (0, "EUR")


@pytest.mark.parametrize("costs", ["", "40 Euro", "kostenfrei für Mitglieder"])
def test_free_text_about_costs_is_not_interpreted(client, costs):
    page = make_page(model=TrainingPage, fee_note=costs, booking="open")

    data = data_in(client.get(page.get_url()).content.decode())

    assert "isAccessibleForFree" not in data
    assert "price" not in data["offers"]


def test_previews_say_nothing_to_search_engines(rf, admin_user):
    page = make_page(session_block(), title="Forum")
    save_draft(page, title="Entwurf")
    request = rf.get("/")
    request.user, request.is_preview = admin_user, True

    assert "structured_data" not in page.get_context(request)


def test_no_title_ends_the_block():
    evil = "</script><script>alert(1)</script><!-- &amp; \u2028"
    block = str(data_block({"name": evil}))

    assert block.count("<") == 2
    assert "&" not in block
    assert data_in(block) == {"name": evil}


def test_nothing_to_say_leaves_no_element():
    assert data_block(None) == ""


def test_addresses_of_people_and_meetings_are_left_out(client, training):
    (text,) = BLOCK.findall(client.get(training.get_absolute_url()).content.decode())

    assert "@example" not in text
    assert "meet.example.org" not in text
    assert "Zgeheime" not in text


def test_the_number_of_queries_does_not_depend_on_the_number_of_dates(client):
    organiser = OrganisationFactory(released=True)
    few = make_event(session(coming_day(3)), venue=VenueFactory(), organisers=[organiser])
    many = make_event(
        *(session(coming_day(3 + number)) for number in range(30)), venue=VenueFactory(), organisers=[organiser]
    )
    client.get(reverse("tafelrunde_events:event", args=[few.pk]))
    assert count_queries(client, few.get_absolute_url()) == count_queries(client, many.get_absolute_url())


def test_a_change_of_text_reaches_the_data():
    event = make_event(title="Forum")
    update_event(event, title="Forum Gemeinsinn")
    assert data_of(event)["name"] == "Forum Gemeinsinn"


def test_events_of_pages_have_their_permanent_address(client, base_url):
    page = make_page()
    data = data_in(client.get(page.get_url()).content.decode())
    assert data["url"] == f"{base_url}/t/{event_of(page).pk}/"
