"""Addresses of the site. Wagtail's own login, reset and sign-up are replaced before its URLs are included."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from tafelrunde_site.accounts import redirects

# Webhooks of mail providers, each behind the secret that only the provider knows: without one there are none.
webhooks = [path("anymail/", include("anymail.urls"))] if getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET") else []

urlpatterns = [
    *webhooks,
    path("verwaltung/", include(redirects.admin_urlpatterns)),
    path("verwaltung/", include(wagtailadmin_urls)),
    path("konto/", include("tafelrunde_site.accounts.allauth_urls")),
    path("dokumente/", include(wagtaildocs_urls)),
    path("demo/postfach/", include("tafelrunde_site.demo_inbox.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("tafelrunde_members.urls")),
    path("", include("tafelrunde_events.urls")),
    path("", include("tafelrunde_roundtables.urls")),
    path("", include("tafelrunde_site.page_urls")),
    # German has no prefix, other languages do; the browser's wish never changes what an address shows.
    # Wagtail's own login comes along with its pages, under every language's prefix: ours stand before it there as well.
    *i18n_patterns(
        path("", include(redirects.public_urlpatterns)),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
