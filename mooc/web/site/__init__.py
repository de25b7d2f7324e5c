"""What all pages share: who looks, where they are, forms, errors, preferences.

Pages of one role: the rooms beside.
"""
