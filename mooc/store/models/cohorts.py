"""Courses that run, and who is in them."""

from typing import ClassVar

from django.db import models

from mooc.store.leased_rows import LeasedRow
from mooc.store.models.people import User


class CourseVersion(models.Model):
    """A course as it was when a cohort took it. ``version`` is the content hash; ``body`` the course as JSON."""

    course = models.CharField(max_length=60)
    version = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "courses_version"

    def __str__(self) -> str:
        return f"{self.course}@{self.version[:8]}"


class Cohort(LeasedRow):
    """A run of a course. All times UTC; ``zone`` is the IANA zone of its weeks.

    ``lists``: {network: {list name: [account ids]}}. ``advance_at``: the next moment (course time) at which a
    challenge opens, when it is due; null when none will. ``mentors_by_hand``: who comes in gets no mentor by itself.
    """

    due_at = None  # see ``advance_at``
    name = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    course = models.ForeignKey(CourseVersion, models.PROTECT, related_name="cohorts")
    start = models.DateTimeField()
    zone = models.CharField(max_length=64)
    hashtag = models.CharField(max_length=60)
    networks = models.JSONField(default=list)
    lists = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    shows_roster = models.BooleanField(default=False)
    mentors_by_hand = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    advance_at = models.DateTimeField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(LeasedRow.Meta):
        db_table = "cohorts_cohort"
        pass

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person is in a cohort."""

    LEARNER = "learner"
    MENTOR = "mentor"
    FACILITATOR = "facilitator"


class Member(models.Model):
    """A person in a cohort, in one role; a person with two roles has two rows.

    ``offers``/``wants``: skills, free words. ``left_at``: when the person left or was removed. ``mentor_chosen``: of a
    learner: a facilitator has said who the mentor is, or that there is none, and only a facilitator changes that.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    languages = models.JSONField(default=list)
    offers = models.JSONField(default=list)
    wants = models.JSONField(default=list)
    points = models.PositiveIntegerField(default=0)
    mentor_chosen = models.BooleanField(default=False)

    class Meta:
        db_table = "cohorts_member"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "user", "role"], name="one_membership_for_each_role")
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Mentoring(models.Model):
    """A mentor answers for a learner. Both are members of one cohort."""

    mentor = models.ForeignKey(Member, models.CASCADE, related_name="mentees")
    learner = models.ForeignKey(Member, models.CASCADE, related_name="mentorings")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "mentoring_assignment"
        constraints: ClassVar = [models.UniqueConstraint(fields=["mentor", "learner"], name="mentors_a_learner_once")]

    def __str__(self) -> str:
        return f"mentoring {self.pk}"


class Invitation(models.Model):
    """A link that lets so many people into a cohort (``uses``; so many have ``used`` it), in one role.

    Only the SHA-256 of its secret is kept, and the ``beginning`` by which whoever made it knows it.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=4, default="")
    uses = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "cohorts_invitation"

    def __str__(self) -> str:
        return f"invitation {self.pk}"
