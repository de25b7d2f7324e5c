from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_budgets"),
    ]

    operations = [
        migrations.CreateModel(
            name="GateBucket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=12)),
                ("server", models.CharField(max_length=255)),
                ("endpoint", models.CharField(max_length=100)),
                ("credential", models.CharField(max_length=100)),
                ("ends", models.DateTimeField()),
                ("left", models.PositiveIntegerField(null=True)),
                ("closed_until", models.DateTimeField(null=True)),
                ("refusals", models.PositiveIntegerField(default=0)),
                ("alone", models.BooleanField(default=False)),
                ("probe_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network", "server", "endpoint", "credential"), name="a_bucket_is_counted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GateServer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=12)),
                ("server", models.CharField(max_length=255)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("trips", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(null=True)),
                ("probe_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("network", "server"), name="a_server_fails_once")],
            },
        ),
    ]
