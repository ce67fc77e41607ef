"""A bar chart of one column. Lengths are shares of the width, so that letters keep their size on every screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from tafelrunde_events.domain.figures.report import FigureReport, Measure

#: Share of the width of the longest bar, in percent; beside it stays room for its number.
LONGEST_BAR = 80
ROW_HEIGHT = 52
LABEL_BASELINE = 16
BAR_TOP = 22
BAR_HEIGHT = 20
NUMBER_BASELINE = 38


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the figures with the places of its label, bar and number; `width` is a share such as ``12.5%``."""

    label: str
    text: str
    width: str
    label_y: int
    bar_y: int
    number_y: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """The bars and the height of the picture."""

    bars: Sequence[Bar]
    height: int
    bar_height: int = BAR_HEIGHT


def draw_chart(report: FigureReport, measure: Measure) -> BarChart:
    """Return the bars of one column, in the order of the rows; what is hidden has no length."""
    cells = [(row.label, row.cell(measure)) for row in report.rows]
    largest = max((cell for _label, cell in cells if isinstance(cell, int)), default=0)
    bars = []
    for number, (label, cell) in enumerate(cells):
        top = number * ROW_HEIGHT
        share = LONGEST_BAR * cell / largest if isinstance(cell, int) and largest else 0
        bars.append(
            Bar(
                label=label,
                text=str(cell),
                width=f"{share:.1f}%",
                label_y=top + LABEL_BASELINE,
                bar_y=top + BAR_TOP,
                number_y=top + NUMBER_BASELINE,
            )
        )
    return BarChart(bars, len(bars) * ROW_HEIGHT)
