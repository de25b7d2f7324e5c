"""How many groups, and of which sizes."""

from mooc.core.pairing.twinome import MAX_SIZE, MIN_SIZE


def size_cost(actual: int, target: int) -> int:
    """How much a size is worse than the one that was asked for; 0 for that one.

    Larger is better than smaller, and a pair is the last resort: when one of two falls silent, the other is alone.
    """
    step = actual - target
    if step >= 0:
        return step * step
    return 2 * step * step + (4 if actual == MIN_SIZE else 0)


def group_sizes(count: int, target: int) -> tuple[int, ...]:
    """The sizes, as even as can be, into which ``count`` people are divided at the least cost. ``count`` is 2 or more.

    >>> [group_sizes(count, 3) for count in (2, 3, 4, 5, 6, 7, 8)]
    [(2,), (3,), (4,), (5,), (3, 3), (4, 3), (4, 4)]
    """
    fewest, most = -(-count // MAX_SIZE), count // MIN_SIZE
    plans = []
    for groups in sorted({min(max(count // target + step, fewest), most) for step in (-1, 0, 1)}):
        size, larger = divmod(count, groups)
        plans.append((size + 1,) * larger + (size,) * (groups - larger))
    return min(plans, key=lambda plan: sum(size_cost(size, target) for size in plan))
