"""The course as a value: challenges, calendar, events, repeats, badges, and what differs between two versions.

Reading it from files is the business of ``mooc.lessonfiles``.
"""
