"""Values that know nothing of networks or courses: spans of time, text, durations, patterns, zones, names.

What is seen on a network is in ``mooc.core.facts``.
"""
