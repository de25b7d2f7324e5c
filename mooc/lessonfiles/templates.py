"""Files to begin with: a course of one challenge, and one challenge more. They pass ``mooc lint`` and ``mooc test``."""

import re
from collections.abc import Sequence

CHECKS_TO_BEGIN_WITH = ("follow", "reply", "post", "relay")

_COURSE = """\
# yaml-language-server: $schema=../course.schema.json
# A course: weeks of challenges. `mooc lint` says what is wrong, `mooc test` plays the cases, `mooc show` reads it out.
course: {name}
title: {{fr: Un nouveau cours, en: A new course}}
about:
  fr: Ce que l'on y apprend, en une ou deux phrases.
  en: What one learns here, in a sentence or two.
hashtag: "{hashtag}"
pace: weekly
lists: [host]

units:
  - unit: first-week
    title: {{fr: La première semaine, en: The first week}}
    challenges:
"""

_CHALLENGE = """\
      - challenge: {name}
        title: {{fr: "{french}", en: "{english}"}}
        brief: briefs/{name}.{{lang}}.md
        level: easy
        points: 10
        check:
          {check}
"""

_CHECK = {
    "follow": "follow: {at_least: 1, of: host}",
    "reply": "reply: {at_least: 1, to: host, min_words: 5}",
    "post": 'post: {at_least: 1, tag: "{hashtag}", min_words: 5}',
    "relay": 'relay: {at_least: 1, by: outside_cohort, tag: "{hashtag}"}',
}
_TITLES = {
    "follow": ("Suivre l'hôte", "Follow the host"),
    "reply": ("Répondre à l'hôte", "Answer the host"),
    "post": ("Écrire", "Write"),
    "relay": ("Être relayé", "Be passed on"),
}

_BRIEFS = {
    "fr": """\
# {title}

Pourquoi cela vaut la peine, en quelques phrases.

## Que faire

Ce qu'il faut faire, et comment le faire sur {networks}.

## Un exemple

Une publication, un échange, un moment.

## Comment c'est jugé

Ce qui compte, ce qui ne compte pas. Votre compte est protégé ? Dites-le à une personne du mentorat : il y a une autre
voie, qui vaut autant.
""",
    "en": """\
# {title}

Why it is worth doing, in a few sentences.

## What to do

What there is to do, and how on {networks}.

## An example

A post, an exchange, a moment.

## How it is judged

What counts, what does not. Your account is protected? Tell a mentor: there is another way, worth as much.
""",
}

_DOWN = """
  - outage: network_down_all_week
    outages:
      - {from: start, to: end+1d}
"""

_CASES = {
    "follow": """\
cases:
  - met: followed_the_host
    happened:
      - {at: +1d, follow: host, by: ada}

  - mistake: followed_somebody_else
    happened:
      - {at: +1d, follow: zoe, by: ada}

  - mistake: waited_to_be_followed
    happened:
      - {at: +1d, follow: ada, by: host}

  - mistake: followed_too_late
    happened:
      - {at: end+1h, follow: host, by: ada}
""",
    "reply": """\
happened:
  - {at: -1h, post: question, by: host, text: "What did you hear on the way here?"}
cases:
  - met: answered_the_host
    happened:
      - {at: +1d, post: answer, by: ada, text: "A blackbird, and somebody whistling along", reply_to: question}

  - mistake: replied_to_myself
    happened:
      - {at: +1d, post: thought, by: ada, text: "What does one hear when one listens?"}
      - {at: +1d1h, post: answer, by: ada, text: "A blackbird, and somebody whistling along", reply_to: thought}

  - mistake: only_a_word_or_two
    happened:
      - {at: +1d, post: answer, by: ada, text: "Me too!", reply_to: question}

  - mistake: answered_too_late
    happened:
      - {at: end+1h, post: answer, by: ada, text: "A blackbird, and somebody whistling along", reply_to: question}
""",
    "post": """\
cases:
  - met: wrote_with_the_tag
    happened:
      - {at: +1d, post: words, by: ada, text: "Rain on the bus window, everybody quiet", tags: [HASHTAG]}

  - mistake: forgot_the_tag
    happened:
      - {at: +1d, post: words, by: ada, text: "Rain on the bus window, everybody quiet"}

  - mistake: only_the_tag
    happened:
      - {at: +1d, post: words, by: ada, text: "Hello!", tags: [HASHTAG]}

  - mistake: wrote_too_late
    happened:
      - {at: end+1h, post: words, by: ada, text: "Rain on the bus window, everybody quiet", tags: [HASHTAG]}
""",
    "relay": """\
happened:
  - {at: +1d, post: words, by: ada, text: "Rain on the bus window, everybody quiet", tags: [HASHTAG]}
cases:
  - met: reposted_by_a_stranger
    happened:
      - {at: +1d5h, repost: words, by: zoe}

  - mistake: relay_by_twinome
    happened:
      - {at: +1d5h, repost: words, by: bob}

  - mistake: reposted_by_myself
    happened:
      - {at: +1d5h, repost: words, by: ada}

  - mistake: passed_on_too_late
    happened:
      - {at: end+1h, repost: words, by: zoe}
""",
}


def course(name: str, networks: Sequence[str]) -> dict[str, str]:
    """File → text of a new course with one challenge. ``networks``: as people write their names."""
    hashtag = name.replace("-", "")
    head = _COURSE.format(name=name, hashtag=hashtag)
    return {"course.yaml": head + challenge_in_course("hello", "post"), **challenge("hello", "post", hashtag, networks)}


def challenge(name: str, check: str, hashtag: str, networks: Sequence[str]) -> dict[str, str]:
    """File → text of a new challenge's briefs and cases. ``networks``: see ``course``."""
    french, english = _TITLES[check]
    cases = f"challenge: {name}\n{_CASES[check].replace('HASHTAG', hashtag)}{_DOWN}"
    return {
        f"briefs/{name}.fr.md": _BRIEFS["fr"].format(title=french, networks=", sur ".join(networks)),
        f"briefs/{name}.en.md": _BRIEFS["en"].format(title=english, networks=", on ".join(networks)),
        f"cases/{name}.yaml": cases,
    }


def challenge_in_course(name: str, check: str) -> str:
    """What stands in ``course.yaml`` of a new challenge, as an item of the last unit."""
    french, english = _TITLES[check]
    return _CHALLENGE.format(name=name, check=_CHECK[check], french=french, english=english)


def hashtag_of(course: str) -> str:
    """The hashtag that the text of a ``course.yaml`` gives; "hashtag" where it gives none."""
    hashtag = re.search(r"^hashtag:\s*[\"']?#?(\w+)", course, re.MULTILINE)
    return hashtag[1] if hashtag else "hashtag"
