"""The steps of an import: file, what is wrong with it, which column is what, confirm, undo."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from components import errors, menu, session, state, uploads
from components.text import plain
from documents.headers import fields_of, label
from documents.import_rows import ImportOptions, Kind, Problem
from domain.calendar import day_text, school_year_text
from services import imports
from services.context import Context
from services.import_exam import SLOTS, ExamMeta
from services.imports import Preview

_KINDS: dict[Kind, str] = {"staff": "教师和任课", "roster": "学生名单", "exam": "考试成绩"}
_NOT_IMPORTED = "不导入"
_SHOWN_PROBLEMS = 500
LATEST = 1
FORM = "import"


@dataclass(frozen=True)
class Upload:
    """The file as it came."""

    name: str
    data: bytes

    @property
    def mark(self) -> str:
        """Tells this file from the next."""
        return hashlib.sha256(self.data).hexdigest()[:12]


def choose_kind() -> Kind:
    """Which of the three lists."""
    return st.segmented_control(
        "导入什么",
        list(_KINDS),
        default="staff",
        format_func=_KINDS.__getitem__,
        key="import_kind",
        required=True,
    )


def ask_exam(context: Context) -> ExamMeta:
    """What the file does not say: which exam this is."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("考试名称", placeholder="例如：第一次月考", key="exam_name", max_chars=40)
        st.selectbox("哪一类", list(SLOTS), format_func=SLOTS.__getitem__, key="exam_slot")
        st.date_input("考试日期", context.today, format="YYYY-MM-DD", key="exam_day")
    return _exam_now(context)


def _exam_now(context: Context) -> ExamMeta:
    """The exam as it stands on the screen."""
    held_on = st.session_state.get("exam_day")
    name, slot = st.session_state.get("exam_name", ""), st.session_state.get("exam_slot", "other")
    return ExamMeta(name.strip(), slot, held_on if isinstance(held_on, date) else context.today)


def ask_file(kind: Kind) -> Upload | None:
    """The school's own file, as it is."""
    file = uploads.one(
        f"{_KINDS[kind]}（Excel、WPS 表格或 CSV）",
        f"file_{kind}_{state.form_id(FORM)[:8]}",
        ["xlsx", "xls", "et", "csv", "xlsm"],
    )
    return Upload(file.name, file.getvalue()) if file else None


def show_preview(context: Context, kind: Kind, upload: Upload, exam: ExamMeta | None) -> None:
    """What the file would do, its problems, its columns, and the button."""
    with errors.shown():
        options = _options(kind, upload)
        with st.spinner("正在检查…"):
            found = imports.preview(context, kind, upload.data, upload.name, options, exam)
        _summary(found)
        _problems(found)
        _confirm(kind, upload, options, found)
        _columns(kind, upload, found)


def _options(kind: Kind, upload: Upload) -> ImportOptions:
    """The person's choices for this file; none yet means the file speaks for itself."""
    mark = upload.mark
    columns = state.get(f"columns_{kind}_{mark}", None)
    sheet = st.session_state.get(f"sheet_{kind}_{mark}")
    return ImportOptions(sheet=sheet, columns=columns)


def _summary(found: Preview) -> None:
    title = f"{len(found.importable)} 行可以导入" + (
        f"，{len(found.blocked)} 行有问题" if len(found.blocked) else ""
    )
    st.header(title, anchor=False)
    sheet = f"工作表“{found.sheet.sheet}”，" if found.sheet.sheet else ""
    header = f"第 {found.sheet.header_row} 行是表头。" if found.sheet.header_row else ""
    counts = f"新增 {found.count('new')}，有变化 {found.count('changed')}，不变 {found.count('same')}。"
    year = f"班级按{school_year_text(found.school_year)}读。"
    st.caption(plain(f"{sheet}{header}{counts}{year}文件里没有的人不会被删除。"))
    if found.imported_before:
        st.info(f"这个文件在 {day_text(found.imported_before)} 导入过，再导一次只会补上变化。")


def _problems(found: Preview) -> None:
    if not found.problems:
        return
    shown = sorted(found.problems, key=lambda one: (one.severity != "error", one.sheet, one.row or 0))
    several = len({one.sheet for one in shown}) > 1
    st.dataframe(
        [_problem_row(one, several) for one in shown[:_SHOWN_PROBLEMS]], hide_index=True, key="problems"
    )


def _problem_row(problem: Problem, with_sheet: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"": "有问题" if problem.severity == "error" else "请核对"}
    if with_sheet:
        row["工作表"] = problem.sheet
    return row | {
        "行": problem.row,
        "列": problem.column,
        "文件里的内容": problem.value,
        "问题": problem.message,
        "怎么改": problem.advice,
    }


def _confirm(
    kind: Kind,
    upload: Upload,
    options: ImportOptions,
    found: Preview,
) -> None:
    skip, skip_key = False, f"skip_{upload.mark}"
    with st.container(key="card_confirm"):
        if len(found.blocked) and found.changes:
            skip = st.checkbox(f"跳过有问题的 {len(found.blocked)} 行，先导入其余的", key=skip_key)
        blocked = found.blocks_all or (bool(found.errors) and not skip)
        st.button("确认导入", key="commit", type="primary", disabled=blocked, on_click=_commit,
                  args=(state.form_id(FORM), kind, upload, options, skip_key))  # fmt: skip


def _commit(form_id: str, kind: Kind, upload: Upload, options: ImportOptions, skip_key: str) -> None:
    def commit() -> str:
        context = session.context()
        exam = _exam_now(context) if kind == "exam" else None
        skip = bool(st.session_state.get(skip_key))
        imports.commit(
            context, form_id, kind, upload.data, upload.name, options=options, exam=exam, skip_errors=skip
        )
        if form_id == state.form_id(FORM):
            _next_file()
        return f"{_KINDS[kind]}已导入。下面可以撤销。"

    menu.act(commit)


def _next_file() -> None:
    """The file is done with: an empty place for the next one."""
    state.renew_form(FORM)


def _columns(kind: Kind, upload: Upload, found: Preview) -> None:
    """Which column is what; a choice is remembered for the next file with this header."""
    visible = [one.name for one in found.sheet.sheets if one.visible]
    known = [one for one in found.sheet.columns if one.field]
    with st.expander(f"列的对应：{len(known)} 列已认出，{len(found.sheet.columns) - len(known)} 列不导入"):
        if len(visible) > 1:
            st.selectbox(
                "工作表",
                visible,
                index=None,
                placeholder="全部认得出表头的工作表",
                key=f"sheet_{kind}_{upload.mark}",
            )
        labels = fields_of(kind)
        fields = {label: field for field, label in labels.items()}
        table = st.data_editor(
            [
                {
                    "文件里的列": one.title,
                    "对应到": label(kind, one.field) if one.field else _NOT_IMPORTED,
                    "文件里的样子": "、".join(one.samples),
                }
                for one in found.sheet.columns
            ],
            key=f"mapping_{kind}_{upload.mark}",
            hide_index=True,
            disabled=["文件里的列", "文件里的样子"],
            column_config={
                "对应到": st.column_config.SelectboxColumn(
                    "对应到（可改）", options=[_NOT_IMPORTED, *_choices(found, labels)], required=True
                )
            },
        )
        chosen = {
            column.index: fields.get(row["对应到"], column.field if row["对应到"] != _NOT_IMPORTED else "")
            for column, row in zip(found.sheet.columns, table, strict=True)
        }
        before = {column.index: column.field for column in found.sheet.columns}
        st.button("就用这个对应", key="use_mapping", disabled=chosen == before, on_click=state.put,
                  args=(f"columns_{kind}_{upload.mark}", chosen))  # fmt: skip
        st.caption("这次的对应会记住，下次同样的表头不用再选。")


def _choices(found: Preview, labels: dict[str, str]) -> list[str]:
    """Every field's name, and those the file brings itself (a subject, a care category)."""
    own = [label(found.sheet.kind, one.field) for one in found.sheet.columns if one.field]
    return list(dict.fromkeys([*labels.values(), *own]))


def show_history(context: Context) -> None:
    """The latest import with its way back; the earlier ones when asked for."""
    done = imports.batches(context)
    if not done:
        return
    st.header("最近的导入", anchor=False)
    st.caption("撤销会把这次导入整批改回原样；如果后来有人改过或用过，就不能撤销，并会说明原因。")
    for batch in done[:LATEST]:
        _batch(batch)
    if done[LATEST:]:
        older = st.expander(f"更早的 {len(done) - LATEST} 次", key="older_imports", on_change="rerun")
        if older.open:
            with older:
                for batch in done[LATEST:]:
                    _batch(batch)


def _batch(batch: dict[str, Any]) -> None:
    parts = [
        day_text(batch["day"]),
        batch["file_name"],
        _KINDS[batch["kind"]],
        f"{batch['row_count']} 行",
    ]
    with st.container(key=f"card_batch_{batch['id']}", horizontal=True, horizontal_alignment="distribute",
                      vertical_alignment="center"):  # fmt: skip
        st.text("　".join([*parts, batch["person"] or "命令行"]))
        st.button("已撤销" if batch["undone_at"] else "撤销这次导入", key=f"undo_batch_{batch['id']}",
                  disabled=bool(batch["undone_at"]), on_click=_undo, args=(batch["id"],))  # fmt: skip


def _undo(batch_id: int) -> None:
    def undo() -> str:
        return f"已撤销，{imports.undo(session.context(), batch_id)} 处改回原样。"

    menu.act(undo)
