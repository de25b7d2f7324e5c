"""Who mentors whom.

What mentors look at: ``mooc.store.progress``, ``mooc.store.attestation``.
"""
