"""Values that know nothing of networks or courses: spans of time, text, durations, patterns, zones, names.

Not here: what is seen on a network: ``mooc.core.facts``.
"""
