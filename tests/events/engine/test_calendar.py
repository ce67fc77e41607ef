from datetime import date

import pytest

from tafelrunde_events.engine import EngineError, ZoneError, calendar_bytes, calendar_parts, component_text
from tests.events.engine.factories import component, properties

BERLIN = ("Europe/Berlin", date(2027, 1, 1), date(2027, 12, 31))
TEXTS = [component_text(component())]


def test_a_plain_stream_is_exactly_this():
    assert calendar_bytes([]) == (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tafelrunde//Tafelrunde//DE\r\nCALSCALE:GREGORIAN\r\n"
        b"END:VCALENDAR\r\n"
    )


def test_a_feed_says_its_name_twice_and_when_to_come_back():
    text = calendar_bytes([], name="Termine; Nord\n", url="https://example.org/kalender/", refresh="PT6H").decode()

    assert properties(text, "NAME") == ["NAME:Termine\\; Nord"]
    assert properties(text, "X-WR-CALNAME") == ["X-WR-CALNAME:Termine\\; Nord"]
    assert properties(text, "URL") == ["URL:https://example.org/kalender/"]
    assert properties(text, "REFRESH-INTERVAL") == ["REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    assert properties(text, "X-PUBLISHED-TTL") == ["X-PUBLISHED-TTL:PT6H"]
    assert not properties(text, "METHOD")


def test_all_properties_come_before_the_first_component():
    text = calendar_bytes(TEXTS, zones=[BERLIN], name="Termine", refresh="P1D", method="PUBLISH").decode()
    head, _, rest = text.partition("BEGIN:VTIMEZONE")

    assert head.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert "METHOD:PUBLISH" in head
    assert rest.index("END:VTIMEZONE") < rest.index("BEGIN:VEVENT")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_each_zone_is_described_once_for_all_its_days():
    almaty = [("Asia/Almaty", date(2025, 1, 1), date(2025, 2, 1)), ("Asia/Almaty", date(2024, 1, 1), date(2024, 2, 1))]
    text = calendar_bytes([], zones=[BERLIN, *almaty, ("Europe/Berlin", date(2026, 1, 1), None)]).decode()

    assert properties(text, "TZID") == ["TZID:Asia/Almaty", "TZID:Europe/Berlin"]
    assert "DTSTART:20240301T000000" in text


def test_the_order_of_zones_does_not_change_the_bytes():
    zones = [BERLIN, ("Asia/Tokyo", date(2027, 1, 1), None), ("UTC", date(2027, 1, 1), None)]

    assert calendar_bytes(TEXTS, zones=zones) == calendar_bytes(TEXTS, zones=zones[::-1])


def test_a_long_name_is_folded():
    stream = calendar_bytes([], name="Fortbildungen für Engagierte im Landkreis Vorpommern-Rügen und Umgebung " * 3)

    assert max(map(len, stream.split(b"\r\n"))) <= 75


def test_the_parts_are_the_bytes():
    options = {"zones": [BERLIN], "name": "Termine", "refresh": "PT6H"}

    assert b"".join(calendar_parts(iter(TEXTS * 3), **options)) == calendar_bytes(iter(TEXTS * 3), **options)


@pytest.mark.parametrize("refresh", ["", "P6H", "6H", "PT6H\r\nX:1", "PT"])
def test_a_wrong_refresh_hint_is_refused(refresh: str):
    with pytest.raises(EngineError) as refusal:
        calendar_bytes([], refresh=refresh)

    assert refusal.value.code == "duration_malformed"


def test_an_unknown_zone_is_refused():
    with pytest.raises(ZoneError):
        calendar_bytes([], zones=[("Mars", date(2027, 1, 1), None)])
