"""How the editor of a training is laid out: what it is, what is organised, how one registers."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page

from tafelrunde_events.panels import AppliedDatesPanel, FactRowsPanel, QuestionsPanel, SchedulePanel, TrainersPanel

_CONTENT = [
    *Page.content_panels,
    FieldPanel("lead"),
    MultiFieldPanel(
        [AppliedDatesPanel(), SchedulePanel("schedule", heading=_("Single dates and series")), FieldPanel("zone")],
        heading=_("Dates"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("format"),
            FieldRowPanel(
                [
                    FieldPanel("venue", help_text=_("New ones are added under “Venues” in the menu.")),
                    FieldPanel("room"),
                ]
            ),
            FieldPanel(
                "online_url",
                help_text=_("Everybody can read it. A link for participants alone stands under “Registration”."),
            ),
        ],
        heading=_("Place"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("audiences"),
            FieldPanel("topics"),
            FieldPanel("level", heading=_("Level")),
            FieldPanel("target_region"),
            FieldPanel("prerequisites"),
        ],
        heading=_("For whom"),
    ),
    FieldPanel("body"),
    FieldPanel("goals"),
    FieldPanel("image"),
]
_ORGANISATION = [
    FactRowsPanel(
        "organisers",
        heading=_("Organised by"),
        label=_("Organisation"),
        help_text=_("Public pages and calendars name only those that are released in the directory."),
    ),
    FactRowsPanel(
        "partners",
        heading=_("In cooperation with"),
        label=_("Organisation"),
        help_text=_("Public pages name only those that are released in the directory."),
    ),
    TrainersPanel(
        "trainers",
        panels=[FieldPanel("person"), FieldPanel("name"), FieldPanel("function")],
        heading=_("Trainers"),
        label=_("Trainer"),
        help_text=_("Only people who agreed to it are named. Please type names only with the person's consent."),
    ),
    FieldPanel("contact_email"),
    FieldPanel("fee_note"),
    MultiFieldPanel([FieldPanel("languages"), FieldPanel("access")], heading=_("Languages and support")),
    InlinePanel("documents", heading=_("Documents"), label=_("Document")),
    FieldPanel("exclusion_clause"),
]
_REGISTRATION = [
    MultiFieldPanel(
        [
            HelpPanel(
                _("People register on this site, or elsewhere, or not at all. What stands below is for this site.")
            ),
            FieldPanel("takes_registrations"),
        ],
        heading=_("Registration"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("minimum")]),
            FieldRowPanel([FieldPanel("reserved"), FieldPanel("per_organisation")]),
            FieldPanel("group_size"),
            FieldPanel("organisation_asked"),
            FieldPanel("needs_approval"),
        ],
        heading=_("Places"),
    ),
    MultiFieldPanel([FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_days")])], heading=_("Window")),
    MultiFieldPanel(
        [FieldPanel("has_waiting_list"), FieldRowPanel([FieldPanel("promotion_days"), FieldPanel("reply_hours")])],
        heading=_("Waiting list"),
    ),
    QuestionsPanel(
        "questions",
        heading=_("Questions"),
        label=_("Question"),
        help_text=_("Name, e-mail address and organisation are asked for anyway. Please ask only what you need."),
    ),
    FieldPanel("consents", widget=forms.CheckboxSelectMultiple),
    MultiFieldPanel([FieldPanel("join_url"), FieldPanel("reminder_days")], heading=_("Before the training")),
    MultiFieldPanel(
        [
            FieldPanel("sends_thanks"),
            FieldPanel("asks_evaluation"),
            FieldPanel("gives_certificate"),
            FieldRowPanel([FieldPanel("certificate_sessions"), FieldPanel("certificate_hours")]),
        ],
        heading=_("After the training"),
    ),
    MultiFieldPanel(
        [FieldPanel("registration_url"), FieldPanel("booking")],
        heading=_("Registration elsewhere"),
        classname="collapsed",
    ),
]


def training_edit_handler(*, form_class: type[WagtailAdminPageForm]) -> TabbedInterface:
    """Return the tabs of the editor; those for promotion and settings are the ones of every page."""
    return TabbedInterface(
        [
            ObjectList(_CONTENT, heading=_("Content")),
            ObjectList(_ORGANISATION, heading=pgettext_lazy("tab of a training", "Organisation")),
            ObjectList(_REGISTRATION, heading=_("Registration")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ],
        base_form_class=form_class,
    )
