"""Letters to people: subject and body, plain text, in every language.

Sending them is the business of ``mooc.services`` and ``mooc.runtime.mail``.
"""
