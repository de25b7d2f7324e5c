"""Generated worlds: a class that takes a course, learners of every temperament, and the truth of what each has done.

Not here: worlds that somebody wrote down: those are YAML.

    story = tell(seed=7, learners=500)     one World for each network, and who did what by which actions
    story.truth[handle, challenge]         whether it was done: told from the events (``truth``), not by the judge
    story.meant[handle, challenge]         whether it was meant to be: said by the one who wrote the story
    python -m mooc.simulation.classes --worlds 5000    plays so many small ones, and prints the table of truth

The truth is worked out from what happened by plain loops over the events (``past``, ``truth``): no check, need or
coverage is asked. Beside it, each way of doing a challenge (``solo``, ``exchanges``) says whether the rule, as it
stands, is met by it; tests compare the two. Some actions cheat and are met all the same, for no network tells them
apart from honest ones, and the truth says so:

    puppet              passed on by a second account of one's own, which nobody has linked: an outsider by the rule
    copied_a_fellow     somebody else's text: texts are compared with one's own only
    pasted_link         a source that a fellow has shared before, with words of one's own
    deleted_later       done, seen, then deleted: a pass is kept unless the challenge says that it must hold

Posts are edited, too: into what is asked for and out of it, before others answered, confirmed, thanked or passed them
on, and after. What was only so for minutes, when nobody looked, was not done.

What cheats and is not met: answered_oneself, confirmed_oneself, thanked_oneself, by_fellow, by_oneself, same_text,
by_the_host, by_somebody_listed,
by_a_mentor (and whatever else is done with people of the course where a stranger is asked for), stuffed_tag,
all_in_one_go, spread_by_edits, link_only, same_source, edited_out, backdated (done after the end, and said
to be from before), taken_back (where it must hold).

``meet`` and ``attest`` are not here: they come from what people say in the app, of which no network knows.

"Can't tell" is right beside the truth where the account is protected, where none is linked, and where the network was
out of order when the last look was due; nowhere else.
"""

from mooc.simulation.classes.story import CHALLENGES, START, ClassStory, generate_story

__all__ = ["CHALLENGES", "START", "ClassStory", "generate_story"]
