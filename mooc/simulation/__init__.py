"""What happens on networks, made up: worlds, classes that live in them, and rehearsals of cases.

Not here: servers that stand in for real networks (``fixtures``), and the demo that personas play (``demo``).

    worlds            what happened on a network, as YAML or as values
    played_network    a network that a world plays: it shows what stands there at a moment
    classes           whole classes, drawn by chance, with the truth of what each learner has done
    rehearsal         the cases of courses: one learner, one challenge, the answer that is expected
    people            personas with tempers and tricks, who act by hand: whoever plays them gives them hands
"""
