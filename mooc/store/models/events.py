"""What happened among people."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from mooc.store.models.cohorts import Cohort
from mooc.store.models.people import User


class AppendOnly(Exception):
    """Entries of the audit log are added, never changed and never deleted."""


class AppendOnlyQuerySet(models.QuerySet["AuditEntry"]):
    """Refuses whatever would change or delete an entry."""

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnly

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = abulk_update = aupdate_or_create = _refuse
    _update = _raw_delete = _refuse  # what Django itself would go by, from a cascade or from Model.save

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        """Add entries. Raises AppendOnly where those that are there already would be changed."""
        if options.get("update_conflicts"):
            raise AppendOnly
        return super().bulk_create(objs, *args, **options)


class AuditEntry(models.Model):
    """An entry of the audit log; the columns are the fields of ``mooc.core.audit.AuditEvent``, see there.

    Ids only. The people and the cohort are referred to without a constraint: when a row of theirs is erased, the entry
    keeps an id that leads to nobody and is not given again. So the fate of an entry is: kept, as it is, for good.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    subject = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    cohort = models.ForeignKey(
        Cohort, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    object_kind = models.CharField(max_length=20, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["AuditEntry"]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        db_table = "audit_entry"
        base_manager_name = "objects"
        indexes: ClassVar = [models.Index(fields=["cohort", "kind"], name="audit_entry_of_cohort")]

    def __str__(self) -> str:
        return f"audit entry {self.pk} {self.kind}"

    def save(self, *args: Any, **options: Any) -> None:
        """Add the entry. Raises AppendOnly for one that is there already."""
        if not self._state.adding or options.get("force_update"):
            raise AppendOnly
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Raises AppendOnly."""
        raise AppendOnly
