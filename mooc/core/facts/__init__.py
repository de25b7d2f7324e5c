"""What can be known of a network: accounts and what they do, questions and readings, coverage, troubles, who is meant,
what proves it.

Not here: what a check makes of it: ``mooc.core.evidence``.
"""
