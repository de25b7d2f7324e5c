"""What can be known of a network: activities, identities, questions and readings, coverage, who is meant, proof.

Not here: what a check makes of it: ``mooc.core.evidence``.
"""
