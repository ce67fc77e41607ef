"""`/konto/anmeldungen/`: what one registered for, to come and behind; each with the way to its own page."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tafelrunde_events.domain.registrations.links import registration_address
from tafelrunde_events.domain.registrations.own import personal_path
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Event, Occurrence, Registration
from tafelrunde_events.models.registrations import RegistrationQuerySet
from tafelrunde_events.permissions import own_registration_scope
from tafelrunde_members.permissions import AnyUser
from tafelrunde_site.accounts.date_rows import ROWS_PER_PAGE, DateRow, dates_to_show, in_order_of_dates
from tafelrunde_site.accounts.requests import SignedInRequest


@dataclass(frozen=True)
class RegistrationRow(DateRow):
    """A registration with the dates that are still to come, soonest first; of one that is over the last date alone."""

    registration: Registration
    dates: list[Occurrence]
    is_over: bool = False

    @property
    def event(self) -> Event:
        """What one registered for."""
        return self.registration.event

    @property
    def badge(self) -> str:
        """Class of the badge that shows how the registration stands."""
        if self.registration.state == RegistrationState.PLACED:
            return "free"
        return "off" if self.registration.is_over else "wait"

    @property
    def path(self) -> str:
        """The path of its own page; empty where the link has to be made anew by a button."""
        return personal_path(self.registration)


@login_required
@require_safe
@never_cache
def registrations(request: SignedInRequest) -> HttpResponse:
    """List one's registrations: those to come, soonest first, and behind them those that are over."""
    own = in_order_of_dates(own_registrations(request.user).select_related("event__venue"))
    page_obj = Paginator(own, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [RegistrationRow(one, *dates_to_show(one.event)) for one in page_obj]
    context = {
        "page_obj": page_obj,
        "coming": [row for row in rows if not row.is_over],
        "past": [row for row in rows if row.is_over],
    }
    return render(request, "tafelrunde_site/account/registrations.html", context)


@login_required
@require_POST
def open_registration(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead on to the page of one's own registration, under a link that is stored anew where the old one is void."""
    return redirect(registration_address(get_object_or_404(own_registrations(request.user), pk=pk)))


def own_registrations(user: AnyUser) -> RegistrationQuerySet:
    """Return what the signed-in person registered for, whether as a known person or by the account's address."""
    return Registration.objects.filter(own_registration_scope(user), anonymised_at__isnull=True)
