"""Unpublishing a page with coming dates asks for a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from tafelrunde_events.forms.withdrawal import WithdrawalForm
from tafelrunde_events.models import Event
from tafelrunde_events.models.pages import BaseEventPage


def ask_for_reason(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Return the form that asks for a reason, or None when unpublishing may go on with the one that was given.

    Wagtail calls this when its own question was answered; the form sends the same request again, with the reason.
    """
    if not isinstance(page, BaseEventPage) or not has_coming_dates(page):
        return None
    form = WithdrawalForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        page.withdrawal_reason = form.cleaned_data["reason"]
        return None
    context = {
        "page": page,
        "form": form,
        "next_url": get_valid_next_url_from_request(request),
        "include_descendants": request.POST.get("include_descendants", ""),
    }
    return render(request, "tafelrunde_events/admin/confirm_withdrawal.html", context)


def has_coming_dates(page: Page) -> bool:
    """Tell whether unpublishing the page would cancel dates."""
    events = Event.objects.filter(page=page.pk)
    return any(not event.is_cancelled and event.occurrences.upcoming().exists() for event in events)
