"""What every request passes: the second factor of staff, the policy of the admin, and nothing personal in caches."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from tafelrunde_members.admin_areas import OPEN_TO_ALL, is_admin_path
from tafelrunde_site.accounts import conf
from tafelrunde_site.accounts.domain import is_staff_account
from tafelrunde_site.accounts.second_factor import ask_for_second_factor, gave_second_factor, has_second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SecondFactorMiddleware:
    """Staff get into the admin in sessions that gave their second factor; who has none is led to set one up.

    Stands after the authentication middleware and before `AdminAreasMiddleware`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Send staff to set up or to give their second factor; everybody else is none of its business."""
        if not is_admin_path(request.path) or not conf.second_factor_required():
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in OPEN_TO_ALL:
            return None
        user = request.user
        if not user.is_authenticated or not is_staff_account(user):
            return None
        if not has_second_factor(user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None if gave_second_factor(request) else ask_for_second_factor(request)


class PolicyMiddleware(CSPMiddleware):
    """Sends the strict policy of the public pages everywhere but to the admin, which has one of its own.

    The policies are the settings `CONTENT_SECURITY_POLICY` and `TAFELRUNDE_ADMIN_SECURITY_POLICY`.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Take the admin's policy in the admin, unless a view brought its own."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and is_admin_path(request.path):
            parts.config = conf.admin_security_policy()
        return parts


class PersonalPagesMiddleware:
    """Keeps what was made for a signed-in person, and everything under the account's address, out of every cache.

    A response that says something about caching itself is left alone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_personal(request) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def is_personal(request: HttpRequest) -> bool:
    """Tell whether the response depends on who asks. Without a session cookie nobody is asked for it."""
    if request.path.startswith(reverse("tafelrunde_site:account")):
        return True
    return conf.session_cookie_name() in request.COOKIES and request.user.is_authenticated
