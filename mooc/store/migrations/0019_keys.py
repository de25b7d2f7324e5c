from typing import Any

from django.db import migrations, models

USES = 200
"""Links that are out already and let anybody in: so many more may come by each. A facilitator's lets in one."""


def limit(apps: Any, schema_editor: Any) -> None:
    invitations = apps.get_model("store", "Invitation").objects.exclude(role="facilitator")
    invitations.update(uses=USES)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0018_faults"),
    ]

    operations = [
        migrations.AddField("apitoken", "beginning", models.CharField(default="", max_length=12)),
        migrations.AddField("apitoken", "used_at", models.DateTimeField(null=True)),
        migrations.AddField("invitation", "beginning", models.CharField(default="", max_length=4)),
        migrations.AddField("invitation", "uses", models.PositiveIntegerField(default=1)),
        migrations.AddField("invitation", "used", models.PositiveIntegerField(default=0)),
        migrations.RunPython(limit, migrations.RunPython.noop),
    ]
