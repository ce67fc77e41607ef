"""What the typed dates of a page come to. Nothing is stored; it is a POST because a schedule is long."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.generic import View
from wagtail.permissions import page_permission_policy

from tafelrunde_events import engine
from tafelrunde_events.blocks import refusal
from tafelrunde_events.domain.clashes import Plan, find_clashes
from tafelrunde_events.domain.holidays import state_of
from tafelrunde_events.domain.schedule_preview import Expanded, Preview, describe, expand_typed
from tafelrunde_events.forms.schedule_preview import Draft, SchedulePreviewForm
from tafelrunde_members.permissions import AnyUser, is_staff_member


def may_preview(user: AnyUser) -> bool:
    """Tell whether the user plans dates: on pages, or at a round table."""
    return is_staff_member(user) or page_permission_policy.user_has_any_permission(user, {"add", "change"})


class SchedulePreviewView(View):
    """Answers the typed blocks of a schedule with a piece of HTML for each."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Refuse whoever has no dates to plan."""
        if not may_preview(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return one section for each block that is there."""
        form = SchedulePreviewForm(request.POST, user=request.user)
        previews = _previews(form, request.user)
        return render(request, "tafelrunde_events/admin/schedule_preview.html", {"previews": previews})


def _previews(form: SchedulePreviewForm, user: AnyUser) -> list[Preview]:
    """Describe all blocks, looking for clashes once for all of them."""
    drafts = list(form.drafts())
    readings = {draft.prefix: _read(draft, form.zone_name) for draft in drafts}
    expanded = {prefix: reading for prefix, reading in readings.items() if isinstance(reading, Expanded)}
    venue = form.fact("venue")
    plan = Plan(
        slots=[slot for one in expanded.values() for slot in one.coming],
        venue=venue,
        room=form.fact("room") or "",
        organiser_ids=form.organiser_ids,
        body=form.fact("body") or "",
        event_ids=form.event_ids,
    )
    clashes, state = find_clashes(plan, user=user), state_of(venue)
    return [
        describe(prefix, reading, state=state, clashes=clashes)
        if isinstance(reading, Expanded)
        else Preview(prefix, refusals=reading)
        for prefix, reading in readings.items()
    ]


def _read(draft: Draft, zone: str) -> Expanded | tuple[str, ...]:
    """Return the dates of a block, or why there are none; an incomplete block gives no reason."""
    if draft.value is None or not draft.value.is_complete:
        return draft.refusals
    try:
        return expand_typed(draft.value.to_session(key=draft.prefix, zone=zone))
    except engine.ScheduleError as error:
        return (refusal(error),)
