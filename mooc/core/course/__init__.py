"""The course as a value: challenges, calendar, events, repeats, badges, and what differs between two versions.

Not here: reading it from files: ``mooc.lessonfiles``.
"""
