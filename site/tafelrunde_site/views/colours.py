"""The colours an installation has chosen, as a style sheet: no page carries inline styles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tafelrunde_site.navigation import get_profile

#: Seconds that browsers keep the sheet when its address names the version it has; another one is asked for again.
FOREVER = 365 * 24 * 3600
SHORTLY = 60


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Set the tokens that differ from the theme's own."""
    profile = get_profile(request)
    response = render(
        request,
        "tafelrunde_site/colours.css",
        {"palette": profile and profile.palette},
        content_type="text/css; charset=utf-8",
    )
    is_versioned = profile is not None and request.GET.get("v") == profile.colours_version != ""
    if is_versioned:
        patch_cache_control(response, public=True, max_age=FOREVER, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=SHORTLY)
    return response
