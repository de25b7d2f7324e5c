"""Who is with whom, and why.

Not here: what twinomes say of each other (``attestation``).
"""
