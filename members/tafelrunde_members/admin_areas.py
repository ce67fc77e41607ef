"""Which part of the admin each role may enter (law 11): what nobody allowed does not exist.

Wagtail shows everybody with access to its admin a good deal more than their own work: searches, choosers, reports
and JSON listings. Here it is the other way round. A plugin allows areas in its `AppConfig.ready()`::

    admin_areas.allow(Role.COORDINATOR, "meetings", "seats:index", may_open_minutes)

A string is the full name of a URL, or a namespace with all its URLs; a predicate receives the user and the resolved
address. `AdminAreasMiddleware` answers 404 everywhere else, whatever the method, and the menu follows it. Superusers
enter everything. Rights on single objects stay with the views: an allowed area still shows its own rows only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.views.defaults import page_not_found

from tafelrunde_members.enums import Role
from tafelrunde_members.permissions import AnyUser, is_staff_member, is_superuser, roles_of

Predicate: TypeAlias = Callable[[AnyUser, ResolverMatch], bool]
Area: TypeAlias = str | Predicate

#: What a browser needs before anybody has signed in. The site puts its own sign-in in the place of Wagtail's.
OPEN_TO_ALL = frozenset(
    {
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_login",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    }
)

_areas: defaultdict[Role, list[Area]] = defaultdict(list)


def allow(role: Role, *areas: Area) -> None:
    """Let a role enter areas of the admin; allowing the same area twice changes nothing."""
    allowed = _areas[role]
    allowed.extend(area for area in areas if area not in allowed)


def allow_everybody(*areas: Area) -> None:
    """Let every role enter areas of the admin."""
    for role in Role:
        allow(role, *areas)


def allowed_areas(role: Role) -> tuple[Area, ...]:
    """Return what a role may enter, in the order in which it was allowed."""
    return tuple(_areas[role])


def is_allowed(user: AnyUser, match: ResolverMatch) -> bool:
    """Tell whether the user may enter the resolved address of the admin."""
    if match.view_name in OPEN_TO_ALL or is_superuser(user):
        return True
    return any(_covers(area, user, match) for role in roles_of(user) for area in _areas[Role(role)])


def may_visit(user: AnyUser, url: str) -> bool:
    """Tell whether the user may enter an address of this site's admin; any other address is not ours to offer."""
    path = urlsplit(url).path
    if not is_admin_path(path):
        return False
    try:
        match = resolve("/" + path.removeprefix(get_script_prefix()))
    except Resolver404:
        return False
    return is_allowed(user, match)


def is_admin_path(path: str) -> bool:
    """Tell whether a path, with its leading slash, lies within the admin."""
    return path.startswith(reverse("wagtailadmin_home"))


def _covers(area: Area, user: AnyUser, match: ResolverMatch) -> bool:
    if callable(area):
        return area(user, match)
    return match.view_name == area or match.view_name.startswith(f"{area}:")


def for_models(view_name: str, models: Iterable[str], *, label: str, model: str) -> Predicate:
    """Return a predicate for one of Wagtail's views that take a model from the address.

    `models` are names like ``"wagtailimages.image"``; `label` and `model` name the arguments of the view.
    """
    names = frozenset(name.lower() for name in models)

    def covers(_user: AnyUser, match: ResolverMatch) -> bool:
        asked = f"{match.kwargs.get(label, '')}.{match.kwargs.get(model, '')}".lower()
        return match.view_name == view_name and asked in names

    return covers


class AdminAreasMiddleware:
    """Answers 404 for every admin address outside of the user's areas; sends anonymous visitors to sign in.

    Stands after the authentication middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Decide once the address is resolved and before anything of the view runs."""
        match = request.resolver_match
        if match is None or not is_admin_path(request.path) or is_allowed(request.user, match):
            return None
        if request.user.is_anonymous:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise PermissionDenied
            return redirect_to_login(request.get_full_path(), login_url=settings.LOGIN_URL)
        if not is_staff_member(request.user):
            raise Http404
        return _admin_page_not_found(request)


def _admin_page_not_found(request: HttpRequest) -> HttpResponse:
    """Answer exactly as Wagtail does for an address of its admin that does not exist."""
    response = page_not_found(request, Http404(), template_name="wagtailadmin/404.html")
    add_never_cache_headers(response)
    return response
