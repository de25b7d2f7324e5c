"""An example of each check that gives every parameter, and of a course, for the page of the words.

A test lints each of them, and judges the checks on small worlds, in a course with the lists ``host`` and ``voices``.
"""

from collections.abc import Mapping

CHECK_EXAMPLES: Mapping[str, str] = {
    "profile": """\
profile:
  at_least: 1
  min_words: 5
  picture: true
  link: true
""",
    "follow": """\
follow:
  at_least: 2
  of: {list: voices}
  new: true
  must_hold: true
""",
    "unfollow": """\
unfollow:
  at_least: 1
  of: {list: voices}
  must_hold: true
""",
    "listen": """\
listen:
  at_least: 2
  to: {list: voices}
  first: true
""",
    "reply": """\
reply:
  at_least: 2
  to: {list: voices}
  tag: "{hashtag}"
  min_words: 5
  distinct: true
""",
    "mention": """\
mention:
  at_least: 1
  of: mentors
  tag: "{hashtag}"
  min_words: 5
  distinct: true
""",
    "quote": """\
quote:
  at_least: 1
  of: {list: voices}
  tag: "{hashtag}"
  min_words: 5
  distinct: true
""",
    "repost": """\
repost:
  at_least: 1
  of: outside_cohort
  must_hold: true
""",
    "post": """\
post:
  at_least: 2
  tag: "{hashtag}"
  min_words: 5
  distinct: true
  mentions: twinome
  link: true
  domains: [example.org, archive.org]
  media: 0
""",
    "thread": """\
thread:
  at_least: 3
  tag: "{hashtag}"
  min_words: 3
  distinct: true
""",
    "curate": """\
curate:
  at_least: 2
  domains: [example.org]
  tag: "{hashtag}"
  min_words: 5
  distinct: true
""",
    "live_post": """\
live_post:
  at_least: 3
  tag: "{hashtag}"
  moments: 2
  apart: 15
  distinct: true
""",
    "relay": """\
relay:
  at_least: 2
  by: outside_cohort
  kinds: [repost, quote]
  tag: "{hashtag}"
""",
    "conversation": """\
conversation:
  at_least: 1
  to: outside_cohort
  turns: 2
""",
    "help": """\
help:
  at_least: 1
  to: outside_cohort
  tag: "{hashtag}"
  min_words: 5
  distinct: true
  thanked: true
  within: 3
""",
    "bridge": """\
bridge:
  at_least: 1
  to: {list: voices}
  new: true
""",
    "figure": """\
figure:
  at_least: 1
  tag: "{hashtag}"
  min_words: 3
  distinct: true
  unit: birds
  dated: true
  source: true
  confirmed: 1
  by: cohort
""",
    "meet": """\
meet:
  at_least: 1
  to: twinome
""",
    "attest": """\
attest:
  at_least: 1
  by: mentor
  prompt: {fr: A lu son texte à voix haute, en: Has read the text aloud}
""",
    "all": """\
all:
  - follow: {of: host}
  - reply: {to: host, min_words: 5}
""",
    "any": """\
any:
  - quote: {of: {list: voices}, min_words: 5}
  - reply: {to: {list: voices}, min_words: 5}
""",
    "some": """\
some:
  at_least: 2
  of:
    - follow: {of: host}
    - reply: {to: host}
    - repost: {of: {list: voices}}
""",
}
"""Check → the example, as it stands below ``check``."""

COURSE_EXAMPLE = """\
course: bird-watch
title: {fr: Des oiseaux à la fenêtre, en: Birds at the window}
about:
  fr: Deux semaines pour faire connaissance avec qui chante sous vos fenêtres.
  en: Two weeks to get acquainted with whoever sings below your windows.
hashtag: "birdwatch"
pace: weekly
late_entry: 5d
lists: [host, voices]
events:
  dawn:
    title: {fr: "L'aube, ensemble", en: "Dawn, together"}
    week: 1
    day: saturday
    starts: "06:30"
    ends: "07:30"
  count:
    title: {fr: Le grand comptage, en: The great count}
    zone: Europe/Paris
    starts: "2027-01-30 09:00"
    ends: "2027-01-31 18:00"
welcome: letters/welcome.{lang}.md
charter: letters/charter.{lang}.md
conduct: letters/conduct.{lang}.md
reciprocity: letters/reciprocity.{lang}.md
badges:
  - badge: early-bird
    title: {fr: Lève-tôt, en: Early bird}
    needs: {points: 50, challenges: [dawn], level: hard, at_least: 1}
units:
  - unit: listen
    title: {fr: Tendre l'oreille, en: Prick up your ears}
    letter: letters/listen.{lang}.md
    challenges:
      - challenge: who-is-there
        title: {fr: "Qui est là ?", en: "Who is there?"}
        brief: briefs/who-is-there.{lang}.md
        level: easy
        points: 10
        grace: 12h
        review: none
        check:
          post: {tag: "{hashtag}", min_words: 8}
        alternatives:
          - attest: {by: mentor, prompt: {fr: "L'histoire a été racontée de vive voix", en: "The story was told aloud"}}
      - challenge: dawn
        title: {fr: "L'aube", en: Dawn}
        brief: briefs/dawn.{lang}.md
        level: hard
        points: 40
        after: [who-is-there]
        window: {event: dawn}
        check:
          live_post: {at_least: 3, moments: 3, apart: 10}
      - challenge: morning
        title: {fr: Le tour du matin, en: The morning round}
        brief: briefs/morning.{lang}.md
        repeat: 2
        check:
          post: {tag: "{hashtag}", min_words: 4}
  - unit: answer
    title: {fr: Répondre, en: Answer}
    challenges:
      - challenge: whose-song
        title: {fr: À qui ce chant, en: Whose song}
        brief: briefs/whose-song.{lang}.md
        check:
          reply: {to: cohort, min_words: 5}
"""
"""A whole ``course.yaml``."""
