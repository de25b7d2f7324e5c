"""The questions, by what they ask for; ``adapter`` lists them by name.

Not here: how requests are sent and counted: ``client`` and ``asker``.
"""
