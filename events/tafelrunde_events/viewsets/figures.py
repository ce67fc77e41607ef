"""Figures about trainings in the Wagtail admin: a table, a chart of one of its columns, files and paper."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.figures import FigureReport, figure_report, figures_table, for_passing_on
from tafelrunde_events.domain.figures.chart import draw_chart
from tafelrunde_events.domain.figures.counts import counted_years
from tafelrunde_events.domain.spreadsheets import FileFormat
from tafelrunde_events.forms.figures import FiguresForm
from tafelrunde_events.viewsets.spreadsheet_files import asked_format, spreadsheet_file

NAMESPACE = "tafelrunde_figures"


class FiguresMixin:
    """What all of these pages read from their address."""

    request: HttpRequest

    @property
    def user(self) -> AbstractBaseUser:
        """Who reads here; Wagtail lets nobody in who is not signed in."""
        return cast("AbstractBaseUser", self.request.user)

    @cached_property
    def form(self) -> FiguresForm:
        """Which figures are wanted."""
        current = timezone.localdate().year
        return FiguresForm(self.request.GET, years=counted_years(self.user), current=current)

    @cached_property
    def report(self) -> FigureReport:
        """The figures of the trainings that this user runs (law 13)."""
        return figure_report(self.user, dimension=self.form.dimension, year=self.form.year)


class FiguresView(FiguresMixin, WagtailAdminTemplateMixin, TemplateView):
    """The figures on the screen."""

    template_name = "tafelrunde_events/admin/figures/figures.html"
    page_title = _("Figures")
    header_icon = "table"

    def get_page_subtitle(self) -> str:
        """Name the period."""
        return self.report.period

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page and its period."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title, "sublabel": self.report.period}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect table and chart."""
        return super().get_context_data(
            **kwargs,
            form=self.form,
            report=self.report,
            measure=self.form.measure,
            chart=draw_chart(self.report, self.form.measure),
            formats=FileFormat.choices,
            query=self.request.GET.urlencode(),
        )


class FiguresPrintView(FiguresMixin, TemplateView):
    """The figures on paper: no menu, no buttons; rows about few people hide them."""

    template_name = "tafelrunde_events/admin/figures/print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect table and chart as they may leave the house."""
        report = for_passing_on(self.report)
        return super().get_context_data(
            **kwargs,
            report=report,
            measure=self.form.measure,
            chart=draw_chart(report, self.form.measure),
            query=self.request.GET.urlencode(),
        )


class FiguresExportView(FiguresMixin, View):
    """The figures as a file. It holds no personal data: nothing is logged."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file, named by what it holds."""
        file_format = asked_format(request)
        name = f"kennzahlen-{self.form.year or 'gesamt'}-{self.form.dimension.value}"
        return spreadsheet_file(figures_table(self.report), file_format, name=name)


class FiguresViewSet(ViewSet):
    """Menu item "Figures"."""

    icon = "table"
    menu_label = _("Figures")
    menu_order = 137
    add_to_admin_menu = True
    url_prefix = "zahlen"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of screen, paper and file."""
        return [
            path("", FiguresView.as_view(), name="index"),
            path("druck/", FiguresPrintView.as_view(), name="print"),
            path("datei/", FiguresExportView.as_view(), name="export"),
        ]


figures = FiguresViewSet(NAMESPACE)
