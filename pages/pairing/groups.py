"""分组与结对: a class into groups with the levels mixed, each with a mentor, saved with history."""

import streamlit as st

from components import group_board
from components.guard import open_page
from services import grouping

context = open_page("groups")

classes = grouping.my_classes(context)
if not classes:
    group_board.show_none(context)
    st.stop()

class_id = group_board.choose_class(classes)
board = grouping.open_board(context, class_id)
draft = group_board.draft_of(board)

group_board.show_head(board, draft)
group_board.show_proposal(board, draft)
if draft:
    group_board.show_move(board, draft)
    group_board.show_groups(board, draft)
    group_board.show_balance(board, draft)
    group_board.show_save(board, draft)
