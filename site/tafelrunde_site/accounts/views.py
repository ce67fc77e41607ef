"""Pages of the account that allauth does not bring, or not as we need them."""

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.base.views import IndexView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator

from tafelrunde_site.accounts import conf
from tafelrunde_site.accounts.domain import is_staff_account
from tafelrunde_site.accounts.second_factor import fresh_login_required, has_second_factor


class SecondFactorView(IndexView):
    """What protects the account, and for staff what is still missing before the admin opens."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this person must have a second factor, and has one."""
        user = self.request.user
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["is_staff_account"] = is_staff_account(user)
        context["has_second_factor"] = has_second_factor(user)
        context["must_set_up"] = (
            conf.second_factor_required() and context["is_staff_account"] and not context["has_second_factor"]
        )
        return context


class StaffPasswordMixin:
    """Passwords are for staff; members sign in by code and have none to lose."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 to members."""
        if not is_staff_account(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(login_required, name="dispatch")
class StaffPasswordChangeView(StaffPasswordMixin, PasswordChangeView):
    """Changes a password."""


@method_decorator(login_required, name="dispatch")
class StaffPasswordSetView(StaffPasswordMixin, PasswordSetView):
    """Sets the first password."""


second_factor = SecondFactorView.as_view()
password_change = StaffPasswordChangeView.as_view()
password_set = fresh_login_required(StaffPasswordSetView.as_view())
