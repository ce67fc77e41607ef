"""Answers of calendar programs as bytes: what is read of them, and that nothing else is raised."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_events.engine import CalendarAnswer, EngineError, read_replies
from tafelrunde_events.engine.replies import LONGEST_COMMENT, MOST_ANSWERS, MOST_BYTES, MOST_REVISIONS

ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:kaethe@gemeinde.example.org"


def reply(*lines: str, method: str = "REPLY", before: tuple[str, ...] = ()) -> bytes:
    """Return an answer in which an entry has these lines and a UID."""
    entry = ("BEGIN:VEVENT", "UID:abend-1", *lines, "END:VEVENT")
    return "\r\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", *before, *entry, "END:VCALENDAR", ""]).encode()


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def only(data: bytes) -> CalendarAnswer:
    (answer,) = read_replies(data)
    return answer


def test_an_answer_says_who_what_and_how_new_it_is():
    answer = only(
        reply(
            "SEQUENCE:3",
            "DTSTAMP:20270301T101500Z",
            'ATTENDEE;CN="Dr. Musterfrau; Käthe";PARTSTAT=declined;SENT-BY="MAILTO:Buero@Gemeinde.example.org"'
            ":MAILTO:Kaethe@Gemeinde.Example.Org",
            "COMMENT:Bin an dem Tag\\, leider\\, in Rostock.",
        )
    )

    assert (answer.method, answer.uid, answer.sequence) == ("REPLY", "abend-1", 3)
    assert answer.dtstamp == datetime(2027, 3, 1, 10, 15, tzinfo=UTC)
    attendee = answer.attendee("kaethe@gemeinde.example.org")
    assert attendee is not None
    assert (attendee.partstat, attendee.sent_by) == ("DECLINED", "buero@gemeinde.example.org")
    assert answer.comment == "Bin an dem Tag, leider, in Rostock."
    assert answer.is_understood
    assert not answer.is_single


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER", "REQUEST"])
def test_the_method_is_read_from_the_content(method):
    assert only(reply(ATTENDEE, method=method.lower())).method == method


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("ATTENDEE:mailto:a%2Bb@example.org", "a+b@example.org"),
        ("ATTENDEE:mailto:<A@example.org>", "a@example.org"),
        ("ATTENDEE;X-RESPONSE-COMMENT=bis bald: mailto hilft:mailto:a@example.org", "a@example.org"),
        ("ATTENDEE;EMAIL=a@example.org:urn:uuid:5d0f", "a@example.org"),
        ("ATTENDEE:a@example.org", ""),
        ("ATTENDEE:mailto:niemand", ""),
        (f"ATTENDEE:mailto:{'a' * 300}@example.org", ""),
    ],
)
def test_addresses_are_found_as_programs_write_them(line, address):
    assert only(reply(line)).attendees[0].address == address


def test_without_partstat_nothing_was_decided():
    assert only(reply("ATTENDEE:mailto:a@example.org")).attendees[0].partstat == "NEEDS-ACTION"


def test_googles_remark_beside_the_attendee_is_read():
    line = "ATTENDEE;PARTSTAT=TENTATIVE;X-RESPONSE-COMMENT=\"Vielleicht; ^n^'je nach Zug^'\":mailto:a@example.org"

    assert only(reply(line)).attendees[0].comment == 'Vielleicht; \n"je nach Zug"'


def test_outlooks_empty_remark_is_none_and_remarks_are_bounded():
    assert only(reply("COMMENT;LANGUAGE=de-DE:\\n")).comment == ""
    assert len(only(reply("COMMENT:" + "x" * 9_000)).comment) == LONGEST_COMMENT


def test_greatest_sequence_is_that_of_the_standard():
    assert only(reply("SEQUENCE:9999999999")).sequence == MOST_REVISIONS


OWN_ZONE = (
    *("BEGIN:VTIMEZONE", "TZID:Kundenzeit"),
    *("BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"),
    *("BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"),
)


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID;TZID=Europe/Berlin:20270504T180000",
        "RECURRENCE-ID:20270504T160000Z",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20270504T180000",
        'RECURRENCE-ID;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":20270504T180000',
        "RECURRENCE-ID;TZID=Kundenzeit:20270504T180000",
        "RECURRENCE-ID;TZID=Nirgendwo:20270504T180000",
        "RECURRENCE-ID;TZID=America/New_York:20270504T120000",
        "RECURRENCE-ID:20270504T180000",
        "RECURRENCE-ID:20270504T1800",
    ],
)
def test_a_date_of_a_series_is_found_on_whatever_clock(line):
    answer = only(reply(line, before=OWN_ZONE))

    assert answer.is_single
    assert answer.names_date(wall("2027-05-04T18:00"), "Europe/Berlin")
    assert not answer.names_date(wall("2027-05-11T18:00"), "Europe/Berlin")
    assert not answer.names_date(wall("2027-05-04T19:00"), "Europe/Berlin")


@pytest.mark.parametrize("value", [";VALUE=DATE:20270504", ":20270504T000000", ":20270503T220000Z"])
def test_a_whole_day_of_a_series_is_found(value):
    answer = only(reply("RECURRENCE-ID" + value))

    assert answer.names_date(date(2027, 5, 4), "Europe/Berlin")
    assert not answer.names_date(date(2027, 5, 5), "Europe/Berlin")


@pytest.mark.parametrize("line", ["RECURRENCE-ID:bald", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270504T180000", "UID:"])
def test_an_answer_that_does_not_say_which_dates_is_not_understood(line):
    data = reply(line) if line != "UID:" else reply().replace(b"UID:abend-1", b"UID:")

    assert not only(data).is_understood


def test_a_proposal_is_read_on_the_clock_that_is_asked_for():
    answer = only(reply("DTSTART;TZID=GMT Standard Time:20270504T170000", "DTEND:20270504T180000Z", method="COUNTER"))

    assert answer.proposed("Europe/Berlin") == (wall("2027-05-04T18:00"), wall("2027-05-04T20:00"))
    assert only(reply("DTSTART:20270504T170000Z", "DTEND:20270504T180000Z")).proposed("Europe/Berlin") is None


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20270504T170000",),
        ("DTSTART:20270504T170000", "DTEND:20270505"),
        ("DTSTART:20270504", "DTEND:20270503"),
        ("DTSTART:99991231T235959Z", "DTEND:99991231T235959Z"),
    ],
)
def test_a_proposal_that_cannot_be_is_none(lines):
    assert only(reply(*lines, method="COUNTER")).proposed("Asia/Tokyo") is None


def test_letters_folded_in_the_middle_are_whole_again():
    folded = reply("COMMENT:für alle").replace("ü".encode(), b"\xc3\r\n \xbc")

    assert only(folded).comment == "für alle"


def test_the_same_twice_is_one_answer_and_their_number_is_bounded():
    assert len(read_replies(reply(ATTENDEE) + reply(ATTENDEE))) == 1
    many = b"".join(reply(f"SEQUENCE:{number}") for number in range(MOST_ANSWERS + 20))
    assert len(read_replies(many)) == MOST_ANSWERS


def test_what_is_cut_off_is_not_read():
    assert read_replies(reply(ATTENDEE).partition(b"END:VEVENT")[0]) == []


def test_entries_beside_events_are_no_answers():
    assert read_replies(reply().replace(b"VEVENT", b"VTODO")) == []


@pytest.mark.parametrize("data", [b"", b"Ich komme gern.", b"BEGIN:VEVENT\nUID:a\nEND:VEVENT"])
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(EngineError) as caught:
        read_replies(data)
    assert caught.value.code == "not_a_calendar"


def test_what_is_too_large_is_refused():
    with pytest.raises(EngineError) as caught:
        read_replies(b"BEGIN:VCALENDAR" + b" " * MOST_BYTES)
    assert caught.value.code == "too_large"


GOOD = (
    reply("SEQUENCE:1", "DTSTAMP:20270301T101500Z", ATTENDEE, "COMMENT:gern", before=OWN_ZONE),
    reply("RECURRENCE-ID;TZID=Kundenzeit:20270504T180000", ATTENDEE, before=OWN_ZONE),
    reply("DTSTART:20270504T170000Z", "DTEND:20270504T180000Z", ATTENDEE, method="COUNTER"),
)
WORDS = (
    *(b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"METHOD:REPLY", b"UID:a", b"SEQUENCE:"),
    *(b"DTSTAMP:", b"RECURRENCE-ID", b";TZID=", b";RANGE=", b"ATTENDEE", b";PARTSTAT=", b";X-RESPONSE-COMMENT=", b"^n"),
    *(b"mailto:", b"%00", b"%ff", b"@", b"a@b", b"COMMENT:", b"20270504T180000Z", b"00010101T000000", b"99991231T2359"),
    *(b"\r\n", b"\n ", b":", b";", b'"', b"\\", b"\\n", b"\x00", b"\xc3", b"\xff\xfe", b"=", b",", b"Europe/Berlin"),
)


def check(data: bytes) -> None:
    code, answers = "not_a_calendar", []
    try:
        answers = read_replies(data)
    except EngineError as error:
        code = error.code
    assert code == "not_a_calendar"
    for answer in answers:
        answer.names_date(wall("2027-05-04T18:00"), "Europe/Berlin")
        answer.names_date(date(2027, 5, 4), "Europe/Berlin")
        answer.proposed("Europe/Berlin")
        texts = [answer.uid, answer.method, answer.comment]
        texts += [text for one in answer.attendees for text in (one.address, one.partstat, one.sent_by, one.comment)]
        assert not any("\0" in text for text in texts)
        assert all(text.encode() is not None and len(text) <= LONGEST_COMMENT for text in texts)
        assert 0 <= answer.sequence <= MOST_REVISIONS


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(WORDS), max_size=20))
def test_words_of_answers_in_any_order_raise_nothing_else(words: list[bytes]) -> None:
    check(b"".join(words))
    check(reply().replace(b"UID:abend-1", b"UID:a\r\n" + b"".join(words)))


@given(st.sampled_from(GOOD), st.data())
def test_good_answers_with_mistakes_raise_nothing_else(good: bytes, data: st.DataObject) -> None:
    mangled = bytearray(good)
    for _mistake in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(mangled)))
        length = data.draw(st.integers(0, 30))
        mangled[position : position + length] = data.draw(st.binary(max_size=4) | st.sampled_from(WORDS))
    check(bytes(mangled))
