from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """Texts that are there already are looked at again at once."""

    dependencies = [
        ("store", "0009_marks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="text",
            name="body",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="text",
            name="checked_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="text",
            name="due_at",
            field=models.DateTimeField(db_index=True, default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="text",
            name="lease_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="text",
            name="lease_token",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="text",
            name="nudged_until",
            field=models.DateTimeField(null=True),
        ),
    ]
