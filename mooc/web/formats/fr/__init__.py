"""Numbers in French, where Django writes them otherwise.

Not here: words and dates.
"""
