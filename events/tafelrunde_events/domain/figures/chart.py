"""A bar chart of one column. All numbers are whole, so that no locale alters them in the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from tafelrunde_events.domain.figures.report import FigureReport, Measure

WIDTH = 720
#: Beside the longest bar stays room for its number.
LONGEST_BAR = 640
ROW_HEIGHT = 52
LABEL_BASELINE = 16
BAR_TOP = 22
BAR_HEIGHT = 20
NUMBER_BASELINE = 38
GAP = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the figures with the coordinates of its label, bar and number."""

    label: str
    text: str
    width: int
    label_y: int
    bar_y: int
    number_x: int
    number_y: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """The bars and the size of the picture."""

    bars: Sequence[Bar]
    width: int
    height: int
    bar_height: int = BAR_HEIGHT


def draw_chart(report: FigureReport, measure: Measure) -> BarChart:
    """Return the bars of one column, in the order of the rows; what is hidden has no length."""
    cells = [(row.label, row.cell(measure)) for row in report.rows]
    largest = max((cell for _label, cell in cells if isinstance(cell, int)), default=0)
    bars = []
    for number, (label, cell) in enumerate(cells):
        top = number * ROW_HEIGHT
        length = round(LONGEST_BAR * cell / largest) if isinstance(cell, int) and largest else 0
        bars.append(
            Bar(
                label=label,
                text=str(cell),
                width=max(length, 1),
                label_y=top + LABEL_BASELINE,
                bar_y=top + BAR_TOP,
                number_x=max(length, 1) + GAP,
                number_y=top + NUMBER_BASELINE,
            )
        )
    return BarChart(bars, WIDTH, len(bars) * ROW_HEIGHT)
