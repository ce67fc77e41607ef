"""The picture of a table: one seat for each sector of society, empty where nobody speaks for it. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap

WIDTH, HEIGHT = 640, 370
CENTRE_X, CENTRE_Y = WIDTH // 2, HEIGHT // 2
#: Half axes of the table top, of the ring of seats and of the ring of their labels.
TOP_X, TOP_Y = 104, 72
RING_X, RING_Y = 142, 112
LABEL_X, LABEL_Y = 168, 142
#: Longest line of a label, in characters, and the distance of its lines.
LINE_LENGTH, LINE_HEIGHT = 16, 15
#: Labels of seats whose cosine is smaller than this stand above or below their seat, the others beside it.
BESIDE = 0.2


@dataclass(frozen=True)
class Line:
    """One line of a label with the position of its baseline."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class SeatMark:
    """A seat in the picture."""

    x: int
    y: int
    represented: bool
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TableFigure:
    """A picture in user units, ready for an SVG template; all numbers are integers, so that no locale alters them."""

    seats: tuple[SeatMark, ...]
    represented: int

    width = WIDTH
    height = HEIGHT
    centre_x = CENTRE_X
    centre_y = CENTRE_Y
    top_x = TOP_X
    top_y = TOP_Y
    count_y = CENTRE_Y + 2
    label_y = CENTRE_Y + 24

    #: View box of the table and its seats alone, for narrow places that name the sectors in words only.
    bare_box = f"{CENTRE_X - RING_X - 20} {CENTRE_Y - RING_Y - 20} {2 * RING_X + 40} {2 * RING_Y + 40}"

    @property
    def total(self) -> int:
        """How many seats the picture shows."""
        return len(self.seats)


def draw_table(sectors: Sequence[tuple[str, bool]]) -> TableFigure:
    """Place the sectors (name, whether represented) around a table, clockwise from the top, in the order given."""
    count = len(sectors)
    marks = tuple(
        _seat_mark(name, represented, angle=2 * pi * index / count) for index, (name, represented) in enumerate(sectors)
    )
    return TableFigure(seats=marks, represented=sum(mark.represented for mark in marks))


def _seat_mark(name: str, represented: bool, *, angle: float) -> SeatMark:
    right, up = sin(angle), cos(angle)
    lines = wrap(name, LINE_LENGTH, break_long_words=False) or [""]
    x = round(CENTRE_X + LABEL_X * right)
    first = _first_baseline(CENTRE_Y - LABEL_Y * up, up, lines=len(lines), beside=abs(right) >= BESIDE)
    return SeatMark(
        x=round(CENTRE_X + RING_X * right),
        y=round(CENTRE_Y - RING_Y * up),
        represented=represented,
        anchor="middle" if abs(right) < BESIDE else ("start" if right > 0 else "end"),
        lines=tuple(Line(x, first + LINE_HEIGHT * row, text) for row, text in enumerate(lines)),
    )


def _first_baseline(middle: float, up: float, *, lines: int, beside: bool) -> int:
    """Return the baseline of the first line: centred beside a seat, growing outwards above and below the table."""
    rest = LINE_HEIGHT * (lines - 1)
    if beside:
        return round(middle - rest / 2 + LINE_HEIGHT / 3)
    return round(middle - rest) if up > 0 else round(middle + LINE_HEIGHT / 2)
