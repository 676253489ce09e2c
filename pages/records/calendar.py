"""x."""
import streamlit as st
from components.guard import open_page
open_page("calendar")
st.title("calendar")
