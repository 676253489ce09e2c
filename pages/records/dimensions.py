"""评价维度: what the 综合素质 review looks at, by the office."""

import streamlit as st

from components import dimension_form
from components.guard import open_page

context = open_page("dimensions")

st.title("综合素质评价的维度", anchor=False)
dimension_form.show(context)
