"""What the whole suite shares."""

pytest_plugins = ["tests.needs", "tests.bluesky", "pytester"]
