"""The engine in memory: watches, log and judging of a class, with nothing stored. It imports all of the core.

Not here: what looks and verdicts mean (``planning``, ``judging``), networks, and worlds to try it on (``simulation``).
"""
