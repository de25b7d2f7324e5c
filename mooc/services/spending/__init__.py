"""Before anything is asked, whether it may be paid; alerts of budgets.

The rules are in ``mooc.core.spending``.
"""
