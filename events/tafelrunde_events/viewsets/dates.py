"""Dates in the Wagtail admin: what people do to single ones, to the rest of a series, to all, and what was done."""

import datetime as dt
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events import engine
from tafelrunde_events.date_wording import history_line, original_text, sentences_about
from tafelrunde_events.domain.calendar_text import place_of
from tafelrunde_events.domain.date_texts import short_day_text, when_text
from tafelrunde_events.domain.dates import carry_out, ways_to_reinstate
from tafelrunde_events.domain.invitation_news import pending_news
from tafelrunde_events.enums import Answer, EventKind, MailingKind, Reach
from tafelrunde_events.event_links import admin_address_of
from tafelrunde_events.forms.dates import CancelDateForm, ChangeDateForm, OperationForm, ReinstateDateForm
from tafelrunde_events.models import DateChange, Event, Occurrence, ScheduleEntry
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_events.viewsets.event_pages import EventPageMixin
from tafelrunde_events.wording import rule_in_words, times_in_words

NAMESPACE = "tafelrunde_dates"
DATES_PER_PAGE = 25
#: How many lines of history stand below the dates before somebody asks for all of them.
LINES_OF_HISTORY = 12
MOST_LINES = 500


class EventsView(generic.IndexView):
    """The user's events with their next dates, the soonest first."""

    model = Event
    any_permission_required = None  # the rows are the permission: nobody edits events here
    page_title = _("Dates")
    header_icon = "date"
    paginate_by = 30
    search_fields = ["title"]
    search_backend_name = None
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    columns = [
        TitleColumn("title", label=_("Event"), url_name=f"{NAMESPACE}:dates"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("next_date", label=_("Next date"), accessor=lambda event: _moment(event.next_date)),
        NumberColumn("coming", label=_("Dates to come")),
        Column("status", label=_("Status"), accessor="get_status_display"),
    ]

    def get_base_queryset(self) -> QuerySet[Event]:
        """Return the user's events with their next dates."""
        now = timezone.now()
        coming = Occurrence.objects.filter(event=OuterRef("pk"), end__gt=now).order_by("start")
        return Event.objects.filter(managed_event_scope(self.request.user)).annotate(
            next_date=Subquery(coming.values("start")[:1]),
            coming=Count("occurrences", filter=Q(occurrences__end__gt=now), distinct=True),
        )

    def order_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Put events without a coming date last."""
        return queryset.order_by(F("next_date").asc(nulls_last=True), "-pk")


class DatesPageMixin(EventPageMixin):
    """A page about the dates of one event."""

    index_url_name = f"{NAMESPACE}:index"
    index_label = _("Dates")
    home_url_name = f"{NAMESPACE}:dates"
    header_icon = "date"

    @cached_property
    def meeting_url(self) -> str | None:
        """Where the date is changed together with what belongs to it, such as the agenda of a meeting."""
        if self.event.kind != EventKind.MEETING:
            return None
        return admin_address_of(self.event, user=self.request.user)


class DatesView(DatesPageMixin, TemplateView):
    """The dates of an event page by page, and what was done to them."""

    template_name = "tafelrunde_events/admin/dates/dates.html"

    def get_page_title(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect one page of dates and the newest lines of history."""
        past, everything = "vergangen" in self.request.GET, "verlauf" in self.request.GET
        dates = self.event.occurrences.select_related("entry", "venue", "event__venue")
        now = timezone.now()
        chosen = dates.filter(end__lte=now).order_by("-start", "-pk") if past else dates.upcoming(now)
        page_obj = Paginator(chosen, DATES_PER_PAGE).get_page(self.request.GET.get("p"))
        changes = DateChange.objects.visible_to(self.request.user).filter(event=self.event)
        changes = changes.select_related("occurrence", "changed_by")
        lines = [history_line(change) for change in changes[: MOST_LINES if everything else LINES_OF_HISTORY + 1]]
        return super().get_context_data(
            **kwargs,
            event=self.event,
            series=[_series_text(entry) for entry in self.event.entries.exclude(rule="")],
            rows=[_date_row(row) for row in page_obj],
            page_obj=page_obj,
            past=past,
            other_count=dates.filter(end__gt=now).count() if past else dates.filter(end__lte=now).count(),
            lines=lines if everything else lines[:LINES_OF_HISTORY],
            has_more_lines=not everything and len(lines) > LINES_OF_HISTORY,
            meeting_url=self.meeting_url,
            page_url=_page_address(self.event, self.request),
        )


class OperationView(DatesPageMixin, FormView):
    """Does something to a date. What reaches further than this date is shown before it is done."""

    template_name = "tafelrunde_events/admin/dates/operation.html"
    confirm_template_name = "tafelrunde_events/admin/dates/confirm.html"
    form_class: type[OperationForm]
    button_text: Any = ""
    is_serious = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the form of the meeting where the date is part of more than a date."""
        if self.meeting_url:
            return redirect(self.meeting_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def occurrence(self) -> Occurrence:
        """The date, looked up among those of the event."""
        dates = self.event.occurrences.select_related("entry__venue", "venue", "event__venue")
        return get_object_or_404(dates, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the date."""
        return when_text(self.occurrence)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which date it is about."""
        return {**super().get_form_kwargs(), "occurrence": self.occurrence}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the date is now, and who was told of it."""
        invitations = self.event.invitations.primary().filter(withdrawn_at__isnull=True)
        counts = invitations.aggregate(invited=Count("pk"), answered=Count("pk", filter=~Q(answer=Answer.NEEDS_ACTION)))
        return super().get_context_data(
            **kwargs,
            **counts,
            registered=self.event.registrations.filter(ended_at__isnull=True, confirmed_at__isnull=False).count(),
            event=self.event,
            when=when_text(self.occurrence),
            original=original_text(self.occurrence),
            place=place_of(self.event, self.occurrence),
            dates_url=self.home_url,
            button_text=self.button_text,
            is_serious=self.is_serious,
        )

    def form_valid(self, form: OperationForm) -> HttpResponse:
        """Ask once more where other dates change too; otherwise do it."""
        sentences = sentences_about(form.operation, form.outcome)
        reaches_further = form.cleaned_data["reach"] != Reach.ONE and len(form.outcome.dates) > 1
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if reaches_further and "confirmed" not in self.request.POST:
            context = self.get_context_data(form=form, sentences=sentences)
            return self.response_class(self.request, self.confirm_template_name, context)
        try:
            outcome = carry_out(form.operation, by=cast("AbstractBaseUser", self.request.user))
        except engine.ScheduleError:
            # Somebody changed the series since the form looked at it; looking again says what is wrong.
            return self.render_to_response(self.get_context_data(form=form))
        if not outcome.dates:
            messages.warning(self.request, gettext("Nothing changed."))
        else:
            messages.success(self.request, " ".join(sentences), buttons=self._next_steps())
        return redirect(self.home_url)

    def undo_url(self) -> str:
        """Return where what was done can be taken back."""
        return ""

    def _next_steps(self) -> list[tuple[str, str, bool]]:
        buttons = []
        if undo := self.undo_url():
            buttons.append(messages.button(undo, gettext("Undo")))
        if count := pending_news(self.event):
            text = ngettext("Tell %(count)d invited person", "Tell %(count)d invited people", count) % {"count": count}
            kind = MailingKind.CANCELLATION if self.event.is_cancelled else MailingKind.UPDATE
            address = reverse("tafelrunde_mailings:compose", args=[self.event.pk])
            buttons.append(messages.button(f"{address}?art={kind}", text))
        return buttons


class ChangeView(OperationView):
    """Another day, other times, another place."""

    form_class = ChangeDateForm
    page_title = _("Change the date")
    button_text = _("Change")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the venues that the user knows of, and begin with what an undo asks for."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the values in the address, where a link offers to move the date back."""
        names = ("day", "start", "end", "last_day", "venue", "reach")
        return {name: self.request.GET[name] for name in names if name in self.request.GET}

    def undo_url(self) -> str:
        """Return the form with the values from before in it."""
        before = self.occurrence
        values: dict[str, Any] = {"day": before.start_date, "reach": self.request.POST.get("reach", Reach.ONE)}
        if before.start_time and before.end_time:
            values |= {"start": f"{before.start_time:%H:%M}", "end": f"{before.end_time:%H:%M}"}
        if before.end_date != before.start_date:
            values["last_day"] = before.end_date
        if venue := before.venue_id or before.event.venue_id:
            values["venue"] = venue
        address = reverse(f"{NAMESPACE}:change", args=[self.event.pk, before.pk])
        return f"{address}?{urlencode(values)}"


class CancelView(OperationView):
    """A date is called off, with a reason."""

    form_class = CancelDateForm
    page_title = _("Cancel the date")
    button_text = _("Cancel the date")
    is_serious = True

    def undo_url(self) -> str:
        """Return the form that reinstates it."""
        return reverse(f"{NAMESPACE}:reinstate", args=[self.event.pk, self.occurrence.pk])


class ReinstateView(OperationView):
    """A date that was called off takes place again."""

    form_class = ReinstateDateForm
    page_title = _("Reinstate the date")
    button_text = _("Let it take place again")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back where there is nothing to reinstate, or elsewhere than here."""
        if not self.meeting_url and not ways_to_reinstate(self.occurrence):
            messages.warning(request, gettext("This date cannot be reinstated here."))
            return redirect(self.home_url)
        return super().dispatch(request, *args, **kwargs)


class DatesViewSet(ViewSet):
    """Menu item "Dates" with the dates of all events behind it."""

    icon = "date"
    menu_label = _("Dates")
    menu_order = 120
    add_to_admin_menu = True
    url_prefix = "termine"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the lists and of what can be done to a date."""
        return [
            path("", EventsView.as_view(), name="index"),
            path("ergebnisse/", EventsView.as_view(results_only=True), name="index_results"),
            path("<int:event_id>/", DatesView.as_view(), name="dates"),
            path("<int:event_id>/<int:pk>/aendern/", ChangeView.as_view(), name="change"),
            path("<int:event_id>/<int:pk>/absagen/", CancelView.as_view(), name="cancel"),
            path("<int:event_id>/<int:pk>/wieder-aufnehmen/", ReinstateView.as_view(), name="reinstate"),
        ]


def _date_row(row: Occurrence) -> dict[str, Any]:
    return {
        "date": row,
        "when": when_text(row),
        "place": place_of(row.event, row),
        "original": original_text(row),
        "can_reinstate": bool(ways_to_reinstate(row)),
    }


def _series_text(entry: ScheduleEntry) -> str:
    """Return a series as its rule says it, with the day of its first date."""
    words = rule_in_words(engine.Rule.from_rrule(entry.rule), start=entry.start_date, times=times_in_words(entry))
    return gettext("from %(day)s on: %(rule)s") % {"day": short_day_text(entry.start_date), "rule": words}


def _page_address(event: Event, request: HttpRequest) -> str:
    """Return the editor of the event's page for those who may use it."""
    page = event.page
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _moment(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


dates = DatesViewSet(NAMESPACE)
