"""What to look at and when: watches from needs, questions that are asked once, texts that are looked at again.

What it costs is in ``mooc.core.spending`` and ``mooc.core.forecast``.
"""
