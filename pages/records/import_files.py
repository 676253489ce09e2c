"""x."""
import streamlit as st
from components.guard import open_page
open_page("import")
st.title("import_files")
