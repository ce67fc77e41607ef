"""Figures about trainings for the network's coordination: counts without personal data, as they stand now.

They are counted from rows whose states outlive the names (`domain.registrations.retention`), never from notes of their
own, so that they are as right for last year as for today.
"""

from tafelrunde_events.domain.figures.counts import Counts
from tafelrunde_events.domain.figures.dimensions import Dimension
from tafelrunde_events.domain.figures.report import FigureReport, Measure, figure_report, figures_table, for_passing_on

__all__ = ["Counts", "Dimension", "FigureReport", "Measure", "figure_report", "figures_table", "for_passing_on"]
