"""The school's own choices, one JSON value a name."""

import json
from typing import Any

from sqlite_utils import Database

from db.rows import one_row

DEFAULTS: dict[str, Any] = {
    "school_name": "",
    "time_zone": "Asia/Shanghai",
    "level_ratio": [3, 5, 2],  # S0 选配导师: 优、中、困搭配
    "show_ranks": True,  # 学业排名只在导师圈内, 可整体关闭
    "ranks_hidden_grades": [],  # 或者只在一些年级关闭
    "contact_limit_days": 30,
    "most_mentees": 24,  # what a mentor leads at most, unless the card says otherwise
    "key_mark": "",  # tells which key file belongs to this school
    "last_erased": 0,  # the highest number of an erased student: it is never given to another child
    "scrub_due": False,  # texts were encrypted and the file not yet written anew
    "second_step_demanded": False,  # a code from the phone, of those who run the school
    "exports_an_hour": 30,  # documents anybody may take along
    "frozen_since": "",  # the emergency brake as the database last heard of it
    "backup_copies_to": "",  # a folder on another disk
    "adaptation_days": 30,  # 适应期 of starting grades (S3)
    "load_care_extra": 0.5,  # 工作量: what a student with a care status adds, in students
    "load_group": 0.5,  # a group led
    "load_homeroom": 4,  # being a class teacher
    "load_periods_a_month": 2,  # 每月2课时 (S3 三.15)
}


def get(db: Database, name: str) -> Any:
    """The school's value, or the product's default."""
    row = one_row(db, "select value from setting where name = :name", {"name": name})
    return DEFAULTS[name] if row is None else json.loads(row["value"])


def put(db: Database, name: str, value: Any) -> None:
    """Set a value."""
    if name not in DEFAULTS:
        raise KeyError(name)
    db.execute(
        "insert into setting (name, value) values (:name, :value) "
        "on conflict (name) do update set value = excluded.value, version = version + 1",
        {"name": name, "value": json.dumps(value, ensure_ascii=False)},
    )
