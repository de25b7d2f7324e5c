"""Addresses of letters."""

ADDRESS = "https://loft.example/letters/"


def recognise(url: str) -> str | None:
    return url.removeprefix(ADDRESS) if url.startswith(ADDRESS) else None
