"""Letting people in: a list for a telephone, and the page behind the QR code of a participant."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.on_the_day import Participant, check_in, undo_check_in
from tafelrunde_events.domain.on_the_day.participants import folded, participant_of
from tafelrunde_events.domain.on_the_day.sessions import moment_text
from tafelrunde_events.domain.registrations.links import find_by_entry
from tafelrunde_events.enums import AttendanceWay, RegistrationState
from tafelrunde_events.models import Attendance, Event, Occurrence, Registration
from tafelrunde_events.viewsets.attendance_pages import (
    NAMESPACE,
    SESSION,
    AttendancePageMixin,
    presence_text,
    title_of,
)

#: The buttons; each has a registration as its value.
LET_IN, TAKE_BACK = "einlassen", "zuruecknehmen"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list at the door; `there` says since when they are there."""

    pk: int
    title: str
    detail: str
    there: str
    searchable: str
    is_wanted: bool


class CheckInView(AttendancePageMixin, TemplateView):
    """Who of those expected is there: found by name, let in by one press."""

    template_name = "tafelrunde_events/admin/attendance/check_in.html"
    page_title = _("Check-in")

    @cached_property
    def session(self) -> Occurrence | None:
        """The session people are let in to."""
        return self.find_session(self.request.POST.get(SESSION) or self.request.GET.get(SESSION))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the list; whoever is not looked for is there as well, hidden, for the script that filters."""
        session, query = self.session, folded(self.request.GET.get("q", ""))
        lines = [_line(person, session, query) for person in self.people] if session else []
        return super().get_context_data(
            **kwargs,
            session=session,
            session_when=when_text(session) if session else "",
            is_early=bool(session) and timezone.localdate() < timezone.localdate(session.start) if session else False,
            lines=lines,
            found=sum(line.is_wanted for line in lines),
            query=self.request.GET.get("q", ""),
            presence=presence_text(self.people, session) if session else "",
            state_url=reverse(f"{NAMESPACE}:state", args=[self.event.pk]),
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Let somebody in or take it back, and return to the whole list: the next one is somebody else."""
        asked = request.POST.get(LET_IN) or request.POST.get(TAKE_BACK) or ""
        people = self.event.registrations.select_related("person")
        registration = people.filter(pk=int(asked)).first() if asked.isdecimal() else None
        if registration is None or self.session is None:
            raise Http404
        _change(request, registration, self.session, AttendanceWay.NAME)
        return redirect(f"{request.path}?{urlencode({SESSION: self.session.pk})}")


class StateView(AttendancePageMixin, View):
    """Who is there, for the script that keeps several telephones in step."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> JsonResponse:
        """Return the count in words, and for everybody since when they are there (empty: they are not)."""
        session = self.find_session(request.GET.get(SESSION))
        if session is None:
            raise Http404
        people = {str(person.registration.pk): since_text(person, session) for person in self.people}
        content = {"presence": presence_text(self.people, session), "people": people}
        return JsonResponse(content, headers={"Cache-Control": "private, no-store"})


class EntryView(AttendancePageMixin, TemplateView):
    """One participant, whose QR code somebody of the staff has read."""

    template_name = "tafelrunde_events/admin/attendance/entry.html"
    page_title = _("Check-in")

    @cached_property
    def registration(self) -> Registration:
        """The registration, looked up among those for events that the user runs."""
        found = find_by_entry(self.kwargs["token"])
        if found is None or not Registration.objects.managed_by(self.request.user).filter(pk=found.pk).exists():
            raise Http404
        return found

    @cached_property
    def event(self) -> Event:
        """The event somebody registered for."""
        return Event.objects.select_related("venue").get(pk=self.registration.event_id)

    @cached_property
    def session(self) -> Occurrence | None:
        """The session they are let in to."""
        return self.find_session(self.request.POST.get(SESSION) or self.request.GET.get(SESSION))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who it is, and how it stands with them."""
        registration, session = self.registration, self.session
        noted = Attendance.objects.filter(registration=registration).select_related("by")
        person = participant_of(registration, {row.occurrence_id: row for row in noted})
        return super().get_context_data(
            **kwargs,
            person=person,
            title=title_of(person),
            registration=registration,
            has_place=registration.state == RegistrationState.PLACED,
            session=session,
            session_when=when_text(session) if session else "",
            there=since_text(person, session) if session else "",
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Let them in or take it back, and show how it stands now."""
        if self.session is None or not {LET_IN, TAKE_BACK} & request.POST.keys():
            raise Http404
        _change(request, self.registration, self.session, AttendanceWay.CODE)
        return redirect(f"{request.path}?{urlencode({SESSION: self.session.pk})}")


def since_text(person: Participant, session: Occurrence) -> str:
    """Return since when they are at the session, and who noted it; empty where nobody did."""
    noted = person.attended.get(session.pk)
    return _since(noted) if noted else ""


def _since(noted: Attendance) -> str:
    when = moment_text(noted.at)
    if noted.by is None:
        return gettext("there since %(when)s") % {"when": when}
    return gettext("there since %(when)s (noted by %(who)s)") % {"when": when, "who": noted.by}


def _line(person: Participant, session: Occurrence, query: str) -> Line:
    number = gettext("Registration no. %(number)d") % {"number": person.registration.pk}
    return Line(
        pk=person.registration.pk,
        title=title_of(person),
        detail=person.organisation if person.name else number,
        there=since_text(person, session),
        searchable=person.searchable if person.name else "",
        is_wanted=all(word in person.searchable for word in query.split()),
    )


def _change(request: HttpRequest, registration: Registration, session: Occurrence, way: AttendanceWay) -> None:
    """Do what the button says, and tell how it stands with them now."""
    name = title_of(participant_of(registration, {}))
    if TAKE_BACK in request.POST:
        undo_check_in(registration, session)
        messages.success(request, gettext("%(name)s is no longer noted as there.") % {"name": name})
        return
    try:
        done = check_in(registration, session, way=way, by=cast("AbstractBaseUser", request.user))
    except ValidationError as error:
        messages.error(request, f"{name}: {' '.join(error.messages)}")
        return
    if done.is_new:
        messages.success(request, gettext("%(name)s is there.") % {"name": name})
    else:
        since = {"name": name, "since": _since(done.attendance)}
        messages.warning(request, gettext("%(name)s was let in already: %(since)s.") % since)
