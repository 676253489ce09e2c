"""Which class a page is about: the one in the address, else the one chosen."""

from collections.abc import Mapping

import streamlit as st

from components import address


def choose(classes: Mapping[int, str]) -> int:
    """The class's id; a list to choose from only where there are several.

    An address may name a class that is not in the list: the service behind the page says what it thinks of that.
    """
    asked = address.number("class")
    if len(classes) == 1 or (asked is not None and asked not in classes):
        return asked or next(iter(classes))
    ids = list(classes)
    place = 0 if asked is None else ids.index(asked)
    return int(
        st.selectbox(
            "班级", ids, index=place, format_func=classes.__getitem__, key=f"class_{asked or 0}", width=260
        )
    )
