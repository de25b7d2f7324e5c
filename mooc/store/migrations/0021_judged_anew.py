"""What was counted and judged by rules that refused the honest is counted and judged again.

Posts whose texts are still kept have their words counted anew: in scripts without spaces they had one. No count is
lowered, as no pass is taken back. Every pair that is open in a cohort that runs is due: a hashtag with an accent, a week
that one early post had closed. Profiles need nothing: the next look that counts other words adds them as they are now.
"""

from typing import Any

from django.db import migrations
from django.db.models import F

from mooc.core.values.text import word_count

_AT_ONCE = 500


def _count_anew(apps: Any, schema_editor: Any) -> None:
    log = apps.get_model("store", "Activity").objects
    texts = apps.get_model("store", "Text").objects.exclude(body="").select_related("activity")
    changed = []
    for text in texts.only("body", "activity__words").iterator(chunk_size=_AT_ONCE):
        words = word_count(text.body)
        if words > text.activity.words:
            text.activity.words = words
            changed.append(text.activity)
        if len(changed) == _AT_ONCE:
            log.bulk_update(changed, ["words"])
            changed.clear()
    log.bulk_update(changed, ["words"])


def _judge_anew(apps: Any, schema_editor: Any) -> None:
    pairs = apps.get_model("store", "Verdict").objects
    pairs.filter(settled=False, member__cohort__closed_at__isnull=True).update(asked=F("asked") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0020_mentors_zones"),
    ]

    operations = [
        migrations.RunPython(_count_anew, migrations.RunPython.noop),
        migrations.RunPython(_judge_anew, migrations.RunPython.noop),
    ]
