from typing import Any

from django.db import migrations, models
from django.db.models.functions import Coalesce


def choose_mentors(apps: Any, schema_editor: Any) -> None:
    """Who has a mentor so far was given one by hand, and keeps that one."""
    mentored = apps.get_model("store", "Mentoring").objects.values("learner")
    apps.get_model("store", "Member").objects.filter(pk__in=mentored).update(mentor_chosen=True)


def zones_of_cohorts(apps: Any, schema_editor: Any) -> None:
    """Nobody was asked for a time zone when coming in, and all of them stood at UTC: the newest cohort's holds."""
    users = apps.get_model("store", "User").objects.filter(zone="UTC")
    memberships = apps.get_model("store", "Member").objects.filter(user=models.OuterRef("pk")).order_by("-joined_at")
    newest = models.Subquery(memberships.values("cohort__zone")[:1])
    users.update(zone=Coalesce(newest, models.Value("")))


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0019_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="mentors_by_hand",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="member",
            name="mentor_chosen",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="user",
            name="zone",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.RunPython(choose_mentors, migrations.RunPython.noop),
        migrations.RunPython(zones_of_cohorts, migrations.RunPython.noop),
    ]
