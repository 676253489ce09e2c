"""The two doors through which HTML of ours reaches the browser: whatever people typed comes out as text."""

import html
from datetime import date
from html.parser import HTMLParser

import streamlit as st
from hypothesis import given
from hypothesis import strategies as any_of

from components import markup, record_markup
from domain.corrections import Change
from services.attachments import Attachment
from services.corrections import Correction

NASTY = "<img src=x onerror=alert(1)>\"'&</p><script>x</script>"
TEXTS = any_of.one_of(
    any_of.text(min_size=1, max_size=20),
    any_of.sampled_from([NASTY, "a\x1f<b\x1e'", "']|<b", "&lt;", '" onload="']),
)


class Seen(HTMLParser):
    """The tags and attributes of a piece of HTML, and the text a person reads."""

    def __init__(self, made):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(made)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]

    def handle_data(self, data):
        self.text += data


def shown(show, *given):
    """What a show_… function hands to Streamlit."""
    kept, made = st.html, []
    st.html = made.append
    try:
        show(*given)
    finally:
        st.html = kept
    return "".join(made)


def everything(text):
    """Every function of both doors, fed with this text wherever a person's text may stand."""
    photo = Attachment(1, text, "image/jpeg", 5)
    paper = Attachment(2, text, "application/pdf", 5)
    change = Change(text, "", text)
    entry = markup.TimelineEntry(text, text, True, [text], text, markup.files([photo, paper]), text, text)
    other = markup.TimelineEntry("谈心", "", False, [], "", kind="另一类")
    terms = [(text, text), ("另一学期", "另一学期")]
    rows = [{text: text, "数": 3}, {text: "甲", "数": text}]
    yield from (
        markup.facts([(text, text)]), markup.lines([text]), markup.call(text, text), markup.files([photo, paper]),
        markup.record_link(1, text), shown(markup.show_cards, [(text, markup.lines([text]))]),
        shown(markup.show_lines, [text]), shown(markup.show_made, markup.timeline(text, [entry, other], [(text, [entry])], terms)),
        markup.notes([(text, text)]), markup.fold(text, markup.notes([(text, text)])), markup.way("/archive", text), markup.part(text, text, markup.lines([text])),
        shown(markup.show_opening, text, markup.notes([(text, text)]), markup.call(text, text), markup.facts([(text, text)])),
        shown(markup.show_folds, [(text, markup.lines([text]), True)]),
        shown(markup.show_table, text, rows), shown(markup.show_tables, text, [(text, rows)]),
        shown(markup.show_progress, [(text, 1, 2)], text), shown(markup.show_slips, [(text, text, text)], text),
        shown(markup.show_drawn, text, (text, markup.facts([(text, text)])), [(text, rows)],
              (text, markup.facts([(text, text)])), [markup.way(text, text)]),
        shown(markup.show_story, text, markup.lines([text])),
        shown(markup.show_slip_sheets, {text: [(text, text, text)]}, text), shown(markup.show_rows, rows), shown(markup.show_wide_rows, rows),
        shown(record_markup.show_record, text, True, [(text, text)], [(text, text)], markup.files([photo]), text),
        shown(record_markup.show_history, [Correction(text, date(2026, 11, 20), "18:00", [change])]),
        shown(record_markup.show_changes, [change]),
        shown(record_markup.show_steps, text, [Correction(text, date(2026, 11, 20), "18:00", [change])]),
    )  # fmt: skip


@given(TEXTS)
def test_a_person_s_text_makes_no_tag_and_no_attribute(text):
    for made, plain in zip(everything(text), everything("甲"), strict=True):
        ours, harmless = Seen(made), Seen(plain)
        assert (ours.tags, ours.attributes) == (harmless.tags, harmless.attributes)


def test_a_person_s_text_is_read_as_it_was_typed():
    for made in everything(NASTY):
        assert NASTY in Seen(made).text or html.escape(NASTY) in made


def test_no_function_of_the_doors_is_left_out():
    public = {name for door in (markup, record_markup) for name, one in vars(door).items()
              if callable(one) and getattr(one, "__module__", "") == door.__name__ and not name.startswith("_")}  # fmt: skip
    source = everything.__code__.co_names
    assert public - set(source) == set()
