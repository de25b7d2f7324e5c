"""Cases: lessons tested like code. ``mooc test`` plays what happened on a network, and compares what is said of it.

Not here: the cases themselves: those lie beside the lessons.

case file ── read ──▶ Case…   a world, a cohort, a learner, a moment, the answer that is expected
Case + Course ── rehearse ──▶ Outcome   watches, looks and judge as in earnest, on a network that a world plays
Outcome + accepted words ── compare ──▶ Report
"""
