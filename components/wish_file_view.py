"""志愿 from the school's own table: choose a file, see what it would do, confirm."""

import hashlib

import streamlit as st

from components import errors, markup, menu, session, state, uploads
from services import import_wishes
from services.choices import Choosing
from services.context import Context
from services.import_wishes import WishPreview

FORM = "wish_file"


def show(context: Context, found: Choosing) -> None:
    """The file, its problems, and the button."""
    if found.round is None:
        return
    st.caption(
        "表头写“姓名”（同名的再加“学号”）和“第一志愿”“第二志愿”……，老师写全名。确认以前什么都不会写入。"
    )
    file = uploads.one(
        "志愿表（Excel、WPS 表格或 CSV）",
        f"wish_file_{found.class_id}_{state.form_id(FORM)[:8]}",
        ["xlsx", "xls", "et", "csv", "xlsm"],
    )
    if file is None:
        return
    data = file.getvalue()
    with errors.shown():
        preview = import_wishes.preview(context, found.class_id, data, file.name)
        _summary(preview)
        _confirm(found, preview, data, file.name)


def _summary(preview: WishPreview) -> None:
    blocked = f"，{len(preview.blocked)} 行有问题" if preview.blocked else ""
    st.subheader(f"{len(preview.changes)} 名学生可以导入{blocked}", anchor=False)
    st.caption(
        f"新填 {preview.count('new')}，有变化 {preview.count('changed')}，不变 {preview.count('same')}。"
        "文件里没有的学生不受影响。"
    )
    markup.show_rows(
        [
            {
                "": "有问题" if one.severity == "error" else "请核对",
                "行": one.row,
                "列": one.column,
                "文件里的内容": one.value,
                "问题": one.message,
                "怎么改": one.advice,
            }
            for one in sorted(preview.problems, key=lambda one: (one.severity != "error", one.row or 0))
        ]
    )


def _confirm(found: Choosing, preview: WishPreview, data: bytes, file_name: str) -> None:
    skip, key = False, f"skip_wishes_{hashlib.sha256(data).hexdigest()[:12]}"
    if preview.blocked and preview.changes:
        skip = st.checkbox(f"跳过有问题的 {len(preview.blocked)} 行，先导入其余的", key=key)
    st.button(
        "确认导入",
        key="import_wishes",
        type="primary",
        disabled=preview.blocks_all or (bool(preview.errors) and not skip),
        on_click=_commit,
        args=(state.form_id(FORM), found, data, file_name, key),
    )


def _commit(form_id: str, found: Choosing, data: bytes, file_name: str, skip_key: str) -> None:
    def commit() -> str:
        if found.round is None or form_id != state.form_id(FORM):
            return ""
        skip = bool(st.session_state.get(skip_key))
        count = import_wishes.commit(
            session.context(), form_id, found.class_id, found.round.id, data, file_name, skip
        )
        state.renew_form(FORM)
        return f"已导入 {count} 名学生的志愿。"

    menu.act(commit)
