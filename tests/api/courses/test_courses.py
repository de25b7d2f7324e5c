"""The courses that lie here: one that cannot be read hurts itself alone, and is named."""

from pathlib import Path

import pytest

from mooc.environment import environment
from tests.api.operations import client_of
from tests.building.cast import Cast
from tests.lessonfiles.pages import SMALL, written


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = SMALL.replace("brief: one.md", "brief: one.md\n        level: {en: hard}")
    for name, text in {"bad one": bad, "good": SMALL}.items():
        (tmp_path / name).mkdir()
        written(tmp_path / name, text)
    there = environment().model_copy(update={"courses": tmp_path})
    for module in ("api.courses.courses", "mooc.web.facilitator.cohorts"):
        monkeypatch.setattr(f"{module}.environment", lambda: there)


@pytest.mark.usefixtures("shelf")
def test_the_others_are_listed_and_the_bad_one_is_named(cast: Cast) -> None:
    answer = client_of(cast, "AN").get("/api/v1/courses")
    assert answer.status_code == 200
    assert [one["course"] for one in answer.json()["items"]] == ["small"]
    assert answer.headers["Courses-Left-Out"] == "bad%20one"
    assert client_of(cast, "AN").get("/api/v1/courses/small").status_code == 200


@pytest.mark.usefixtures("shelf")
def test_who_opens_a_cohort_is_told_what_is_wrong(cast: Cast) -> None:
    page = client_of(cast, "AD").get("/cohorts/new/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Run this course" in text or "Donner ce cours" in text
    assert "<strong>bad one</strong>" in text
    assert "{en: hard}" in text
