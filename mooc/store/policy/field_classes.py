"""What each field of each table says about people, and its fate: see ``mooc.core.privacy``.

No field has a class by its type: who adds a field says here what it is. A table that is about people and that the
database does not empty with them (``ErasureFate.ERASED``) is one that an erasure has to reach.
"""

from collections.abc import Mapping

from mooc.core.privacy import ErasureFate, FieldClass, ModelPolicy, Protection

PUBLIC, COHORT, STAFF = FieldClass.PUBLIC, FieldClass.COHORT, FieldClass.STAFF
PSEUDONYMOUS, NETWORK_IDENTITY = FieldClass.PSEUDONYMOUS, FieldClass.NETWORK_IDENTITY
WORK, WORDS, BORROWED = FieldClass.WORK, FieldClass.WORDS, FieldClass.BORROWED
PERSONAL, CONTACT, SECRET, OPERATIONAL = (
    FieldClass.PERSONAL,
    FieldClass.CONTACT,
    FieldClass.SECRET,
    FieldClass.OPERATIONAL,
)

QUEUE_COLUMNS = "due_at not_before lease_until lease_token enqueued_until attempts reason broken_since parked_at"
"""What ``mooc.store.leased_rows.LeasedRow`` gives to each table that is a queue."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _model(
    subject: str,
    fate: ErasureFate,
    classes: Mapping[FieldClass, str],
    *,
    fates: Mapping[str, ErasureFate] | None = None,
    keep_reason: str = "",
    protection: Mapping[str, Protection] | None = None,
    vocabulary: str = "",
) -> ModelPolicy:
    fields = {field_class: _names(names) for field_class, names in classes.items()}
    return ModelPolicy(subject, fate, fields, fates or {}, keep_reason, protection or {}, frozenset(_names(vocabulary)))


PEOPLE: Mapping[str, ModelPolicy] = {
    "store.User": _model(
        "pk",
        ErasureFate.CASCADES,
        {
            PSEUDONYMOUS: "id name",
            CONTACT: "email",
            PERSONAL: "language zone joined_at last_login groups user_permissions",
            SECRET: "password",
            OPERATIONAL: "is_active is_staff is_superuser",
        },
        protection={"password": Protection.HASHED},
        vocabulary="language zone",
    ),
    "store.User_groups": _model("user", ErasureFate.CASCADES, {PSEUDONYMOUS: "user", OPERATIONAL: "id group"}),
    "store.User_user_permissions": _model(
        "user", ErasureFate.CASCADES, {PSEUDONYMOUS: "user", OPERATIONAL: "id permission"}
    ),
    "store.ApiToken": _model(
        "user",
        ErasureFate.CASCADES,
        {
            PSEUDONYMOUS: "user",
            PERSONAL: "id name beginning created_at used_at expires_at",
            SECRET: "digest",
        },
        protection={"digest": Protection.HASHED},
    ),
    "store.Account": _model(
        "user",
        ErasureFate.ERASED,
        {
            PSEUDONYMOUS: "user",
            NETWORK_IDENTITY: "id network external_id handle name moved_to standing",
            WORK: "standing_at seen_again_at linked_at",
            PERSONAL: "proof consent shared_with_twinome",
        },
        fates={"user": ErasureFate.DETACHED},
        vocabulary="network standing proof consent",
    ),
    "store.LinkAttempt": _model(
        "user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "user", PERSONAL: "id network handle code consent created_at"},
        vocabulary="network consent",
    ),
    "store.SignIn": _model(
        "user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "user", PERSONAL: "id network made_at", SECRET: "kept"},
        protection={"kept": Protection.ENCRYPTED},
        vocabulary="network",
    ),
    "store.Member": _model(
        "user",
        ErasureFate.CASCADES,
        {
            PSEUDONYMOUS: "id cohort user role languages offers wants",
            WORK: "joined_at left_at points",
            OPERATIONAL: "mentor_chosen",
        },
        vocabulary="role languages",
    ),
    "store.Mentoring": _model("learner__user", ErasureFate.CASCADES, {PSEUDONYMOUS: "id mentor learner since"}),
    "store.Twinome": _model(
        "seats__member__user",
        ErasureFate.ERASED,
        {PSEUDONYMOUS: "id why", COHORT: "cohort made_at dissolved_at"},
    ),
    "store.TwinomeMember": _model("member__user", ErasureFate.CASCADES, {PSEUDONYMOUS: "id twinome member"}),
    "store.MeetingCode": _model(
        "member__user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "member used_by", PERSONAL: "id expires_at used_at", SECRET: "digest"},
        protection={"digest": Protection.HASHED},
    ),
    "account.EmailAddress": _model(
        "user", ErasureFate.CASCADES, {PSEUDONYMOUS: "id user", CONTACT: "email", PERSONAL: "verified primary"}
    ),
    "account.EmailConfirmation": _model(
        "email_address__user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "id email_address", PERSONAL: "created sent", SECRET: "key"},
        protection={"key": Protection.FRAMEWORK},
    ),
    "sessions.Session": _model(
        "",
        ErasureFate.EXPIRES,
        {SECRET: "session_key session_data", OPERATIONAL: "expire_date"},
        protection=dict.fromkeys(("session_key", "session_data"), Protection.FRAMEWORK),
    ),
}
LEARNING: Mapping[str, ModelPolicy] = {
    "store.Verdict": _model(
        "member__user",
        ErasureFate.CASCADES,
        {
            PSEUDONYMOUS: "member",
            WORK: "id challenge answer trouble as_of judged_at rule course_version finding settled",
            OPERATIONAL: f"input_version judged_version {QUEUE_COLUMNS}",
        },
        vocabulary="challenge answer trouble rule course_version reason",
    ),
    "store.Receipt": _model(
        "member__user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "member", WORK: "id challenge made_at body digest points"},
        vocabulary="challenge",
    ),
    "store.PastedLink": _model(
        "member__user",
        ErasureFate.CASCADES,
        {
            PSEUDONYMOUS: "member",
            WORK: "id challenge url pasted_at answer values network reference key looked_at",
            OPERATIONAL: f"look_count {QUEUE_COLUMNS}",
        },
        vocabulary="challenge answer network reason",
    ),
    "store.Confirmation": _model(
        "member__user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "member by", WORDS: "id challenge url at withdrawn_at"},
        vocabulary="challenge",
    ),
    "store.Review": _model(
        "member__user",
        ErasureFate.CASCADES,
        {PSEUDONYMOUS: "member by", WORDS: "id challenge kind asked_at note answer comment answered_at"},
        fates={"by": ErasureFate.DETACHED},
        vocabulary="challenge kind answer",
    ),
    "store.Activity": _model(
        "@actor",
        ErasureFate.ERASED,
        {
            NETWORK_IDENTITY: "actor target_author reply_to_author quote_author",
            WORK: "id network key kind at seen_at absent_at target reply_to root quote_of edit_of url claimed_at",
            BORROWED: "tags mentions links media words text_hash marks",
        },
        vocabulary="network kind",
    ),
    "store.Text": _model(
        "@activity__actor",
        ErasureFate.EXPIRES,
        {
            WORK: "activity",
            BORROWED: "body",
            OPERATIONAL: f"checked_at {QUEUE_COLUMNS}",
        },
        vocabulary="reason",
    ),
}
COHORTS: Mapping[str, ModelPolicy] = {
    "store.CourseVersion": _model("", ErasureFate.STAYS, {PUBLIC: "id course version body stored_at"}),
    "store.Cohort": _model(
        "",
        ErasureFate.STAYS,
        {
            COHORT: "id name title course start zone hashtag networks lists is_public shows_roster closed_at",
            STAFF: "mentors_by_hand created_at",
            OPERATIONAL: f"advance_at {QUEUE_COLUMNS}".replace(" due_at", ""),
        },
        vocabulary="zone networks",
    ),
    "store.AuditEntry": _model(
        "subject",
        ErasureFate.KEPT,
        {PSEUDONYMOUS: "id actor subject cohort object_kind object_id", WORK: "kind at details"},
        keep_reason="Who did what stays traceable; only ids are left, which lead to nobody and are not given again.",
        vocabulary="kind object_kind object_id details",
    ),
    "store.Invitation": _model(
        "",
        ErasureFate.EXPIRES,
        {STAFF: "id cohort role beginning uses used created_at expires_at", SECRET: "digest"},
        protection={"digest": Protection.HASHED},
        vocabulary="role",
    ),
    "store.Budget": _model(
        "",
        ErasureFate.STAYS,
        {STAFF: "id cohort network cap_requests cap_usd spent_requests spent_usd step is_used_up"},
        vocabulary="network step",
    ),
    "store.BudgetAlert": _model(
        "", ErasureFate.STAYS, {STAFF: "id budget level at", OPERATIONAL: f"mailed_at {QUEUE_COLUMNS}"}
    ),
    "store.Charge": _model("", ErasureFate.STAYS, {STAFF: "id poll budget requests usd"}),
    "store.Reservation": _model("", ErasureFate.EXPIRES, {OPERATIONAL: "id budget watch token requests usd made_at"}),
    "store.Sent": _model("", ErasureFate.STAYS, {STAFF: "poll requests rows usd", OPERATIONAL: "id endpoint"}),
}
ENGINE: Mapping[str, ModelPolicy] = {
    "store.Watch": _model(
        "@subject",
        ErasureFate.ERASED,
        {
            NETWORK_IDENTITY: "subject",
            OPERATIONAL: "id network read since until cursor looked_at failures trouble trouble_detail failing_since "
            f"is_inactive {QUEUE_COLUMNS}",
        },
    ),
    "store.WatchUse": _model(
        "@watch__subject", ErasureFate.ERASED, {OPERATIONAL: "id watch cohort challenge since until"}
    ),
    "store.WatchItem": _model(
        "@author", ErasureFate.ERASED, {NETWORK_IDENTITY: "author", WORK: "id key seen_until", OPERATIONAL: "watch"}
    ),
    "store.Coverage": _model("@watch__subject", ErasureFate.ERASED, {OPERATIONAL: "id watch start end"}),
    "store.Poll": _model(
        "link__member__user",
        ErasureFate.STAYS,
        {PSEUDONYMOUS: "link", STAFF: "network at requests rows usd found trouble", OPERATIONAL: "id watch"},
        fates={"link": ErasureFate.DETACHED},
        vocabulary="network trouble",
    ),
    "store.Suspension": _model("", ErasureFate.EXPIRES, {OPERATIONAL: "id network trouble since until"}),
    "store.Stream": _model(
        "",
        ErasureFate.STAYS,
        {OPERATIONAL: f"id network host cursor open_since heard_at trouble {QUEUE_COLUMNS}"},
    ),
    "store.StreamGap": _model("", ErasureFate.STAYS, {OPERATIONAL: "id stream at kind after accounts filled"}),
    "store.GateBucket": _model(
        "",
        ErasureFate.EXPIRES,
        {
            PSEUDONYMOUS: "credential",
            OPERATIONAL: "id network server endpoint ends left closed_until refusals alone probe_until",
        },
    ),
    "store.GateServer": _model(
        "",
        ErasureFate.EXPIRES,
        {SECRET: "token", OPERATIONAL: "id network server failures trips until probe_until"},
        protection={"token": Protection.HASHED},
    ),
    "store.InstanceApp": _model(
        "",
        ErasureFate.STAYS,
        {SECRET: "client_secret", OPERATIONAL: "id instance client_id scope redirect made_at"},
        protection={"client_secret": Protection.ENCRYPTED},
    ),
}
FRAMEWORK: Mapping[str, ModelPolicy] = {
    "auth.Permission": _model("", ErasureFate.STAYS, {OPERATIONAL: "id name content_type codename"}),
    "auth.Group": _model("", ErasureFate.STAYS, {OPERATIONAL: "id name permissions"}),
    "auth.Group_permissions": _model("", ErasureFate.STAYS, {OPERATIONAL: "id group permission"}),
    "contenttypes.ContentType": _model("", ErasureFate.STAYS, {OPERATIONAL: "id app_label model"}),
}
MODELS: Mapping[str, ModelPolicy] = {**PEOPLE, **LEARNING, **COHORTS, **ENGINE, **FRAMEWORK}
"""``app.Model`` → what holds for its fields. Complete: a test compares it with Django's registry."""
