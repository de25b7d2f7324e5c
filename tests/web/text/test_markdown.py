"""Briefs come from course authors; nothing in them may run, load from elsewhere or mislead the eye."""

import time

import pytest

from mooc.web.text.markdown import brief, clean, rendered

ATTACKS = {
    "an event handler": "<img src=x onerror=alert(1)>",
    "a script behind entities": "[a](java&#x73;cript:alert(1))",
    "a script as a link": "[a](javascript:alert(1))",
    "a script in a drawing": "<svg><script>alert(1)</script></svg>",
    "a frame": "<iframe src='https://evil.example'></iframe>",
    "a document as a link": "[a](data:text/html,x)",
    "a picture that tells who reads": "![x](https://evil.example/t.png)",
    "a link without a scheme": "[a](//evil.example)",
    "a link with a backslash": "[a](/\\evil.example)",
    "a text turned round": "pay \u202egnp.exe",
    "a hidden mark": "a\u200bb",
    "a style": "<p style='position:fixed'>x</p>",
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS.keys())
@pytest.mark.parametrize("raw", [False, True], ids=["as Markdown", "as HTML"])
def test_nothing_runs_or_loads_or_misleads(text: str, raw: bool) -> None:
    html = clean(text) if raw else rendered(text)
    live = html.replace("&lt;", "").lower()
    for sign in (
        "<script",
        "<svg",
        "<iframe",
        "<style",
        '<img src="http',
        "<img onerror",
        "\u202e",
        "\u200b",
        'href="//',
    ):
        assert sign not in live
    assert 'href="javascript' not in live and 'href="data' not in live and "style=" not in live.split("&gt;")[-1]
    assert clean(html) == html


def test_what_an_author_means_is_kept() -> None:
    html = rendered(
        "# Trois voix\n\nSuivez **trois** [personnes](https://example.org) :\n\n1. une\n2. deux\n\n|a|b|\n|-|-|\n|1|2|"
    )
    assert "<h2>Trois voix</h2>" in html and "<strong>trois</strong>" in html and "<ol>" in html and "<table>" in html
    assert '<a href="https://example.org" rel="nofollow noopener noreferrer ugc">personnes</a>' in html


def test_a_picture_of_our_own_is_kept() -> None:
    assert '<img src="/static/web/mark.svg" alt="trois cercles">' in rendered("![trois cercles](/static/web/mark.svg)")


@pytest.mark.parametrize("char", list("[*_`>(!#-"))
def test_a_flood_is_rendered_in_time_that_grows_as_it_does(char: str) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        assert clean(html := rendered(char * length)) == html
        return time.process_time() - start

    few = min(seconds(10_000 + n) for n in range(3))  # not the same: what was rendered once is remembered
    assert seconds(100_000) < 50 * few, "in the worst case a hundred times as much, where it grows with the square"


def test_a_brief_does_not_say_the_title_of_its_page_again() -> None:
    assert brief("# Tell it live\n\nWhile it happens.\n\n## What to do\n") == (
        "<p>While it happens.</p>\n<h2>What to do</h2>\n"
    )
    assert brief("No heading.") == "<p>No heading.</p>\n"
