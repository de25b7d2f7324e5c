"""Records as they were written years ago, read like those of today.

Until spring 2023 a blob was named by ``{cid, mimeType}`` (https://atproto.com/specs/data-model#blob-type: "legacy").
Such records stand for good, and the lexicons know them no more: atproto then gives the whole record as it came.
"""

from typing import Any

from atproto_client.models.dot_dict import DotDict  # type: ignore[import-untyped]
from atproto_client.models.utils import get_or_create  # type: ignore[import-untyped]

_LEGACY = {"cid", "mimeType"}


def upgrade_record(record: Any) -> Any:
    """The record parsed, if nothing but the form of its blobs stood in the way; else as it is."""
    return get_or_create(_renewed(record.to_dict()), strict=False) if isinstance(record, DotDict) else record


def _renewed(part: Any) -> Any:
    """The same with each blob in the form of today; its size was not kept then, which is written -1."""
    if isinstance(part, dict):
        if part.keys() == _LEGACY:
            return {"$type": "blob", "ref": {"$link": part["cid"]}, "mimeType": part["mimeType"], "size": -1}
        return {name: _renewed(value) for name, value in part.items()}
    return [_renewed(element) for element in part] if isinstance(part, list) else part
