"""Mailings about an event: whom they go to, releasing them, working them off, and how far they got."""

from tafelrunde_events.domain.mailings.lifecycle import (
    change_mailing,
    continue_,
    discard_draft,
    draft_mailing,
    release,
    repeat_for,
    stop,
)
from tafelrunde_events.domain.mailings.plan import PlannedRecipient, plan_candidates, plan_recipients
from tafelrunde_events.domain.mailings.preparing import prepare_due, release_and_prepare
from tafelrunde_events.domain.mailings.preview import Preview, preview, send_test
from tafelrunde_events.domain.mailings.progress import EventMailingProgress, progress_of
from tafelrunde_events.domain.mailings.recipients import Candidate, Circle, RecipientSource, register_recipients
from tafelrunde_events.domain.mailings.warnings import mailing_warnings
from tafelrunde_events.enums import Obstacle

__all__ = [
    "Candidate",
    "Circle",
    "EventMailingProgress",
    "Obstacle",
    "PlannedRecipient",
    "Preview",
    "RecipientSource",
    "change_mailing",
    "continue_",
    "discard_draft",
    "draft_mailing",
    "mailing_warnings",
    "plan_candidates",
    "plan_recipients",
    "prepare_due",
    "preview",
    "progress_of",
    "register_recipients",
    "release",
    "release_and_prepare",
    "repeat_for",
    "send_test",
    "stop",
]
