"""Gives trainings that were there before a key of their own: they are no dates of one another."""

import uuid

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_every_course_its_key(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write one new key into every page."""
    pages = apps.get_model("tafelrunde_events", "TrainingPage").objects.using(schema_editor.connection.alias)
    for pk in pages.values_list("pk", flat=True):
        pages.filter(pk=pk).update(course_key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("tafelrunde_events", "0006_trainings_and_registrations")]

    operations = [migrations.RunPython(give_every_course_its_key, migrations.RunPython.noop)]
