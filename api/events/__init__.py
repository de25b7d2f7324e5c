"""What happened among people, one's own and a cohort's: the audit log as far as one may read it.

Not here: how a verdict came about (``progress``), what budgets were spent on (``spending``).
"""
