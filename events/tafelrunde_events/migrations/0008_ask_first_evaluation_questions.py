"""Gives the site the questions that it asks after trainings until its coordination decides otherwise."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

QUESTIONS = [
    ("Die Fortbildung hat meine Erwartungen erfüllt.", "The training met my expectations.", "scale"),
    (
        "Das Gelernte hilft mir bei meiner Arbeit oder meinem Engagement.",
        "What I learned helps me in my work or my engagement.",
        "scale",
    ),
    ("Die Inhalte wurden verständlich vermittelt.", "The contents were easy to understand.", "scale"),
    (
        "Es gab genug Zeit für Fragen und Austausch.",
        "There was enough time for questions and discussion.",
        "scale",
    ),
    (
        "Anmeldung, Ort oder Technik und Ablauf waren gut organisiert.",
        "Registration, venue or technology, and schedule were well organised.",
        "scale",
    ),
    ("Würden Sie die Fortbildung weiterempfehlen?", "Would you recommend the training?", "yes-no"),
    ("Was war für Sie besonders hilfreich?", "What did you find most helpful?", "text"),
    ("Was können wir besser machen?", "What can we do better?", "text"),
]
STEP = 10


def ask_first_questions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the questions where there are none."""
    questions = apps.get_model("tafelrunde_events", "EvaluationQuestion").objects.using(schema_editor.connection.alias)
    if questions.exists():
        return
    for number, (label, label_en, kind) in enumerate(QUESTIONS, start=1):
        questions.create(label=label, label_en=label_en, kind=kind, position=number * STEP)


class Migration(migrations.Migration):
    dependencies = [("tafelrunde_events", "0007_give_every_course_its_key")]

    operations = [migrations.RunPython(ask_first_questions, migrations.RunPython.noop)]
