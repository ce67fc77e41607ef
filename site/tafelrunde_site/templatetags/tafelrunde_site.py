"""What the frame of every page asks for: profile, menus, breadcrumb. All of it works without a request as well."""

from django import template
from django.template.context import Context
from wagtail.models import Page

from tafelrunde_site import navigation
from tafelrunde_site.models import SiteProfile

register = template.Library()


@register.simple_tag(takes_context=True)
def site_profile(context: Context) -> SiteProfile | None:
    """Return name, colours and contact of this site."""
    request = context.get("request")
    return navigation.get_profile(request) if request else None


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[navigation.Entry]:
    """Return the entries of the main menu."""
    request = context.get("request")
    return navigation.main_menu(request) if request else []


@register.simple_tag(takes_context=True)
def service_menu(context: Context) -> list[navigation.Entry]:
    """Return the entries of the service menu."""
    request = context.get("request")
    return navigation.service_menu(request) if request else []


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> list[navigation.Entry]:
    """Return the entries that concern the visitor's account."""
    request = context.get("request")
    return navigation.account_menu(request) if request else []


@register.simple_tag(takes_context=True)
def legal_menu(context: Context) -> list[navigation.Entry]:
    """Return the entries that stand in every footer."""
    request = context.get("request")
    return navigation.legal_menu(request) if request else []


@register.simple_tag(takes_context=True)
def page_breadcrumb(context: Context, page: Page) -> list[navigation.Entry]:
    """Return the pages above this one."""
    request = context.get("request")
    return navigation.breadcrumb(request, page) if request else []


@register.simple_tag(takes_context=True)
def round_tables_page(context: Context) -> navigation.Entry | None:
    """Return the page that lists the round tables."""
    request = context.get("request")
    return navigation.round_tables_page(request) if request else None
