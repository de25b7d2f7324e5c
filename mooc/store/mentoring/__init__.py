"""Who mentors whom.

Not here: what mentors look at: ``mooc.store.progress``, ``mooc.store.attestation``.
"""
