"""What all pages share: who looks, where they are, forms, errors, preferences.

Not here: pages of one role or subject, which lie in the rooms beside; markup that recurs: ``templatetags``.
"""
