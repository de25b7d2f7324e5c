"""How Django writes numbers in each language, where it is not as we do.

Not here: words: those are in ``mooc/locale``.
"""
