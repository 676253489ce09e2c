"""The benchmark of the product: every page of a large invented school, over the real socket."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from components.router import BENCH_VARIABLE
from components.session import COOKIE
from db.connection import Database, Store
from domain.inspections import Act
from domain.record_kinds import Kind
from domain.records import InteractionForm
from seed import bench_school
from services import findings, inspections, interactions, school, sign_in
from services.context import clock
from services.findings import Told
from tests.benchmarks.bench import Target, report, run_bench

HOME = Path(__file__).resolve().parents[2]
_WHO = ("mentor", "office", "leader", "admin", "auditor")
# name, address, budget, who needs it most, what it is asked
PAGES = [
    ("today", "today", "list", "mentor", ""),
    ("today, office", "today", "list", "office", ""),
    ("record", "record", "list", "mentor", "student={student}"),
    ("students", "students", "list", "mentor", ""),
    ("students, school", "students", "list", "office", ""),
    ("log", "log", "list", "mentor", ""),
    ("log, school", "log", "list", "office", "whose=all"),
    ("log, search", "log", "list", "office", "whose=all&words=作业"),
    ("papers", "papers", "table", "mentor", ""),
    ("papers, office", "papers", "table", "office", ""),
    ("summary", "summary", "list", "mentor", ""),
    ("summary, handed in", "summary", "list", "office", "view=all"),
    ("months", "months", "dashboard", "mentor", ""),
    ("months, one by one", "months", "table", "mentor", "view=one"),
    ("months, class", "months", "table", "office", ""),
    ("archive", "archive", "table", "mentor", "student={student}"),
    ("groups, levels", "groups", "dashboard", "office", "step=1"),
    ("groups, board", "groups", "dashboard", "office", "step=2"),
    ("groups, wishes", "groups", "dashboard", "office", "step=3"),
    ("groups, mentors", "groups", "dashboard", "office", "step=4"),
    ("groups, filing", "groups", "dashboard", "office", "step=5"),
    ("claims", "claims", "list", "mentor", ""),
    ("filing", "filing", "list", "office", ""),
    ("register", "register", "table", "office", ""),
    ("ceremony", "ceremony", "table", "office", ""),
    ("grade", "grade", "dashboard", "office", ""),
    ("changes", "changes", "list", "mentor", ""),
    ("changes, office", "changes", "list", "office", ""),
    ("overview", "overview", "dashboard", "leader", ""),
    ("overview, term", "overview", "dashboard", "leader", "period=term"),
    ("overview, class", "overview", "dashboard", "leader", "of=c{class_id}"),
    ("compliance", "compliance", "dashboard", "leader", ""),
    ("compliance, mentors", "compliance", "dashboard", "office", "by=mentor"),
    ("inspections", "inspections", "list", "leader", ""),
    ("inspections, a draw", "inspections", "table", "leader", "open=new"),
    ("inspections, one", "inspections", "table", "leader", "open=one&id={inspection}"),
    ("inspections, a mentor", "inspections", "table", "leader", "open=mentor&id={inspected}"),
    ("findings", "findings", "list", "mentor", ""),
    ("leaders", "leaders", "list", "leader", ""),
    ("reports", "reports", "table", "leader", ""),
    ("reports, names", "reports", "table", "office", "names=1"),
    ("workload", "workload", "table", "leader", ""),
    ("workload, rule", "workload", "table", "office", "open=rule"),
    ("stages", "stages", "list", "leader", ""),
    ("import", "import", "list", "office", ""),
    ("exams", "exams", "list", "office", ""),
    ("templates", "templates", "list", "office", ""),
    ("reminders", "reminders", "list", "mentor", ""),
    ("reminders, office", "reminders", "dashboard", "office", ""),
    ("duties", "duties", "list", "office", ""),
    ("duties, a scheme", "duties", "dashboard", "office", "open=preset&key=S3"),
    ("leave", "leave", "list", "office", ""),
    ("access", "access", "list", "office", ""),
    ("dimensions", "dimensions", "table", "office", ""),
    ("calendar", "calendar", "list", "office", ""),
    ("accounts", "accounts", "list", "admin", ""),
    ("backups", "backups", "list", "admin", ""),
    ("audit", "audit", "table", "auditor", ""),
    ("more", "more", "list", "mentor", ""),
]
# what a busy afternoon asks for: these again, each time right after a colleague has recorded a talk
AFTER_A_TALK = ("today", "today, office", "students", "log", "compliance", "compliance, mentors", "overview")


def measure(folder: Path, rounds: int, json_to: str | None, strict: bool) -> int:
    """Build the school once, serve it, measure every page, report."""
    if not (folder / school.DATABASE).exists():
        print("正在建立 2000 名学生的学校…", file=sys.stderr, flush=True)
        school.build_whole(folder, bench_school.build_large)
    targets = _targets(folder)
    with serving(folder) as (address, pid):
        at_rest = [one for one in targets if one.before is None]
        busy = [one for one in targets if one.before]  # by themselves: a talk is news to every page
        results, [_, *after] = (
            run_bench(address, targets[0].cookie or "", pid, part, rounds) for part in (at_rest, busy)
        )
    return report(results + after, json_to, strict)


def _targets(folder: Path) -> list[Target]:
    """Every page as the person who needs it most: a mentor with the usual number of students, the whole school."""
    store = school.open_school(folder)
    talk = _colleague(store)
    with store.write() as db:
        mentor, student = _usual_mentor(db)
        (class_id,) = db.execute(
            "select class_id from class_membership where student_id = ?", [student]
        ).fetchone()
        accounts = (mentor, *(_holder(db, role) for role in _WHO[1:]))
        db.execute("update account set must_change_password = 0")  # nobody of this school is real
    known = {"student": student, "class_id": class_id, **_inspect(store, *accounts[:2])}
    signed_in = (f"{COOKIE}={sign_in.open_session_for(store, account, clock())}" for account in accounts)
    cookies = dict(zip(_WHO, signed_in, strict=True))
    targets = [
        Target(name, path, kind, query=query.format(**known), cookie=cookies[who])
        for name, path, kind, who, query in PAGES
    ]
    again = (one for one in targets if one.name in AFTER_A_TALK)
    return targets + [replace(one, name=f"{one.name}, after a talk", before=talk) for one in again]


def _colleague(store: Store) -> Callable[[], None]:
    """The mentor with the most students, who records a talk whenever called."""
    with store.read() as db:
        mentor, student = db.execute(
            """select mentor_id, min(student_id) from pairing where valid_to is null
                group by mentor_id order by count(*) desc, mentor_id limit 1"""
        ).fetchone()
    colleague = school.context_for(store, mentor)

    def record() -> None:
        form = InteractionForm(
            secrets.token_hex(8), Kind.TALK, (student,), colleague.today, "学业", "面谈", "平稳", "聊了近况"
        )
        interactions.record(colleague, form)

    return record


def _inspect(store: Store, mentor: int, office: int) -> dict[str, int]:
    """The office inspects twenty mentors; the one measured has something to mend. Accounts, not staff."""
    with store.read() as db:
        staff = {row["id"]: row["staff_id"] for row in db.query("select id, staff_id from account")}
    context = school.context_for(store, staff[office])
    draw = inspections.propose(context, 20, (staff[mentor],))
    period = inspections.periods(context)[0]
    chosen = tuple(one.id for one in draw.chosen)
    form = f"bench-{draw.number:06}"
    made = inspections.begin(context, form, "抽查", (period.since, period.until), (draw.number, 20), chosen)
    line = next(one for one in inspections.open_one(context, made).lines if one.mentor_id == staff[mentor])
    told = Told("谈得少", "补上", context.today + timedelta(days=9))
    findings.find(context, f"{form}-found", line.id, line.version, Act.MEND, told)
    return {"inspection": made, "inspected": line.id}


def _usual_mentor(db: Database) -> tuple[int, int]:
    """(account, a student) of the mentor in the middle of the school: half have more students, half fewer."""
    row = next(
        iter(
            db.query(
                """select account.id, min(pairing.student_id) as student from pairing
                     join account on account.staff_id = pairing.mentor_id where pairing.valid_to is null
                    group by account.id order by count(*), account.id
                    limit 1 offset (select count(distinct mentor_id) / 2 from pairing where valid_to is null)"""
            )
        )
    )
    return row["id"], row["student"]


def _holder(db: Database, role: str) -> int:
    """An account with this role."""
    row = next(
        iter(
            db.query(
                """select account.id from staff_role join account on account.staff_id = staff_role.staff_id
                    where role = ? and valid_to is null order by account.id limit 1""",
                [role],
            )
        )
    )
    return int(row["id"])


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[tuple[str, int]]:
    """The product in its own process; (address, process id)."""
    line = [sys.executable, "-X", "utf8", "cli.py", "serve", "--data", str(folder), "--port", "0",
            "--address", "127.0.0.1", "--no-browser", *more]  # fmt: skip
    env = {**os.environ, BENCH_VARIABLE: "1"}
    with subprocess.Popen(line, cwd=HOME, env=env, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout
            found = next(
                match for text in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+", text))
            )
            yield found[0], process.pid
        finally:
            process.terminate()
