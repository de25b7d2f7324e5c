"""The checks by the word that names them in the YAML. Filled by ``mooc.core.checks``."""

from collections.abc import Mapping
from functools import cache
from types import GenericAlias
from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny, TypeAdapter

from mooc.core.checks.base import Check

CHECKS: dict[str, type[Check]] = {}


def check_from_words(data: Any, context: Mapping[str, Any] | None = None) -> Check:
    """The check that ``{name: parameters}`` stands for.

    ``context``: pydantic's, of the model around it. Raises ValueError; for wrong parameters pydantic's,
    whose places (``loc``) begin with the name.
    """
    if isinstance(data, Check):
        return data
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ValueError(f"one check by its name is expected: one of {', '.join(CHECKS)}")
    (name,) = data
    if name not in CHECKS:
        raise ValueError(f"there is no check {name!r}; one of {', '.join(CHECKS)} is expected")
    return _adapter(name).validate_python(dict(data), context=context)[name]


@cache
def _adapter(name: str) -> TypeAdapter[dict[str, Check]]:
    shape: Any = GenericAlias(dict, (str, CHECKS[name]))
    return TypeAdapter(shape)


NamedCheck = Annotated[SerializeAsAny[Check], BeforeValidator(lambda data, info: check_from_words(data, info.context))]
"""A check as an author writes it, ``{name: parameters}``, for a field of a pydantic model."""
