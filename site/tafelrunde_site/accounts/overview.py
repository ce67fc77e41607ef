"""`/konto/`: what a signed-in person finds."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from tafelrunde_roundtables.permissions import seats_of
from tafelrunde_site.accounts.domain import is_staff_account
from tafelrunde_site.accounts.invitations import coming_invitations
from tafelrunde_site.accounts.requests import SignedInRequest
from tafelrunde_site.accounts.second_factor import has_second_factor


@login_required
def account(request: SignedInRequest) -> HttpResponse:
    """Show one's invitations, round tables and what protects the account."""
    user = request.user
    person = getattr(user, "person", None)
    return render(
        request,
        "tafelrunde_site/account/overview.html",
        {
            "person": person,
            "name": person.full_name if person else user.get_full_name(),
            "invitations": coming_invitations(user),
            "seats": seats_of(user).select_related("table", "organisation"),
            "is_staff_account": is_staff_account(user),
            "has_second_factor": has_second_factor(user),
        },
    )
