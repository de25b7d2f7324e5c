"""How many groups, and of which sizes."""

from mooc.core.pairing.twinome import LARGEST, SMALLEST


def size_cost(actual: int, wanted: int) -> int:
    """How much a size is worse than the wanted one; 0 for the wanted one.

    Larger is better than smaller, and a pair is the last resort: when one of two falls silent, the other is alone.
    """
    step = actual - wanted
    if step >= 0:
        return step * step
    return 2 * step * step + (4 if actual == SMALLEST else 0)


def sizes(count: int, wanted: int) -> tuple[int, ...]:
    """The sizes, as even as can be, into which ``count`` people are divided at the least cost. ``count`` is 2 or more.

    >>> [sizes(count, 3) for count in (2, 3, 4, 5, 6, 7, 8)]
    [(2,), (3,), (4,), (5,), (3, 3), (4, 3), (4, 4)]
    """
    fewest, most = -(-count // LARGEST), count // SMALLEST
    near = {min(max(count // wanted + step, fewest), most) for step in (-1, 0, 1)}
    return min((_even(count, groups) for groups in sorted(near)), key=lambda plan: _plan_cost(plan, wanted))


def _even(count: int, groups: int) -> tuple[int, ...]:
    size, larger = divmod(count, groups)
    return (size + 1,) * larger + (size,) * (groups - larger)


def _plan_cost(plan: tuple[int, ...], wanted: int) -> int:
    return sum(size_cost(size, wanted) for size in plan)
