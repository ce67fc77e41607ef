"""What was public before subscriptions by mail existed is not news for anybody."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill_first_public(apps: Any, _schema_editor: Any) -> None:
    """Give each schedule entry the moment at which its event became public."""
    events = apps.get_model("tafelrunde_events", "Event").objects.filter(pk=OuterRef("event"))
    entries = apps.get_model("tafelrunde_events", "ScheduleEntry").objects.filter(first_public_at__isnull=True)
    entries.update(first_public_at=Subquery(events.values("first_public_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("tafelrunde_events", "0004_mailings_answers_and_reminders")]

    operations = [migrations.RunPython(fill_first_public, migrations.RunPython.noop)]
