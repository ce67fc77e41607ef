"""Wagtail's own ways in are closed: its login would pass the second factor by."""

from urllib.parse import urlencode

from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.views.decorators.cache import never_cache


@never_cache
def to_login(request: HttpRequest, **_arguments: str) -> HttpResponse:
    """Lead to the sign-in page of the site and, after it, to where the visitor wanted to go."""
    target = reverse("account_login")
    if wanted := request.GET.get("next"):
        target = f"{target}?{urlencode({'next': wanted})}"
    return HttpResponseRedirect(target)


#: Stand before Wagtail's own addresses and share their names.
admin_urlpatterns = [
    path("login/", to_login, name="wagtailadmin_login"),
    # Wagtail's own takes the cookie away on GET as well, which any picture on another page could ask for.
    path("logout/", logout, name="wagtailadmin_logout"),
    re_path(r"^password_reset/(?:.*/)?$", to_login, name="wagtailadmin_password_reset"),
]
public_urlpatterns = [path("_util/login/", to_login, name="wagtailcore_login")]
