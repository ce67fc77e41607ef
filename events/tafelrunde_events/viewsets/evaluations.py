"""Evaluations in the admin: figures of all trainings and of each, and the questions that are asked."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.evaluations import THRESHOLD
from tafelrunde_events.domain.evaluations.questions import (
    add_question,
    ask,
    change_question,
    delete_question,
    label_of,
    move_question,
)
from tafelrunde_events.domain.evaluations.results import Figures, figures_of_years, overall_figures, training_figures
from tafelrunde_events.domain.evaluations.tables import overall_table, training_table
from tafelrunde_events.domain.spreadsheets import FileFormat
from tafelrunde_events.forms.evaluations import QuestionForm
from tafelrunde_events.models import EvaluationQuestion, Event
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_events.viewsets.spreadsheet_files import asked_format, spreadsheet_file

NAMESPACE = "tafelrunde_evaluations"


def _url(name: str, *args: Any) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


class EvaluationPageMixin(WagtailAdminTemplateMixin):
    """A page of the evaluation."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "form"

    @property
    def user(self) -> AbstractBaseUser:
        """Who acts here; Wagtail lets nobody in who is not signed in."""
        return cast("AbstractBaseUser", self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the figures of all trainings."""
        items = [{"url": _url("index"), "label": gettext("Evaluation")}]
        if self.request.path != _url("index"):
            items.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *items]


class OverallMixin(EvaluationPageMixin):
    """Figures of all trainings, of the year in the address or of all years."""

    page_title = _("Evaluation")

    @cached_property
    def year(self) -> int | None:
        """The year that is asked for; None for all."""
        asked = self.request.GET.get("jahr", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 else None

    @cached_property
    def figures(self) -> Figures:
        """The sums."""
        return overall_figures(self.year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect figures, and the trainings of which this user may see more."""
        own = set(_events(self.user).filter(pk__in=[one.event.pk for one in self.figures.trainings]).values_list("pk"))
        return super().get_context_data(
            **kwargs,
            figures=self.figures,
            trainings=[(one, (one.event.pk,) in own) for one in self.figures.trainings],
            year=self.year,
            years=list(figures_of_years()),
            threshold=THRESHOLD,
            formats=FileFormat.choices,
            export_url=_url("export"),
            print_url=_url("print"),
            query=f"jahr={self.year}" if self.year else "",
        )


class OverallView(OverallMixin, TemplateView):
    """The figures of all trainings on the screen."""

    template_name = "tafelrunde_events/admin/evaluations/overall.html"


class OverallPrintView(OverallMixin, TemplateView):
    """The same on paper."""

    template_name = "tafelrunde_events/admin/evaluations/overall_print.html"


class TrainingMixin(EvaluationPageMixin):
    """Figures of one training, looked up among those the user runs (law 11)."""

    @cached_property
    def event(self) -> Event:
        """The training."""
        return get_object_or_404(_events(self.user), pk=self.kwargs["event_id"])

    def get_page_title(self) -> str:
        """Name the training."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the figures."""
        return super().get_context_data(
            **kwargs,
            event=self.event,
            figures=training_figures(self.event),
            threshold=THRESHOLD,
            formats=FileFormat.choices,
            export_url=_url("training_export", self.event.pk),
            print_url=_url("training_print", self.event.pk),
            query="",
        )


class TrainingView(TrainingMixin, TemplateView):
    """The figures of one training on the screen."""

    template_name = "tafelrunde_events/admin/evaluations/training.html"


class TrainingPrintView(TrainingMixin, TemplateView):
    """The same on paper."""

    template_name = "tafelrunde_events/admin/evaluations/training_print.html"


class OverallExportView(OverallMixin, View):
    """The figures of all trainings as a file. It holds no personal data: nothing is logged."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file."""
        name = f"{gettext('Evaluation')} {self.year or ''}"
        return spreadsheet_file(overall_table(self.year), asked_format(request), name=name)


class TrainingExportView(TrainingMixin, View):
    """The figures of one training as a file."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file."""
        name = f"{gettext('Evaluation')} {self.event.pk}"
        return spreadsheet_file(training_table(self.event), asked_format(request), name=name)


class QuestionsView(EvaluationPageMixin, TemplateView):
    """The questions: their order, those asked, and those asked earlier."""

    template_name = "tafelrunde_events/admin/evaluations/questions.html"
    page_title = _("Questions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the questions."""
        rows = [(question, label_of(question)) for question in EvaluationQuestion.objects.all()]
        return super().get_context_data(
            **kwargs,
            asked=[row for row in rows if row[0].is_active],
            earlier=[row for row in rows if not row[0].is_active],
        )


class QuestionMixin(EvaluationPageMixin):
    """A page about one question."""

    @cached_property
    def question(self) -> EvaluationQuestion:
        """The question; all of the staff share them."""
        return get_object_or_404(EvaluationQuestion, pk=self.kwargs["pk"])


class AddQuestionView(EvaluationPageMixin, FormView[QuestionForm]):
    """Form for a further question."""

    template_name = "tafelrunde_events/admin/evaluations/question.html"
    form_class = QuestionForm
    page_title = _("Add a question")

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        """Add it after all others."""
        add_question(by=self.user, **form.cleaned_data)
        messages.success(self.request, gettext("The question is asked from now on."))
        return redirect(_url("questions"))


class ChangeQuestionView(QuestionMixin, FormView[QuestionForm]):
    """Form for a question."""

    template_name = "tafelrunde_events/admin/evaluations/question.html"
    form_class = QuestionForm
    page_title = _("Change the question")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the question; the form checks a copy, so that its stored words stay what they are."""
        stored = EvaluationQuestion.objects.get(pk=self.question.pk)
        return {**super().get_form_kwargs(), "instance": stored}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what happens to one that was answered."""
        return super().get_context_data(**kwargs, question=self.question, is_answered=self.question.answers.exists())

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        """Change it, or ask the new words in its place."""
        asked = change_question(self.question, by=self.user, **form.cleaned_data)
        if asked.pk == self.question.pk:
            messages.success(self.request, gettext("The question was changed."))
        else:
            messages.success(
                self.request,
                gettext("The new words are a new question. The earlier one keeps its answers and is asked no longer."),
            )
        return redirect(_url("questions"))


class QuestionActionView(QuestionMixin, View):
    """Moves, stops, continues or deletes a question."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Lead to the page with the buttons."""
        return redirect(_url("questions"))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Do what the pressed button says."""
        action = request.POST.get("action")
        try:
            if action in ("up", "down"):
                move_question(self.question, up=action == "up")
            elif action in ("stop", "continue"):
                ask(self.question, asked=action == "continue", by=self.user)
            elif action == "delete":
                delete_question(self.question, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(_url("questions"))


class EvaluationViewSet(ViewSet):
    """Menu item "Evaluation"."""

    icon = "form"
    menu_label = _("Evaluation")
    menu_order = 136
    add_to_admin_menu = True
    url_prefix = "auswertung"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of figures and questions."""
        return [
            path("", OverallView.as_view(), name="index"),
            path("druck/", OverallPrintView.as_view(), name="print"),
            path("datei/", OverallExportView.as_view(), name="export"),
            path("fortbildung/<int:event_id>/", TrainingView.as_view(), name="training"),
            path("fortbildung/<int:event_id>/druck/", TrainingPrintView.as_view(), name="training_print"),
            path("fortbildung/<int:event_id>/datei/", TrainingExportView.as_view(), name="training_export"),
            path("fragen/", QuestionsView.as_view(), name="questions"),
            path("fragen/neu/", AddQuestionView.as_view(), name="question_add"),
            path("fragen/<int:pk>/", ChangeQuestionView.as_view(), name="question_change"),
            path("fragen/<int:pk>/aktion/", QuestionActionView.as_view(), name="question_action"),
        ]


def _events(user: AbstractBaseUser) -> QuerySet[Event]:
    """Return the events whose evaluation the user may see one by one."""
    return Event.objects.filter(managed_event_scope(user))


evaluations = EvaluationViewSet(NAMESPACE)
