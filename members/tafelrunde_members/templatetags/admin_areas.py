"""Templates of the admin ask here whether to offer a way at all."""

from django import template
from django.template.context import Context

from tafelrunde_members import admin_areas

register = template.Library()


@register.simple_tag(takes_context=True)
def may_visit(context: Context, url: str) -> bool:
    """Tell whether the user may enter an address of the admin."""
    return admin_areas.may_visit(context["request"].user, url)
