from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_returns"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="gateserver",
            name="a_server_fails_once",
        ),
        migrations.AddField(
            model_name="gateserver",
            name="token",
            field=models.CharField(default="", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="gateserver",
            constraint=models.UniqueConstraint(fields=("network", "server", "token"), name="a_token_is_refused_once"),
        ),
    ]
