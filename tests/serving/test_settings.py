"""What Django is told of the database."""

import pytest

from mooc import settings
from mooc.environment import Environment


def test_what_stands_in_the_address_of_the_database_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_env", Environment(statement_timeout=7, lock_timeout=3))
    url = "postgresql://a@b/c?sslmode=verify-full&connect_timeout=9&options=-c%20search_path%3Dmooc"
    options = settings._database(url)["OPTIONS"]
    assert (options["sslmode"], int(options["connect_timeout"])) == ("verify-full", 9)
    assert options["options"] == "-c search_path=mooc -c statement_timeout=7s -c lock_timeout=3s"
    assert options["pool"]["timeout"] == 2
