"""What an unquoted word means: YAML 1.2's few plain forms, and a refusal where YAML 1.1 would guess."""

import re
from datetime import date, time
from typing import NamedTuple

Scalar = str | int | float | bool

_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_AMBIGUOUS = frozenset(
    form for word in ("y", "n", "yes", "no", "on", "off") for form in (word, word.upper(), word.title())
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]*)?)?")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_NUMBERLIKE = re.compile(
    r"""[-+]?(
        \.(inf|nan)
      | 0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-f_]+
      | [0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?
      | \.?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})([Tt \t].*)?")
_HOUR = re.compile(r"[Tt \t]\s*([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?\b")


class ResolvedScalar(NamedTuple):
    """What a plain scalar stands for, and the code of what is wrong with it (empty: nothing)."""

    value: Scalar
    code: str = ""


def resolve_scalar(text: str) -> ResolvedScalar:
    """What the unquoted ``text`` stands for.

    >>> resolve_scalar("12"), resolve_scalar("20:30").code, resolve_scalar("NO").code
    (ResolvedScalar(value=12, code=''), 'E101', 'E102')
    """
    if text in _EMPTY:
        return ResolvedScalar(text, "E103")
    if text in _TRUTH:
        return ResolvedScalar(_TRUTH[text])
    if text in _AMBIGUOUS:
        return ResolvedScalar(text, "E102")
    if text[0] not in "+-.0123456789":
        return ResolvedScalar(text)
    if _TIME.fullmatch(text):
        return ResolvedScalar(text, "E101")
    if _INTEGER.fullmatch(text):
        return ResolvedScalar(int(text))
    if _DECIMAL.fullmatch(text):
        return ResolvedScalar(float(text))
    if _NUMBERLIKE.fullmatch(text):
        return ResolvedScalar(text, "E106")
    dated = _DATE.fullmatch(text)
    if not dated:
        return ResolvedScalar(text)
    hour = _HOUR.match(dated[4] or "")
    try:
        date(int(dated[1]), int(dated[2]), int(dated[3]))
        if hour:
            time(int(hour[1]), int(hour[2]))
    except ValueError:
        return ResolvedScalar(text, "E113")
    return ResolvedScalar(text)
