"""What the page editor sends while somebody types, read by the same blocks as on saving."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.blocks import StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from tafelrunde_events import conf
from tafelrunde_events.blocks import MESSAGES, ScheduleBlock, ScheduleValue
from tafelrunde_events.models import Event, Venue
from tafelrunde_members.permissions import AnyUser

#: A schedule with more blocks than this is looked at on saving only.
MOST_BLOCKS = 200
_BLOCK = re.compile(r"schedule-(\d{1,4})-type")
_ORGANISER = re.compile(r"(organisers-\d{1,4})-organisation")
_NUMBER = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A block as typed: its value when it can be read, or sentences that say what is wrong."""

    prefix: str
    value: ScheduleValue | None
    refusals: tuple[str, ...] = ()


def _drafting_block() -> ScheduleBlock:
    """Return blocks of our own that always take incomplete values.

    Wagtail notes on the block itself that it reads a draft, and all forms share the blocks of a page type.
    """
    block = copy.deepcopy(ScheduleBlock())
    block.defer_required_validation()
    return block


_drafting = _drafting_block()


class SchedulePreviewForm(forms.Form):
    """Facts beside the dates that decide what stands in their way; all of them may be missing or nonsense."""

    zone = forms.CharField(required=False, max_length=64, empty_value="")
    venue = forms.ModelChoiceField(Venue.objects.none(), required=False)
    room = forms.CharField(required=False, max_length=120)
    page = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    event = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    body = forms.CharField(required=False, max_length=64)

    def __init__(self, data: Any, *, user: AnyUser) -> None:
        super().__init__(data)
        self.user = user
        venue: Any = self.fields["venue"]
        # A venue that the user must not know of is no venue: nobody finds out where others meet by trying numbers.
        venue.queryset = Venue.objects.visible_to(user).select_related("region")
        self.full_clean()

    def fact(self, name: str) -> Any:
        """Return what a field says, or nothing where it says nothing that can be understood."""
        return self.cleaned_data.get(name)

    @property
    def zone_name(self) -> str:
        """The zone as typed, or the one of the site."""
        return self.fact("zone") or conf.time_zone()

    @property
    def organiser_ids(self) -> frozenset[int]:
        """The keys of the organisations that are to hold the event."""
        chosen = (match[1] for name in self.data if (match := _ORGANISER.fullmatch(name)))
        values = (self.data[f"{row}-organisation"] for row in chosen if not self.data.get(f"{row}-DELETE"))
        return frozenset(int(value) for value in values if _NUMBER.fullmatch(value))

    @property
    def event_ids(self) -> frozenset[int]:
        """The key of the event whose dates are being changed, as far as the user may see it."""
        keys = Page.objects.filter(pk=self.fact("page")).values("translation_key")
        own = Q(pk=self.fact("event")) | Q(translation_key__in=keys)
        return frozenset(Event.objects.visible_to(self.user).filter(own).values_list("pk", flat=True))

    def drafts(self) -> Iterator[Draft]:
        """Yield the blocks that are not removed, as far as they can be read."""
        names = (match[0].removesuffix("-type") for name in self.data if (match := _BLOCK.fullmatch(name)))
        for prefix in sorted(names)[:MOST_BLOCKS]:
            block = _drafting.child_blocks.get(self.data[f"{prefix}-type"])
            if block is not None and not self.data.get(f"{prefix}-deleted"):
                yield self._draft(prefix, cast("StructBlock", block))

    def _draft(self, prefix: str, block: StructBlock) -> Draft:
        typed = block.value_from_datadict(self.data, self.files, f"{prefix}-value")
        try:
            return Draft(prefix, block.clean(typed))
        except StructBlockValidationError as error:
            return Draft(prefix, None, tuple(_sentences(error, block)))


def _sentences(error: StructBlockValidationError, block: StructBlock) -> Iterator[str]:
    """Yield what is wrong; what a field says by itself begins with the name of the field."""
    for name, part in error.block_errors.items():
        for problem in cast("ValidationError", part).error_list:
            text = " ".join(problem.messages)
            yield text if problem.code in MESSAGES else f"{block.child_blocks[name].label}: {text}"
