"""Fill what schedule entries and events know since the migration before."""

from typing import Any

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery


def fill_entries(apps: Any, _schema_editor: Any) -> None:
    """Copy the visibility of the event and the end of the last date to each entry."""
    entries = apps.get_model("tafelrunde_events", "ScheduleEntry").objects
    events = apps.get_model("tafelrunde_events", "Event").objects.filter(pk=OuterRef("event"))
    dates = apps.get_model("tafelrunde_events", "Occurrence").objects.filter(entry=OuterRef("pk")).order_by()
    entries.update(
        visibility=Subquery(events.values("visibility")[:1]),
        last_end=Subquery(dates.values("entry").annotate(last=Max("end")).values("last")),
    )


def fill_audiences_and_topics(apps: Any, _schema_editor: Any) -> None:
    """Copy what the pages of trainings say to their events."""
    pages = apps.get_model("tafelrunde_events", "TrainingPage").objects
    audience_rows = apps.get_model("tafelrunde_events", "EventAudience")
    for event in apps.get_model("tafelrunde_events", "Event").objects.filter(page__isnull=False):
        page = pages.filter(pk=event.page_id).first()
        if page is not None:
            audience_rows.objects.bulk_create(audience_rows(event=event, audience=name) for name in page.audiences)
            event.topics.set(page.topic_items.values_list("tag", flat=True))


class Migration(migrations.Migration):
    dependencies = [("tafelrunde_events", "0002_calendar_state_history_and_imports")]

    operations = [
        migrations.RunPython(fill_entries, migrations.RunPython.noop),
        migrations.RunPython(fill_audiences_and_topics, migrations.RunPython.noop),
    ]
