"""Before anything is asked, whether it may be paid; alerts of budgets.

Not here: the rules: ``mooc.core.spending``.
"""
