"""The picture of a table."""

import pytest

from tafelrunde_roundtables.figures import CENTRE_X, CENTRE_Y, HEIGHT, WIDTH, draw_table

NAMES = [
    "Kirchen und Religionsgemeinschaften",
    "Vereine und Verbände",
    "Unternehmen",
    "Gewerkschaften",
    "Stadt- und Gemeindeverwaltung",
    "Politik und Mandat",
    "Demokratische Parteien und Jugendorganisationen",
    "Bürgerinitiativen",
    "Jugend",
    "Schulen",
    "Medien",
    "Polizei und Justiz",
]


def test_first_seat_stands_at_the_top_and_the_others_follow_clockwise():
    top, right, bottom, left = draw_table([(name, True) for name in NAMES[:4]]).seats
    assert top.x == bottom.x == CENTRE_X
    assert left.y == right.y == CENTRE_Y
    assert top.y < CENTRE_Y < bottom.y
    assert left.x < CENTRE_X < right.x
    assert [seat.anchor for seat in (top, right, bottom, left)] == ["middle", "start", "middle", "end"]


def test_represented_seats_are_counted():
    figure = draw_table([("Kirchen", True), ("Medien", False), ("Polizei", True)])
    assert (figure.represented, figure.total) == (2, 3)
    assert [seat.represented for seat in figure.seats] == [True, False, True]


def test_all_numbers_are_whole_so_that_no_locale_alters_them():
    for seat in draw_table([(name, True) for name in NAMES]).seats:
        numbers = [seat.x, seat.y, *(number for line in seat.lines for number in (line.x, line.y))]
        assert all(isinstance(number, int) for number in numbers)


def test_names_are_broken_into_lines_and_stay_whole():
    for seat, name in zip(draw_table([(name, True) for name in NAMES]).seats, NAMES, strict=True):
        assert (
            "".join(line.text for line in seat.lines) == name.replace(" ", "")
            or " ".join(line.text for line in seat.lines) == name
        )


@pytest.mark.parametrize("count", [1, 2, 7, 12, 24])
def test_everything_stays_inside_the_picture(count):
    for seat in draw_table([(name, True) for name in (NAMES * 2)[:count]]).seats:
        for line in seat.lines:
            width = len(line.text) * 7.2
            left = line.x - {"start": 0, "middle": width / 2, "end": width}[seat.anchor]
            assert left >= -4
            assert left + width <= WIDTH + 4
            assert 0 < line.y < HEIGHT


def test_table_without_sectors_is_empty():
    assert draw_table([]).total == 0
