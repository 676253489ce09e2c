"""The second step of an account: its sealed secret, spare codes, wrong tries, and when a session last gave a code."""

from sqlite_utils import Database

from db.rows import Row, all_rows, one_row


def of_person(db: Database, staff_id: int, session_id: int | None) -> Row | None:
    """account_id, secret (null: none set up), last_counter, wrong_codes, wait_until, stepped_up_at of this session."""
    return one_row(
        db,
        """select account.id as account_id, secret, last_counter, wrong_codes, wait_until,
                  (select stepped_up_at from session where id = :session and account_id = account.id) as stepped_up_at
             from account left join second_step on second_step.account_id = account.id
            where account.staff_id = :staff""",
        {"staff": staff_id, "session": session_id},
    )


def add(db: Database, account_id: int, secret: bytes, counter: int, code_hashes: list[str]) -> None:
    """Set it up; one that was there is replaced whole."""
    remove(db, account_id)
    db.table("second_step").insert({"account_id": account_id, "secret": secret, "last_counter": counter})
    db.table("spare_code").insert_all({"account_id": account_id, "code_hash": one} for one in code_hashes)


def remove(db: Database, account_id: int) -> bool:
    """Take it away with its spare codes; whether there was one."""
    return db.execute("delete from second_step where account_id = :a", {"a": account_id}).rowcount > 0


def take_spare(db: Database, account_id: int, code_hash: str) -> bool:
    """Use up a spare code; whether there was such a one."""
    return (
        db.execute(
            "delete from spare_code where account_id = :a and code_hash = :h",
            {"a": account_id, "h": code_hash},
        ).rowcount
        > 0
    )


def spares_left(db: Database, account_id: int) -> int:
    """How many spare codes are left."""
    return len(all_rows(db, "select id from spare_code where account_id = :a", {"a": account_id}))


def note_right(db: Database, account_id: int, session_id: int | None, now: str, counter: int | None) -> None:
    """A code was right: it is used up (None: a spare one was), the wrong ones are forgotten, the session has stepped up."""
    db.execute(
        "update second_step set last_counter = coalesce(:c, last_counter), wrong_codes = 0, wait_until = null "
        "where account_id = :a",
        {"a": account_id, "c": counter},
    )
    step_up(db, account_id, session_id, now)


def step_up(db: Database, account_id: int, session_id: int | None, now: str | None) -> None:
    """When this session last gave a code; None: it never did."""
    db.execute(
        "update session set stepped_up_at = :now where id = :s and account_id = :a",
        {"s": session_id, "a": account_id, "now": now},
    )


def note_wrong(db: Database, account_id: int, wrong_codes: int, wait_until: str | None) -> None:
    """One more wrong code, and how long to wait if they were too many."""
    db.execute(
        "update second_step set wrong_codes = :n, wait_until = :w where account_id = :a",
        {"a": account_id, "n": wrong_codes, "w": wait_until},
    )
