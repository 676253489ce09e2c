"""Accounts, sessions, tickets and failed attempts."""

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row


def by_username(db: Database, username: str) -> Row | None:
    """The account with this username, or the only one whose person bears this name."""
    found = one_row(db, "select * from account where username = :u", {"u": username})
    if found is not None:
        return found
    named = all_rows(
        db,
        "select account.* from account join staff on staff.id = account.staff_id where staff.name = :u",
        {"u": username},
    )
    return named[0] if len(named) == 1 else None


def by_id(db: Database, account_id: int) -> Row:
    """An account known to exist."""
    row = one_row(db, "select * from account where id = :id", {"id": account_id})
    assert row is not None
    return row


def by_staff(db: Database, staff_id: int) -> Row | None:
    """A person's account."""
    return one_row(db, "select * from account where staff_id = :id", {"id": staff_id})


def is_taken(db: Database, username: str) -> bool:
    """Whether a username is in use."""
    return one_row(db, "select 1 as x from account where username = :u", {"u": username}) is not None


def count(db: Database) -> int:
    """How many accounts there are; none means the school has not been set up."""
    return int(db.table("account").count)


def add(db: Database, staff_id: int, username: str, password_hash: str, must_change: bool) -> int:
    """A new account."""
    return insert(
        db,
        "account",
        {
            "staff_id": staff_id,
            "username": username,
            "password_hash": password_hash,
            "must_change_password": int(must_change),
        },
    )


def set_password(db: Database, account_id: int, password_hash: str, must_change: bool) -> None:
    """Change a password; every session begun under the old one is over."""
    db.execute(
        "update account set password_hash = :hash, must_change_password = :must, version = version + 1, "
        "password_epoch = password_epoch + 1 where id = :id",
        {"id": account_id, "hash": password_hash, "must": int(must_change)},
    )


def renew_hash(db: Database, account_id: int, old_hash: str, new_hash: str) -> None:
    """Keep the same password in another way; sessions go on. A password changed meanwhile stays."""
    db.execute(
        "update account set password_hash = :new where id = :id and password_hash = :old",
        {"id": account_id, "old": old_hash, "new": new_hash},
    )


def set_disabled(db: Database, account_id: int, disabled: bool) -> None:
    """Disable or enable; disabling ends every session for good, also when the account is enabled again."""
    db.execute(
        "update account set is_disabled = :d, version = version + 1, password_epoch = password_epoch + :d where id = :id",
        {"id": account_id, "d": int(disabled)},
    )


def add_ticket(db: Database, ticket_hash: str, account_id: int, expires_at: str) -> None:
    """A ticket the browser swaps for a cookie."""
    db.table("sign_in_ticket").insert(
        {"ticket_hash": ticket_hash, "account_id": account_id, "expires_at": expires_at}
    )


def take_ticket(db: Database, ticket_hash: str, now: str) -> Row | None:
    """Use up a ticket; its account if the ticket was still good. Stale tickets are swept out too."""
    taken = one_row(
        db,
        "delete from sign_in_ticket where ticket_hash = :t returning account_id, expires_at",
        {"t": ticket_hash},
    )
    db.execute("delete from sign_in_ticket where expires_at < :now", {"now": now})
    if taken is None or taken["expires_at"] < now:
        return None
    return one_row(
        db, "select * from account where id = :id and is_disabled = 0", {"id": taken["account_id"]}
    )


def add_session(
    db: Database, token_hash: str, account: Row, now: str, expires_at: str, device: str = ""
) -> None:
    """A session for the account, under its present password."""
    db.table("session").insert(
        {
            "token_hash": token_hash,
            "account_id": account["id"],
            "password_epoch": account["password_epoch"],
            "created_at": now,
            "last_seen_at": now,
            "expires_at": expires_at,
            "device": device,
        }
    )


def live_sessions(db: Database, account_id: int, now: str, idle_since: str) -> list[Row]:
    """id, token_hash, device, created_at, last_seen_at of an account's sessions that still hold, newest first."""
    return all_rows(
        db,
        """select session.id, token_hash, device, created_at, last_seen_at from session
             join account on account.id = session.account_id
            where account_id = :a and ended_at is null and expires_at > :now and last_seen_at > :idle
              and session.password_epoch = account.password_epoch order by last_seen_at desc, session.id desc""",
        {"a": account_id, "now": now, "idle": idle_since},
    )


def end_sessions(db: Database, account_id: int, now: str, *, besides: str) -> int:
    """End every session of an account but one (its token's hash); how many there were."""
    return db.execute(
        "update session set ended_at = :now where account_id = :a and ended_at is null and token_hash <> :own",
        {"now": now, "a": account_id, "own": besides},
    ).rowcount


def end_every_session(db: Database, now: str) -> int:
    """Sign out everybody for good; how many sessions there were. Tickets not yet swapped go too."""
    db.execute("delete from sign_in_ticket")
    return db.execute("update session set ended_at = :now where ended_at is null", {"now": now}).rowcount


def live_session(db: Database, token_hash: str, now: str, idle_since: str) -> Row | None:
    """id, account_id, staff_id, last_seen_at, must_change_password of a session that still holds."""
    return one_row(
        db,
        """select session.id, session.account_id, session.last_seen_at, account.staff_id, account.username,
                  account.must_change_password
             from session join account on account.id = session.account_id
             join staff on staff.id = account.staff_id and staff.left_on is null
            where token_hash = :t and ended_at is null and expires_at > :now and last_seen_at > :idle
              and account.is_disabled = 0 and session.password_epoch = account.password_epoch""",
        {"t": token_hash, "now": now, "idle": idle_since},
    )


def touch_session(db: Database, session_id: int, now: str) -> None:
    """The person has just done something."""
    db.execute("update session set last_seen_at = :now where id = :id", {"id": session_id, "now": now})


def end_session(db: Database, token_hash: str, now: str) -> Row | None:
    """End one session; its account id, or None if it was not live."""
    return one_row(
        db,
        "update session set ended_at = :now where token_hash = :t and ended_at is null returning account_id",
        {"t": token_hash, "now": now},
    )


def note_attempt(db: Database, username: str, at: str, succeeded: bool, address: str = "") -> None:
    """Remember one try to sign in."""
    db.table("sign_in_attempt").insert(
        {"username": username, "at": at, "succeeded": int(succeeded), "address": address}
    )


def failures_from(db: Database, address: str, since: str) -> int:
    """Failed tries from one computer after `since`, whatever name was tried."""
    row = one_row(
        db,
        "select count(*) as n from sign_in_attempt where address = :a and address <> '' and succeeded = 0 and at > :since",
        {"a": address, "since": since},
    )
    assert row is not None
    return int(row["n"])


def failures_since(db: Database, username: str, since: str) -> int:
    """Failed tries after `since` and after the last success."""
    row = one_row(
        db,
        """select count(*) as n from sign_in_attempt where username = :u and succeeded = 0 and at > :since
              and id > coalesce((select max(id) from sign_in_attempt where username = :u and succeeded = 1), 0)""",
        {"u": username, "since": since},
    )
    assert row is not None
    return int(row["n"])
