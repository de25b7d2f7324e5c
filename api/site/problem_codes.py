"""The codes of problems: a closed set, of which the document tells each one."""

from http import HTTPStatus
from typing import Annotated

from pydantic import WithJsonSchema
from typing_extensions import TypeAliasType

from mooc.core.values.pseudonyms import NameFault
from mooc.linking.refusal import Refusal

STATUSES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Statuses that may be all that there is to say."""
REFUSALS = frozenset(
    [
        "account_taken",
        "answered_already",
        "cohort_broken",
        "confirmed_already",
        "csrf",
        "not_json",
        "not_with_a_key",
        "nothing_to_ask",
        "paired_meanwhile",
        "too_many_invitations",
        "too_many_keys",
    ]
)
"""The request is well formed, and cannot be done."""
WRONG_FIELDS = frozenset(
    [
        "account_not_shown",
        "bad_cursor",
        "bad_text",
        "blank",
        "comment_missing",
        "consent_needed",
        "duplicate_key",
        "invalid",
        "network_not_offered",
        "network_trouble",
        "no_network",
        "not_a_hashtag",
        "not_a_link",
        "not_a_mapping",
        "not_a_slug",
        "not_finite",
        "not_in_this_cohort",
        "not_looked_up",
        "taken",
        "too_far",
        "unknown_code",
        "unknown_handle",
        "unknown_list",
        "unknown_network",
        "unknown_zone",
        "wrong_length",
        "zone_required",
    ]
)
"""What is wrong with a field; ``invalid``: several things."""
WRONG_TYPES = frozenset(
    [
        "bool_parsing",
        "bool_type",
        "datetime_from_date_parsing",
        "datetime_object_invalid",
        "datetime_parsing",
        "datetime_type",
        "decimal_max_digits",
        "decimal_max_places",
        "decimal_parsing",
        "decimal_type",
        "decimal_whole_digits",
        "dict_type",
        "enum",
        "extra_forbidden",
        "finite_number",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_parsing_size",
        "int_type",
        "less_than_equal",
        "list_type",
        "literal_error",
        "missing",
        "model_attributes_type",
        "string_pattern_mismatch",
        "string_too_long",
        "string_too_short",
        "string_type",
        "string_unicode",
        "timezone_aware",
        "too_long",
        "too_short",
    ]
)
"""Pydantic's, as far as the types of our schemas can be missed."""


def code_of_refusal(refusal: Refusal) -> str:
    """Its key, without the catalogue that it stands in."""
    return refusal.removeprefix("linking.")


CODES = sorted(
    {status.name.lower() for status in STATUSES}
    | REFUSALS
    | WRONG_FIELDS
    | WRONG_TYPES
    | {fault.value for fault in NameFault}
    | {code_of_refusal(refusal) for refusal in Refusal if refusal is not Refusal.TOO_MANY}
)
ProblemCode = TypeAliasType(
    "ProblemCode", Annotated[str, WithJsonSchema({"type": "string", "enum": CODES, "title": "ProblemCode"})]
)
"""What went wrong, for programs."""
