import io
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from wagtail.documents import get_document_model

from tests.support.prerequisites import ROOT

#: From the lowest layer to the highest: a relation may point down or stay, never up.
LAYERS = ["tafelrunde_members", "tafelrunde_events", "tafelrunde_roundtables", "tafelrunde_site"]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in LAYERS]


def upward_relations(model: type[models.Model]) -> list[str]:
    height = LAYERS.index(model._meta.app_label)
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.app_label in LAYERS[height + 1 :]
        # The models of users and documents are the host's choice and reached by settings, not by an import.
        and field.related_model not in (get_user_model(), get_document_model())
    ]


def test_relations_of_models_keep_the_direction_of_imports():
    assert [relation for model in own_models() for relation in upward_relations(model)] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    output = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output, verbosity=3)
    except SystemExit:
        pytest.fail(f"Run manage.py makemigrations --name <what it does>:\n{output.getvalue()}", pytrace=False)


def test_migrations_have_spoken_names():
    unspoken = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.glob("*/tafelrunde_*/migrations/[0-9]*.py"))
        if "_auto_" in path.name or path.stem.count("_and_more")
    ]
    assert unspoken == []


def test_migrations_name_no_folder_of_the_checkout():
    """A dotted path such as ``members.tafelrunde_members`` works in a checkout and nowhere else."""
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted(ROOT.glob("*/tafelrunde_*/migrations/[0-9]*.py"))
        for line in Path(path).read_text().splitlines()
        if any(f"{layer.removeprefix('tafelrunde_')}.{layer}" in line for layer in LAYERS)
    ]
    assert wrong == []
