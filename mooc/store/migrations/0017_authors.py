from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0016_items"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="watchitem",
            index=models.Index(fields=["author"], name="items_of_an_author"),
        ),
    ]
