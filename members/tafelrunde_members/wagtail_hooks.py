"""Registers the plugin's parts with the Wagtail admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from tafelrunde_members import admin_menu
from tafelrunde_members.domain.mail.queue import RETRY_ACTION
from tafelrunde_members.domain.mail.suppressions import LIFT_ACTION, SUPPRESS_ACTION
from tafelrunde_members.models import Affiliation, Audience, ConfidentialLogEntry, Consent, Person, Suppression
from tafelrunde_members.viewsets import DirectoryViewSetGroup
from tafelrunde_members.viewsets.inbound import InboundViewSet, add_mailbox_panel
from tafelrunde_members.viewsets.mail import OutboxViewSet, add_delivery_panel
from tafelrunde_members.viewsets.suppressions import SuppressionViewSet


@hooks.register("register_admin_viewset")
def register_directory() -> DirectoryViewSetGroup:
    """Add the directory with its menu."""
    return DirectoryViewSetGroup()


@hooks.register("register_admin_viewset")
def register_outbox() -> OutboxViewSet:
    """Add the log of all mail."""
    return OutboxViewSet()


@hooks.register("register_admin_viewset")
def register_inbound() -> InboundViewSet:
    """Add the list of mail that arrived."""
    return InboundViewSet()


@hooks.register("register_admin_viewset")
def register_suppressions() -> SuppressionViewSet:
    """Add the list of addresses that nothing is sent to."""
    return SuppressionViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what the log of the admin notes about mail, and keep names and addresses out of it."""
    for model in (Person, Affiliation, Audience, Consent, Suppression):
        actions.register_model(model, ConfidentialLogEntry)
    actions.register_action(RETRY_ACTION, _("Send message again"), _("Message put back into the queue"))
    actions.register_action(SUPPRESS_ACTION, _("Suppress address"), _("Address suppressed"))
    actions.register_action(LIFT_ACTION, _("Lift suppression"), _("Suppression lifted"))


hooks.register("construct_homepage_panels", add_delivery_panel)
hooks.register("construct_homepage_panels", add_mailbox_panel)

# Last, so that nothing another hook adds escapes them.
hooks.register("construct_main_menu", admin_menu.keep_allowed_items, order=1000)
hooks.register("construct_homepage_panels", admin_menu.keep_allowed_panels, order=1000)
