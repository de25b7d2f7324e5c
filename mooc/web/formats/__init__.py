"""How Django writes numbers in each language, where it is not as we do.

Our own way: ``mooc.core.judging.rendering.number_in_words``.
"""
