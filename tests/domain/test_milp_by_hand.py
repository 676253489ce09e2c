"""The plain search that stands in for the solver: right about what can be, silent about what is best."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.milp import Model
from domain.milp_by_hand import by_hand
from services.highs import highs

ROWS = st.lists(
    st.tuples(st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.integers(-3, 3), st.integers(0, 3)),
    max_size=5,
)


def model_of(rows):
    model = Model()
    for high in (1, 1, 2, 3):
        model.variable(high, cost=high - 2)
    for factors, low, width in rows:
        model.add(dict(enumerate(factors)), low, low + width)
    return model


def solutions(rows):
    for values in product(range(2), range(2), range(3), range(4)):
        sums = [sum(f * v for f, v in zip(factors, values, strict=True)) for factors, _, _ in rows]
        if all(low <= one <= low + width for one, (_, low, width) in zip(sums, rows, strict=True)):
            yield values


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_both_solvers_find_a_solution_exactly_where_there_is_one(rows):
    truth = list(solutions(rows))

    hand, solver = by_hand(model_of(rows)), highs(lambda: 20)(model_of(rows))

    assert hand.is_found == solver.is_found == bool(truth)
    assert hand.status in ("infeasible", "feasible")
    if truth:
        assert tuple(hand.values) in truth
        assert round(solver.cost) == min(
            sum(c * v for c, v in zip((-1, -1, 0, 1), one, strict=True)) for one in truth
        )
