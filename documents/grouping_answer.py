"""A grouping problem and its answer written as JSON: what the worker is given and what `group solve` prints."""

from collections.abc import Mapping
from typing import Any

from domain.conflicts import Infeasible
from domain.grouping import Solution, rated
from domain.grouping_problem import Id, Problem, Student
from domain.matching import Placement
from domain.wish_figures import figures


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """The instance `read_problem` reads back as the same problem."""
    return {
        "students": [_student(one) for one in problem.students],
        "groups": {"sizes": list(problem.sizes)} if problem.sizes else {},
        "mentors": [
            {
                "id": one.id,
                "capacity": [one.least, one.most],
                "teaches": None if one.teaches is None else sorted(one.teaches, key=str),
            }
            for one in problem.mentors
        ],
        "rules": [
            {
                "id": one.id,
                "kind": one.kind,
                "students": list(one.students),
                "group": one.group,
                "mentor": one.mentor,
            }
            for one in problem.rules
        ],
        "wishes": dict(problem.wishes),
        "claims": {
            mentor: {
                "students": problem.claims.get(mentor, ()),
                "groups": problem.group_claims.get(mentor, ()),
            }
            for mentor in {**problem.claims, **problem.group_claims}
        },
        "previous": dict(problem.previous),
        "present": dict(problem.present),
        "full_marks": dict(problem.full_marks),
        "ratio": list(problem.ratio),
        "mentors_per_student": problem.mentors_per_student,
        "allow_other_teachers": problem.allow_other_teachers,
        "order": problem.order,
        "seed": problem.seed,
        "rounds": problem.rounds,
        "time_limit": problem.time_limit,
        "bands": {"total": problem.bands.total, "subject": problem.bands.subject},
        "weights": {name: getattr(problem.weights, name) for name in ("wish", "claim", "kept", "move")},
    }


def _student(student: Student) -> dict[str, Any]:
    return {
        "id": student.id,
        "sex": student.sex,
        "tier": student.level,
        "scores": dict(student.scores),
        "tags": sorted(student.tags, key=str),
        "total": student.total,
        "class": student.class_id,
    }


def solution_as_json(problem: Problem, found: Solution) -> dict[str, Any]:
    """What is printed of a solution, but for the time it took."""
    answer: dict[str, Any] = {
        "assignment": dict(found.placement.assignment),
        "mentors": dict(found.placement.leaders),
        "optimal": found.is_optimal,
        "excess": found.excess,
        "bands": _bands(found),
        "spread": round(found.spread, 3),
        "price": round(found.price, 3),
        "rounds": found.rounds,
    }
    if problem.mentors_per_student > 1 and problem.mentors:
        answer["student_mentors"] = {
            student.id: list(found.placement.mentors_of(student.id)) for student in problem.students
        }
    if problem.wishes and problem.mentors:
        met = figures(problem, found)
        answer["wishes"] = {
            "wished": met.wished,
            "first": _rounded(met.first),
            "listed": _rounded(met.listed),
        }
    return answer


def _rounded(part: float | None) -> float | None:
    return None if part is None else round(part, 3)


def _bands(found: Solution) -> dict[str, Any]:
    total, *subjects = (
        {"spread": round(band.width, 3), "limit": round(band.limit, 3), "met": band.is_met}
        for band in found.bands
    )
    names = [band.subject for band in found.bands[1:]]
    return {"met": found.are_bands_met, "total": total, "subjects": dict(zip(names, subjects, strict=True))}


def infeasible_as_json(found: Infeasible) -> dict[str, Any]:
    """What is printed when there is no solution."""
    return {"infeasible": list(found.conflict), "drop": list(found.drop), "proven": found.is_proven}


def read_solution(problem: Problem, answer: Mapping[str, Any]) -> Solution:
    """The solution a worker printed, measured anew."""
    students = {str(one.id): one.id for one in problem.students}
    assignment: dict[Id, int] = {students[key]: group for key, group in answer["assignment"].items()}
    leaders: dict[int, Id] = {int(group): mentor for group, mentor in answer["mentors"].items()}
    further = {
        students[key]: tuple(mentors[1:]) for key, mentors in answer.get("student_mentors", {}).items()
    }
    found = rated(problem, Placement(assignment, leaders, further))
    return Solution(
        placement=found.placement,
        excess=found.excess,
        price=found.price,
        bands=found.bands,
        spread=found.spread,
        is_optimal=bool(answer["optimal"]),
        rounds=int(answer["rounds"]),
    )


def read_infeasible(answer: Mapping[str, Any]) -> Infeasible:
    """The conflict a worker printed."""
    return Infeasible(tuple(answer["infeasible"]), tuple(answer["drop"]), bool(answer["proven"]))
