"""Gives trainings that were there before a key of their own: they are no dates of one another, but for translations."""

import uuid
from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_every_course_its_key(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write a new key into every page, the same one into all translations of it."""
    pages = apps.get_model("tafelrunde_events", "TrainingPage").objects.using(schema_editor.connection.alias)
    keys: defaultdict[uuid.UUID, uuid.UUID] = defaultdict(uuid.uuid4)
    for pk, translation_key in pages.values_list("pk", "translation_key"):
        pages.filter(pk=pk).update(course_key=keys[translation_key])


class Migration(migrations.Migration):
    dependencies = [("tafelrunde_events", "0006_trainings_and_registrations")]

    operations = [migrations.RunPython(give_every_course_its_key, migrations.RunPython.noop)]
