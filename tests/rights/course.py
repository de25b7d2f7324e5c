"""The course of the canary world: passes that peers look at, words of peers, people who meet, letters and a charter."""

from collections.abc import Mapping

from mooc.core.course.course import Course


def _challenge(name: str, check: Mapping[str, object], **more: object) -> dict[str, object]:
    return {"challenge": name, "title": {"en": name, "fr": name}, "brief": f"{name}.md", "check": check, **more}


COURSE = Course.model_validate(
    {
        "course": "canaries",
        "title": {"en": "Canaries", "fr": "Canaris"},
        "hashtag": "canaries",
        "version": "ca" * 32,
        "lists": ["host", "voices"],
        "texts": {"charter": {"en": "We listen", "fr": "On écoute"}, "welcome": {"en": "Come in", "fr": "Entrez"}},
        "units": [
            {
                "unit": "one",
                "title": {"en": "One", "fr": "Un"},
                "letters": {"en": "Dear all", "fr": "Chers"},
                "challenges": [
                    _challenge("follow", {"follow": {"of": {"list": "voices"}}}, review="peer"),
                    _challenge("post", {"post": {"tag": "canaries"}}, review="peer"),
                    _challenge("word", {"attest": {"by": "peer", "prompt": {"en": "Done?", "fr": "Fait ?"}}}),
                    _challenge("meet", {"meet": {"at_least": 1}}),
                ],
            }
        ],
    }
)
