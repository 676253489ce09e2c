"""推进阶段: stages and their items as stored, and what the app counts of them."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row, update_version
from db.scope import Scope
from domain.stages import Count, Item, Measure, Stage


def stored(db: Database, school_year: int) -> tuple[Stage, ...]:
    """The stages of a school year with their items; empty while nothing is decided."""
    items: dict[int, list[Item]] = {}
    for row in all_rows(
        db,
        """select stage_item.* from stage_item join stage on stage.id = stage_item.stage_id
            where stage.school_year = :year order by stage_item.due_on is null, stage_item.due_on, stage_item.id""",
        {"year": school_year},
    ):
        items.setdefault(row["stage_id"], []).append(_item(row))
    found = all_rows(
        db, "select * from stage where school_year = :year order by position", {"year": school_year}
    )
    return tuple(
        Stage(
            row["id"], row["position"], date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]),
            tuple(items.get(row["id"], ())), row["version"],
        )
        for row in found
    )  # fmt: skip


def add(db: Database, school_year: int, stage: Stage) -> int:
    """Store a stage and its items."""
    days = {"starts_on": stage.starts_on.isoformat(), "ends_on": stage.ends_on.isoformat()}
    stage_id = insert(db, "stage", {"school_year": school_year, "position": stage.position, **days})
    for one in stage.items:
        add_item(db, stage_id, one, None)
    return stage_id


def change(db: Database, stage: Stage, starts_on: date, ends_on: date, version: int) -> None:
    """Move a stage's days; Conflict if they were moved meanwhile."""
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    update_version(db, "stage", stage.id, version, days)


def add_item(db: Database, stage_id: int, item: Item, changed_by: int | None) -> int:
    """Store an item of a stage."""
    more = {"measure": item.measure, "stage_id": stage_id, "changed_by": changed_by}
    return insert(db, "stage_item", {**_columns(item), **more})


def change_item(db: Database, item: Item, changed_by: int | None) -> None:
    """Reword, move or tick an item; Conflict if it was changed since `item.version`."""
    update_version(db, "stage_item", item.id, item.version, {**_columns(item), "changed_by": changed_by})


def remove_item(db: Database, item_id: int) -> None:
    """Take an item away."""
    db.execute("delete from stage_item where id = :id", {"id": item_id})


def active_groups(db: Database, scope: Scope, on: date, since: date) -> int:
    """Groups within the scope that have had an activity since a day."""
    row = one_row(
        db,
        f"""select count(*) as n from mentor_group where {holds("mentor_group")}
               and class_id in (select member.class_id from class_membership member
                                 where {holds("member")} and {scope.covers("member.student_id")})
               and exists (select 1 from interaction
                            where interaction.mentor_group_id = mentor_group.id and kind = 'group_activity'
                              and occurred_on between :since and :on and deleted_at is null)""",
        {"on": on.isoformat(), "since": since.isoformat(), **scope.params},
    )
    assert row is not None
    return int(row["n"])


def counts(db: Database, scope: Scope, on: date) -> dict[Measure, Count]:
    """What the app counts of the classes and students within the scope and no record touches; of activities the groups."""
    students = f"from class_membership member where {holds('member')} and {scope.covers('member.student_id')}"
    groups = f"""from mentor_group where {holds("mentor_group")}
                   and class_id in (select member.class_id {students})"""
    row = one_row(
        db,
        f"""select (select count(distinct member.class_id) {students}) as classes,
                   (select count(distinct class_id) {groups}) as grouped,
                   (select count(*) {students}) as students,
                   (select count(*) {students} and exists (select 1 from pairing
                      where pairing.student_id = member.student_id and {holds("pairing")})) as mentored,
                   (select count(*) {students} and exists (select 1 from student_profile
                      where student_profile.student_id = member.student_id)) as profiled,
                   (select count(*) {groups}) as groups,
                   (select count(*) from duty_rule where {holds("duty_rule")}) as rules""",
        {"on": on.isoformat(), **scope.params},
    )
    assert row is not None
    return {
        Measure.GROUPS_FILED: Count(row["grouped"], row["classes"], "个班"),
        Measure.MENTORED: Count(row["mentored"], row["students"], "名学生"),
        Measure.PROFILED: Count(row["profiled"], row["students"], "名学生"),
        Measure.GROUP_ACTIVITIES: Count(0, row["groups"], "个小组"),
        Measure.DUTIES_SET: Count(row["rules"], row["rules"], "条要求", is_share=False),
    }


def _item(row: Row) -> Item:
    due, done = (date.fromisoformat(row[name]) if row[name] else None for name in ("due_on", "done_on"))
    measure = Measure(row["measure"]) if row["measure"] else None
    return Item(row["id"], row["name"], due, measure, done, row["words"], row["version"])


def _columns(item: Item) -> Row:
    return {
        "name": item.name,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "done_on": item.done_on.isoformat() if item.done_on else None,
        "words": item.words,
    }
