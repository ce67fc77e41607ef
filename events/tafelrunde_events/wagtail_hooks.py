"""Registers the plugin's parts with the Wagtail admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from tafelrunde_events.domain.board_lists import ANSWERS_EXPORTED, ANSWERS_PRINTED
from tafelrunde_events.domain.certificates.issuing import ISSUED, REPLACED, REVOKED
from tafelrunde_events.domain.editing_texts import WORDS_CHANGED, WORDS_RESET
from tafelrunde_events.domain.imports.sources import EVENT_HIDDEN, EVENT_SHOWN, FILE_TAKEN_OVER, LOSSES_CONFIRMED
from tafelrunde_events.domain.mailings.lifecycle import CONTINUED, RELEASED, STOPPED
from tafelrunde_events.domain.on_the_day.checking_in import ATTENDANCE_NOTED
from tafelrunde_events.domain.on_the_day.papers import PAPER_PRINTED
from tafelrunde_events.domain.on_the_day.tables import ATTENDANCE_EXPORTED
from tafelrunde_events.domain.registrations.cleanup import APPROVAL_SWITCHED, REGISTRATIONS_REMOVED
from tafelrunde_events.domain.registrations.lists import (
    REGISTRATIONS_EXPORTED,
    REGISTRATIONS_PRINTED,
    SENSITIVE_EXPORTED,
)
from tafelrunde_events.domain.registrations.thanks import SENT as THANKS_SENT
from tafelrunde_events.domain.replies.settling import COUNTED
from tafelrunde_events.home_panel import add_coming_dates
from tafelrunde_events.models import CalendarSource, Event, EventMailing
from tafelrunde_events.registrations_panel import add_registrations_to_do
from tafelrunde_events.views.aliases import refuse_aliases_of_events
from tafelrunde_events.views.bulk_publishing import refuse_unfinished_pages
from tafelrunde_events.views.participants_papers import refuse_papers_for_participants
from tafelrunde_events.views.second_person import explain_own_change, explain_own_draft
from tafelrunde_events.views.withdrawal import ask_for_reason
from tafelrunde_events.viewsets.attendance import AttendanceViewSet, attendance
from tafelrunde_events.viewsets.calendar_replies import CalendarReplyViewSet, calendar_replies
from tafelrunde_events.viewsets.certificates import CertificateViewSet, certificates
from tafelrunde_events.viewsets.consent_texts import ConsentTextViewSet, consent_texts
from tafelrunde_events.viewsets.dates import DatesViewSet, dates
from tafelrunde_events.viewsets.evaluations import EvaluationViewSet, evaluations
from tafelrunde_events.viewsets.figures import FiguresViewSet, figures
from tafelrunde_events.viewsets.invitations import InvitationViewSet, invitations
from tafelrunde_events.viewsets.letters import LetterViewSet, letters
from tafelrunde_events.viewsets.mail_texts import TextViewSet, texts
from tafelrunde_events.viewsets.mailings import MailingViewSet, mailings
from tafelrunde_events.viewsets.registrations import RegistrationViewSet, registrations
from tafelrunde_events.viewsets.schedule_preview import SchedulePreviewViewSet, schedule_preview
from tafelrunde_events.viewsets.sources import SourceViewSet, sources
from tafelrunde_events.viewsets.trainings import TrainingViewSet, offer_again_buttons, trainings
from tafelrunde_events.viewsets.venues import VenueViewSet, venues
from tafelrunde_members.models import ConfidentialLogEntry

hooks.register("before_copy_page", refuse_aliases_of_events)
hooks.register("before_unpublish_page", ask_for_reason)
hooks.register("construct_homepage_panels", add_coming_dates)
hooks.register("before_bulk_action", refuse_unfinished_pages)
hooks.register("before_edit_page", explain_own_draft)
hooks.register("after_edit_page", explain_own_change)
hooks.register("register_page_header_buttons", offer_again_buttons)
hooks.register("register_page_listing_more_buttons", offer_again_buttons)
hooks.register("construct_homepage_panels", add_registrations_to_do)
hooks.register("before_serve_document", refuse_papers_for_participants)


@hooks.register("insert_global_admin_css")
def style_page_editor() -> SafeString:
    """Set the fields of a date side by side."""
    return format_html('<link rel="stylesheet" href="{}">', static("tafelrunde_events/css/page_editor.css"))


@hooks.register("insert_editor_js")
def script_page_editor() -> SafeString:
    """Show below each date what it comes to, while somebody types."""
    return format_html('<script src="{}" defer></script>', static("tafelrunde_events/js/schedule_preview.js"))


@hooks.register("register_admin_viewset")
def register_schedule_preview() -> SchedulePreviewViewSet:
    """Add the address at which that script asks."""
    return schedule_preview


@hooks.register("register_admin_viewset")
def register_dates() -> DatesViewSet:
    """Add the dates of events with their menu item."""
    return dates


@hooks.register("register_admin_viewset")
def register_invitations() -> InvitationViewSet:
    """Add the boards of answers with their menu item."""
    return invitations


@hooks.register("register_admin_viewset")
def register_calendar_replies() -> CalendarReplyViewSet:
    """Add the answers of calendar programs; the boards of answers lead to them."""
    return calendar_replies


@hooks.register("register_admin_viewset")
def register_mailings() -> MailingViewSet:
    """Add the mailings about events; the boards of answers lead to them."""
    return mailings


@hooks.register("register_log_actions")
def register_mailing_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about mailings, without their words."""
    actions.register_model(EventMailing, ConfidentialLogEntry)
    actions.register_action(RELEASED, _("Release a mailing"), _("Released a mailing"))
    actions.register_action(STOPPED, _("Stop a mailing"), _("Stopped a mailing"))
    actions.register_action(CONTINUED, _("Let a mailing go on"), _("Let a mailing go on"))


@hooks.register("register_admin_viewset")
def register_trainings() -> TrainingViewSet:
    """Add the addresses to which the buttons of training pages lead."""
    return trainings


@hooks.register("register_admin_viewset")
def register_consent_texts() -> ConsentTextViewSet:
    """Add the texts that those who register agree to, with their menu item."""
    return consent_texts


@hooks.register("register_admin_viewset")
def register_venues() -> VenueViewSet:
    """Add the venues with their menu item."""
    return venues


@hooks.register("register_log_actions")
def register_invitation_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about invitations."""
    actions.register_action(
        "tafelrunde_events.withdraw_invitation", _("Withdraw an invitation"), _("Withdrew the invitation")
    )
    actions.register_action("tafelrunde_events.invite_again", _("Invite somebody again"), _("Invited somebody again"))
    actions.register_action(COUNTED, _("Count a calendar's answer"), _("Counted the answer of a calendar program"))
    # What an event is called may be confidential: the log says only that its answers were taken along.
    actions.register_model(Event, ConfidentialLogEntry)
    actions.register_action(ANSWERS_EXPORTED, _("Save answers as a file"), _("Saved the answers as a file"))
    actions.register_action(ANSWERS_PRINTED, _("Print answers"), _("Printed the answers"))


@hooks.register("register_admin_viewset")
def register_sources() -> SourceViewSet:
    """Add the foreign calendars with their menu item."""
    return sources


@hooks.register("register_log_actions")
def register_source_log_actions(actions: LogActionRegistry) -> None:
    """Keep what foreign calendars are called out of the log, and put into words what was done with them."""
    actions.register_model(CalendarSource, ConfidentialLogEntry)
    actions.register_action(EVENT_HIDDEN, _("Hide an imported event"), _("Hid an imported event"))
    actions.register_action(EVENT_SHOWN, _("Show an imported event"), _("Showed an imported event again"))
    actions.register_action(LOSSES_CONFIRMED, _("Confirm that events are gone"), _("Confirmed that events are gone"))
    actions.register_action(FILE_TAKEN_OVER, _("Take over a calendar file"), _("Took over a calendar file"))


@hooks.register("register_admin_viewset")
def register_letters() -> LetterViewSet:
    """Add the printed letters of mailings; the page of a mailing leads to them."""
    return letters


@hooks.register("register_admin_viewset")
def register_texts() -> TextViewSet:
    """Add the words of letters with their menu item."""
    return texts


@hooks.register("register_log_actions")
def register_text_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about the words of letters."""
    actions.register_action(WORDS_CHANGED, _("Change the words of letters"), _("Changed the words of letters"))
    actions.register_action(WORDS_RESET, _("Take back own words"), _("Took back own words of letters"))


@hooks.register("register_admin_viewset")
def register_figures() -> FiguresViewSet:
    """Add the figures about trainings with their menu item."""
    return figures


@hooks.register("register_admin_viewset")
def register_attendance() -> AttendanceViewSet:
    """Add the pages of the day; the boards of registrations lead to them."""
    return attendance


@hooks.register("register_log_actions")
def register_attendance_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about the day of an event, without its people."""
    actions.register_action(ATTENDANCE_NOTED, _("Note the attendance"), _("Noted the attendance"))
    actions.register_action(ATTENDANCE_EXPORTED, _("Save the attendance"), _("Saved the attendance as a file"))
    actions.register_action(PAPER_PRINTED, _("Print participants"), _("Printed a list of participants"))


@hooks.register("register_admin_viewset")
def register_registrations() -> RegistrationViewSet:
    """Add the boards of registrations with their menu item."""
    return registrations


@hooks.register("register_log_actions")
def register_registration_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about registrations; it names nobody."""
    actions.register_action(
        REGISTRATIONS_EXPORTED, _("Save registrations as a file"), _("Saved the registrations as a file")
    )
    actions.register_action(
        SENSITIVE_EXPORTED, _("Save sensitive answers as a file"), _("Saved registrations with sensitive answers")
    )
    actions.register_action(REGISTRATIONS_PRINTED, _("Print registrations"), _("Printed the registrations"))
    actions.register_action(
        REGISTRATIONS_REMOVED, _("Remove unconfirmed registrations"), _("Removed unconfirmed registrations")
    )
    actions.register_action(
        APPROVAL_SWITCHED, _("Switch the approval of registrations"), _("Switched whether registrations are approved")
    )


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    """Add the certificates of trainings; the boards of registrations lead to them."""
    return certificates


@hooks.register("register_admin_viewset")
def register_evaluations() -> EvaluationViewSet:
    """Add the evaluation of trainings with its menu item."""
    return evaluations


@hooks.register("register_log_actions")
def register_certificate_log_actions(actions: LogActionRegistry) -> None:
    """Name what the log of actions says about certificates; it names nobody."""
    actions.register_action(ISSUED, _("Issue certificates"), _("Issued certificates"))
    actions.register_action(THANKS_SENT, _("Thank participants"), _("Thanked participants"))
    actions.register_action(REVOKED, _("Revoke a certificate"), _("Revoked a certificate"))
    actions.register_action(REPLACED, _("Issue a certificate anew"), _("Issued a certificate anew"))
