"""The draft schedule of a page."""

from typing import Any

from wagtail.fields import StreamField

from tafelrunde_events.blocks import ScheduleBlock


class ScheduleField(StreamField):
    """A stream of sessions and series. It brings its block definitions along, so that migrations need not name them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ScheduleBlock, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the blocks out of migrations; historical models get today's blocks."""
        name, path, _args, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options
