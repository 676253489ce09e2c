"""The linear programs of the domain, solved by HiGHS. Used in the worker process only: a native crash ends that alone."""

from collections.abc import Callable
from typing import Final

import highspy
import numpy as np

from domain.milp import Answer, Milp, Model, Status

# the search ends on a count first, so that the same problem gets the same answer; the clock is only a guard
MOST_NODES: Final = 4000
ENDED_WITH_SOLUTION: Final = 2
# of the time left one program may take this part: something must be left for what comes after it
PART_OF_TIME: Final = 0.6


def highs(seconds_left: Callable[[], float]) -> Milp:
    """A solver that stops when no time is left."""

    def solve(model: Model) -> Answer:
        return _read(_run(model, max(0.05, PART_OF_TIME * seconds_left())))

    return solve


def _run(model: Model, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6,
        "mip_max_nodes": MOST_NODES, "time_limit": seconds,
    }.items():  # fmt: skip
        solver.setOptionValue(option, value)
    solver.passModel(_as_lp(model))
    solver.run()
    return solver


def _as_lp(model: Model) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.costs), len(model.rows)
    lp.col_cost_ = np.array(model.costs, dtype=float)
    lp.col_lower_, lp.col_upper_ = np.array(model.lower, dtype=float), np.array(model.upper, dtype=float)
    lp.row_lower_ = np.array([row.low for row in model.rows], dtype=float)
    lp.row_upper_ = np.array([row.high for row in model.rows], dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(model.costs)
    starts = np.cumsum([0, *(len(row.factors) for row in model.rows)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = np.array([one for row in model.rows for one in row.factors], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([one for row in model.rows for one in row.factors.values()], dtype=float)
    return lp


def _read(solver: highspy.Highs) -> Answer:
    info = solver.getInfo()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer("infeasible")
    if info.primal_solution_status != ENDED_WITH_SOLUTION:
        return Answer("unknown", bound=float(info.mip_dual_bound))
    kind: Status = "optimal" if status == highspy.HighsModelStatus.kOptimal else "feasible"
    values = tuple(float(one) for one in solver.getSolution().col_value)
    return Answer(kind, values, float(info.objective_function_value), float(info.mip_dual_bound))
