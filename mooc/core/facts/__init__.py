"""What can be known of a network: activities, identities, questions and readings, coverage, who is meant, proof.

What a check makes of it is in ``mooc.core.evidence``.
"""
