"""What all pages share: who looks, where they are, forms, errors, preferences.

Not here: pages of one role: the rooms beside.
"""
