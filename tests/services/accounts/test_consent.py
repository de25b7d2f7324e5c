"""The text that people agree to: the same in both languages, and never changed without a new version."""

import json
from hashlib import sha256

from mooc.services.accounts import consent

DIGESTS = {"2026-11": "574c1e81068e764a"}


def test_a_changed_text_has_a_new_version() -> None:
    said = sha256(json.dumps(consent.TEXT, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert DIGESTS[consent.VERSION] == said[:16], "give the text a new version, and note its digest here"


def test_both_languages_say_as_much() -> None:
    assert {len(sentences) for sentences in consent.TEXT.values()} == {6}
    assert set(consent.TEXT) == {"fr", "en"}
