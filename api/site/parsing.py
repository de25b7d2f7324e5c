"""Reading a JSON body strictly: what JSON does not know, and what two readers could read differently, is refused."""

import json
import math
from http import HTTPStatus
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from api.site.problems import Problem, field_problem


def _no_number(text: str) -> NoReturn:
    raise field_problem("body", "not_finite", "A finite number is expected.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _bounded(text: str) -> int:
    if len(text) > 30:
        raise field_problem("body", "not_finite", "A smaller number is expected.")
    return int(text)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise field_problem("body", "duplicate_key", "Each key once is expected.")
    return mapping


class StrictParser(Parser):
    """JSON of one mapping, sent as ``application/json``."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises Problem: 415, 400, or 422 with ``not_finite``, ``duplicate_key``."""
        if request.content_type != "application/json":
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
        try:
            body = json.loads(
                request.body,
                object_pairs_hook=_unique_keys,
                parse_constant=_no_number,
                parse_float=_finite,
                parse_int=_bounded,
            )
        except (ValueError, RecursionError):
            raise Problem(HTTPStatus.BAD_REQUEST, "not_json") from None
        if not isinstance(body, dict):
            raise field_problem("body", "not_a_mapping", "One JSON object is expected.")
        return body
