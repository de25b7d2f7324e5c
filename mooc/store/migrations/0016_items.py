from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0015_tokens"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="watchitem",
            name="an_item_is_noted_once",
        ),
        migrations.AddConstraint(
            model_name="watchitem",
            constraint=models.UniqueConstraint(
                fields=("watch", "key", "author"), name="an_item_is_noted_once_for_each"
            ),
        ),
    ]
