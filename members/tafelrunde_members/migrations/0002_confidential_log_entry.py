from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tafelrunde_members", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfidentialLogEntry",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("wagtailcore.modellogentry",),
        ),
    ]
