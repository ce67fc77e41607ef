"""`/konto/kalender/`: the devices that subscribe to one's own dates, and which public dates stand among them."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tafelrunde_events.domain.calendar_address import webcal_address
from tafelrunde_events.domain.qr_code import QrCode, qr_code
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.feeds import (
    DEVICE_LIMIT,
    EXPLAINED,
    add_device,
    end_device,
    new_form_key,
    personal_address,
)
from tafelrunde_events.domain.subscriptions.selections import read_selection, save_selection, suggested_name
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.models import PersonalFeed, SavedSelection
from tafelrunde_site.accounts.calendar_forms import DeviceForm, SavedSelectionForm
from tafelrunde_site.accounts.requests import SignedInRequest


@dataclass(frozen=True)
class KeptFilter:
    """A kept filter, and whether all of what it selects by still exists."""

    saved: SavedSelection
    selection: Selection | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calendars(request: SignedInRequest) -> HttpResponse:
    """List devices and filters; POST adds a device and shows its address in the answer itself, for the only time.

    A redirect would have to keep the secret somewhere in between. Reloading the answer sends the form once more,
    which makes no second device and shows nothing: the key in the form says that it is the same.
    """
    if request.method != "POST":
        return _page(request, DeviceForm(initial={"form_key": new_form_key()}))
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        token = add_device(request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("tafelrunde_site:calendars")
    return render(request, "tafelrunde_site/account/calendar_address.html", _address(token, form.cleaned_data["name"]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a device's address shall end; POST ends it."""
    device = get_object_or_404(PersonalFeed.objects.visible_to(request.user).active(), pk=pk)
    if request.method != "POST":
        context = {"device": device, "explained_days": EXPLAINED.days}
        return render(request, "tafelrunde_site/account/calendar_end.html", context)
    end_device(device)
    messages.success(request, _("The calendar of “%(device)s” has ended.") % {"device": device.name})
    return redirect("tafelrunde_site:calendars")


@login_required
@require_POST
def keep_filter(request: SignedInRequest) -> HttpResponse:
    """Take a selection of public dates into the personal calendar."""
    form = SavedSelectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give the filter a name of at most 120 characters."))
        return redirect("tafelrunde_site:calendars")
    selection = SelectionForm(QueryDict(form.cleaned_data["query"]), version=current_version()).selection
    try:
        saved = save_selection(request.user, selection, name=form.cleaned_data["name"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("“%(filter)s” is part of your calendar now.") % {"filter": saved.name})
    return redirect("tafelrunde_site:calendars")


@login_required
@require_POST
def drop_filter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a selection out of the personal calendar; dates that concern the person otherwise stay."""
    saved = get_object_or_404(SavedSelection.objects.visible_to(request.user), pk=pk)
    saved.delete()
    messages.success(request, _("“%(filter)s” is no longer part of your calendar.") % {"filter": saved.name})
    return redirect("tafelrunde_site:calendars")


def used_text(moment: dt.datetime | None) -> str:
    """Return how long ago a device asked last, by days in the site's zone: "today", "3 days ago", "never so far"."""
    if moment is None:
        return _("never so far")
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return _("today")
    return ngettext("yesterday", "%(days)d days ago", days) % {"days": days}


def _page(request: SignedInRequest, form: DeviceForm) -> HttpResponse:
    version = current_version()
    devices = list(PersonalFeed.objects.visible_to(request.user).active())
    kept = list(SavedSelection.objects.visible_to(request.user))
    offered = SelectionForm(request.GET, version=version).selection
    context = {
        "form": form,
        "devices": [(device, used_text(device.last_used_at)) for device in devices],
        "may_add": len(devices) < DEVICE_LIMIT,
        "device_limit": DEVICE_LIMIT,
        "kept_filters": [KeptFilter(saved, read_selection(saved, version)) for saved in kept],
        "filter_form": None if offered.query in {saved.query for saved in kept} else _offer(offered, version),
    }
    return render(request, "tafelrunde_site/account/calendars.html", context)


def _offer(selection: Selection, version: CalendarVersion) -> SavedSelectionForm:
    """Return the form that keeps the selection in the address of the page; without one that is all public dates."""
    initial = {"name": suggested_name(selection, version), "query": selection.query}
    return SavedSelectionForm(initial=initial, auto_id="filter_%s")


def _address(token: str, name: str) -> dict[str, str | QrCode]:
    """Return what the page of a new device shows; nothing of it is stored."""
    address = personal_address(token)
    webcal = webcal_address(address)
    # A telephone that scans the code has to open its calendar, which it does for this scheme.
    return {"name": name, "address": address, "webcal_url": webcal, "qr": qr_code(webcal)}
