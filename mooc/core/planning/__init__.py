"""What to look at and when: watches from needs, questions that are asked once, texts that are looked at again.

Not here: what it costs: ``mooc.core.spending`` and ``mooc.core.forecast``.
"""
