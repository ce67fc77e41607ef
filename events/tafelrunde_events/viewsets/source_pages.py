"""The pages about one foreign calendar in the Wagtail admin: its report, its form, its files, its single events."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tafelrunde_events import engine
from tafelrunde_events.domain.imports.fetching import FetchError, fetch_calendar
from tafelrunde_events.domain.imports.owners import with_owners
from tafelrunde_events.domain.imports.reports import error_in_words, run_in_words, skipped_in_words, state_of
from tafelrunde_events.domain.imports.runs import KEPT_RUNS, fetch_source
from tafelrunde_events.domain.imports.sources import (
    confirm_losses,
    delete_source,
    hide_event,
    keep_upload,
    owner_name,
    read_upload,
    save_source,
    show_event,
    take_over_upload,
)
from tafelrunde_events.domain.imports.taking_over import Comparison, compare, read_foreign
from tafelrunde_events.forms.sources import SourceForm, UploadForm, proof_of
from tafelrunde_events.models import CalendarSource, CalendarUpload, ImportedEvent, ImportRun, Occurrence
from tafelrunde_members.viewsets.scoped import ScopedViewMixin

NAMESPACE = "tafelrunde_sources"
EVENTS_PER_PAGE = 30


def source_url(name: str, *args: Any) -> str:
    """Return the address of one of these pages."""
    return reverse(f"{NAMESPACE}:{name}", args=args)


class SourcePageMixin(ScopedViewMixin, WagtailAdminTemplateMixin):
    """A page about one of the calendars that the user looks after; every other one does not exist here (law 13)."""

    model = CalendarSource
    header_icon = "download"
    kwargs: dict[str, Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the calendar before anything else happens, whatever the method."""
        super().setup(request, *args, **kwargs)
        self.source: CalendarSource = get_object_or_404(with_owners(self.scoped_queryset()), pk=kwargs["pk"])

    @property
    def user(self) -> AbstractBaseUser:
        """Who acts here; Wagtail lets nobody in who is not signed in."""
        return cast("AbstractBaseUser", self.request.user)

    @property
    def report_url(self) -> str:
        """Address of the calendar's report."""
        return source_url("report", self.source.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the report and to all calendars."""
        items = [
            {"url": source_url("index"), "label": gettext("Foreign calendars")},
            {"url": self.report_url, "label": self.source.name},
        ]
        if self.request.path != self.report_url:
            items.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *items]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(source=self.source, report_url=self.report_url, **kwargs)


class ReportView(SourcePageMixin, TemplateView):
    """How a calendar is doing: its fetches with what was skipped and why, and the events that came from there."""

    template_name = "tafelrunde_events/admin/sources/report.html"

    def get_page_title(self) -> str:
        """Name the calendar."""
        return self.source.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = list(self.source.imported.filter(missing_since__isnull=False).select_related("event"))
        return super().get_context_data(
            **kwargs,
            owner=owner_name(self.source),
            state=state_of(self.source, questions=len(missing)),
            missing=missing,
            upload=CalendarUpload.objects.filter(source=self.source).only("pk", "file_name", "uploaded_at").first(),
            runs=[_describe_run(run) for run in self.source.runs.all()[:KEPT_RUNS]],
            page_obj=Paginator(self._imported(), EVENTS_PER_PAGE).get_page(self.request.GET.get("p")),
        )

    def _imported(self) -> QuerySet[ImportedEvent]:
        dates = Occurrence.objects.filter(event=OuterRef("event"), end__gt=timezone.now()).order_by("start", "pk")
        rows = self.source.imported.select_related("event").annotate(next_start=Subquery(dates.values("start")[:1]))
        return rows.order_by("next_start", "pk")


class ActionView(SourcePageMixin, TemplateView):
    """Something that one button of the report does."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, and return to the report."""
        self.act()
        return redirect(self.report_url)

    def act(self) -> None:
        """Do it and say so."""
        raise NotImplementedError


class FetchView(ActionView):
    """Fetch the calendar now."""

    def act(self) -> None:
        """Fetch, and say what came of it."""
        run = fetch_source(self.source) if self.source.url else None
        if run is None:
            messages.warning(self.request, gettext("The calendar is being fetched already. Please look again soon."))
        elif run.error:
            messages.error(self.request, run_in_words(run))
        else:
            messages.success(self.request, gettext("Fetched: %(what)s") % {"what": run_in_words(run)})


class ConfirmLossesView(ActionView):
    """Take away what the calendar suddenly has no more."""

    def act(self) -> None:
        """Take it away and say how many events that were."""
        count = confirm_losses(self.source, by=self.user)
        text = ngettext("%(count)d event was taken away.", "%(count)d events were taken away.", count)
        messages.success(self.request, text % {"count": count})


class HideView(ActionView):
    """Hide one event, or show it again."""

    hide = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the event among those of this calendar."""
        super().setup(request, *args, **kwargs)
        self.imported = get_object_or_404(self.source.imported.select_related("event"), pk=kwargs["imported_pk"])

    def act(self) -> None:
        """Hide or show the event."""
        imported = self.imported
        title = {"title": imported.event.title}
        if self.hide:
            hide_event(imported, by=self.user)
            messages.success(self.request, gettext("“%(title)s” is hidden, and stays so.") % title)
        else:
            show_event(imported, by=self.user)
            messages.success(self.request, gettext("“%(title)s” is shown again.") % title)


class SourceFormMixin(WagtailAdminTemplateMixin, FormView):
    """The form of a calendar, which tries an address before it is stored."""

    template_name = "tafelrunde_events/admin/sources/form.html"
    form_class = SourceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: SourceForm) -> HttpResponse:
        """Store the calendar, or show what is in it first."""
        if form.must_be_tried or "try" in self.request.POST:
            return self.render_to_response(self.get_context_data(**self._try(form)))
        source = form.save(commit=False)
        kind, owner = form.chosen_owner
        save_source(source, kind=kind, owner=owner, by=cast("AbstractBaseUser", self.request.user))
        messages.success(self.request, gettext("“%(name)s” is saved.") % {"name": source.name})
        if not source.url:
            return redirect(source_url("upload", source.pk))
        if "url" in form.changed_data:
            run = fetch_source(source)
            if run is not None:
                messages.info(self.request, gettext("Fetched: %(what)s") % {"what": run_in_words(run)})
        return redirect(source_url("report", source.pk))

    def _try(self, form: SourceForm) -> dict[str, Any]:
        """Fetch the address of a valid form without storing anything; return what the form shows with it."""
        address = form.cleaned_data["url"]
        if not address:
            form.add_error("url", gettext("Please enter an address to try it."))
            return {"form": form}
        try:
            content = fetch_calendar(address).content or b""
            comparison = compare(form.instance, read_foreign(content))
        except FetchError as error:
            form.add_error("url", error_in_words(error.code, error.detail))
        except engine.EngineError as error:
            form.add_error("url", error_in_words(error.code))
        else:
            form.data = {**self.request.POST.dict(), "checked": proof_of(address)}
            return {"form": form, **_describe_comparison(comparison)}
        return {"form": form}


class AddView(ScopedViewMixin, SourceFormMixin):
    """A new calendar."""

    model = CalendarSource
    page_title = _("Take over a foreign calendar")
    header_icon = "download"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": CalendarSource()}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to all calendars."""
        items = [{"url": source_url("index"), "label": gettext("Foreign calendars")}]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=source_url("index"), **kwargs)


class EditView(SourcePageMixin, SourceFormMixin):
    """What a calendar is and to whom it belongs."""

    page_title = _("Change")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.source}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.report_url, **kwargs)


class UploadView(SourcePageMixin, FormView):
    """Upload a file; a broken one is reported, and nothing of it is kept."""

    template_name = "tafelrunde_events/admin/sources/upload.html"
    form_class = UploadForm
    page_title = _("Upload a file")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Files are for calendars without an address: what is fetched would undo them."""
        if self.source.url:
            return redirect(self.report_url)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """Read the file, and keep it until its report was looked at."""
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            read_foreign(content)
        except engine.EngineError as error:
            form.add_error("file", error_in_words(f"file_{error.code}"))
            return self.form_invalid(form)
        keep_upload(self.source, name=file.name or "", content=content)
        return redirect(source_url("upload_report", self.source.pk))


class UploadReportView(SourcePageMixin, TemplateView):
    """What taking a file over would do; asks before it is done."""

    template_name = "tafelrunde_events/admin/sources/upload_report.html"
    page_title = _("Report on the file")

    @cached_property
    def upload(self) -> CalendarUpload | None:
        """The file that waits, if it still does."""
        return CalendarUpload.objects.filter(source=self.source).select_related("source__organisation").first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without a file there is nothing to report on."""
        if self.upload is None:
            return redirect(self.report_url)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = cast("CalendarUpload", self.upload)
        described = _describe_comparison(compare(self.source, read_upload(upload)))
        return super().get_context_data(**kwargs, upload=upload, **described)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Take the file over, or discard it."""
        upload = cast("CalendarUpload", self.upload)
        if "discard" in request.POST:
            upload.delete()
            messages.success(request, gettext("The file was discarded; nothing was taken over."))
            return redirect(self.report_url)
        run = take_over_upload(upload, by=self.user)
        if run.error:
            messages.error(request, run_in_words(run))
        else:
            messages.success(request, gettext("Taken over: %(what)s") % {"what": run_in_words(run)})
        return redirect(self.report_url)


class DeleteView(SourcePageMixin, TemplateView):
    """Ask before a calendar is deleted, and say what happens to its dates."""

    template_name = "tafelrunde_events/admin/sources/delete.html"
    page_title = _("Delete")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = self.source.imported.filter(event__occurrences__end__gt=timezone.now()).distinct()
        return super().get_context_data(**kwargs, coming=events.count(), total=self.source.imported.count())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Delete it and return to the list."""
        name = {"name": self.source.name}
        delete_source(self.source, by=self.user)
        messages.success(request, gettext("“%(name)s” is deleted; its dates were taken away.") % name)
        return redirect(source_url("index"))


def _describe_run(run: ImportRun) -> dict[str, Any]:
    return {"run": run, "text": run_in_words(run), "skipped": skipped_in_words(run.skipped)}


def _describe_comparison(comparison: Comparison) -> dict[str, Any]:
    """Return what a preview shows."""
    skipped: list[dict[str, object]] = [
        {"line": one.line, "title": one.title, "reason": one.reason} for one in comparison.skipped
    ]
    return {"comparison": comparison, "skipped": skipped_in_words(skipped)}
