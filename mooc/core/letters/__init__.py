"""Letters to people: subject and body, plain text, in every language.

Not here: sending them: ``mooc.services`` and ``mooc.runtime.mail``.
"""
