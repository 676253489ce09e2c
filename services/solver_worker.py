"""The process a grouping problem is solved in: the instance on stdin, a line of JSON per round and one at the end.

Numbers crunched in the server would hold up everybody's pages, and a native crash of the solver would end it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

from documents.grouping_answer import infeasible_as_json, solution_as_json
from documents.grouping_instance import read_problem
from domain.conflicts import Infeasible
from domain.grouping import LARGEST_CLASS, Solution, solve
from domain.grouping_problem import Problem
from domain.milp import Milp
from domain.milp_by_hand import by_hand

USUAL_SECONDS_OF_A_CLASS = 10.0
USUAL_SECONDS_OF_A_GRADE = 60.0
# what passes before this module runs, and on the answer's way back
RESERVE_SECONDS = 0.4
WITHOUT_HIGHS = "--without-highs"


def main(arguments: list[str], out: TextIO) -> None:
    """Solve the problem on stdin; answers go to `out`."""
    problem = read_problem(json.loads(sys.stdin.buffer.read().decode("utf-8")))
    ends_at = time.monotonic() + _seconds(problem)

    def seconds_left() -> float:
        return ends_at - time.monotonic()

    def on_round(round_number: int, best: Solution) -> bool:
        _print(out, {"round": round_number, **solution_as_json(problem, best)})
        return seconds_left() > 0

    found = solve(problem, _milp(WITHOUT_HIGHS in arguments, seconds_left), on_round)
    answer = infeasible_as_json(found) if isinstance(found, Infeasible) else solution_as_json(problem, found)
    _print(out, {"result": answer})


def _seconds(problem: Problem) -> float:
    is_class = len(problem.students) <= LARGEST_CLASS
    usual = USUAL_SECONDS_OF_A_CLASS if is_class else USUAL_SECONDS_OF_A_GRADE
    wanted = usual if problem.time_limit is None else problem.time_limit
    return wanted - RESERVE_SECONDS


def _milp(is_without_highs: bool, seconds_left: Callable[[], float]) -> Milp:
    if is_without_highs:
        return lambda model: by_hand(model, _for_a_part_of(seconds_left))
    from services.highs import highs  # loading it may be what crashes

    return highs(seconds_left)


def _for_a_part_of(seconds_left: Callable[[], float]) -> Callable[[], bool]:
    """Whether a quarter of the time now left is not over yet: the rest is for other programs and for the swaps."""
    ends_with = seconds_left() * 0.75
    return lambda: seconds_left() > ends_with


def own_stdout() -> TextIO:
    """The pipe to the server, for answers alone: what the solver prints by itself goes nowhere."""
    pipe, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return open(pipe, "w", encoding="utf-8", newline="\n")  # noqa: PTH123 - a number, not a path


def _print(out: TextIO, line: dict[str, object]) -> None:
    print(json.dumps(line, ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:], own_stdout())
