"""A school's own template: what is no template, what is misspelt, what is a program, and what it fills."""

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, TemplateError

from documents import template_sample
from documents.ole import container
from documents.template_check import check, filled, tried
from documents.template_file import parts_of
from documents.word import TEMPLATES, Template, sandbox
from domain.errors import Refused
from domain.paper_templates import MEGABYTE
from tests import make_word
from tests.make_word import (
    DOCUMENT,
    GOOD,
    LOOP,
    TYPES,
    WORD_TYPE,
    changed,
    drawn,
    field,
    related,
    template,
    text_of,
    with_parts,
    word,
)

SOUND = template()
BOMB = b"<a>" + b" " * (31 * MEGABYTE) + b"</a>"


def said(content, purpose="handbook"):
    """What is wrong, in words."""
    return " ".join(f"{one.where}：{one.what}" for one in check(purpose, content).findings if one.is_error)


def inside(text):
    """A template with this in a student's loop."""
    return word("{%p for 人 in 学生 %}", "{{ 人.姓名 }}", text, "{%p endfor %}", "{{ 导出 }}")


@pytest.mark.parametrize("purpose", ["handbook", "archive"])
def test_the_product_s_own_templates_are_in_order(purpose):
    report = check(purpose, (TEMPLATES / f"{purpose}.docx").read_bytes())
    assert report.findings == ()
    assert {"学生.姓名", "学生.月份.表现", "学生.曲线", "导出"} <= set(report.used)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────

FILES = {
    "empty": (b"", "空的"),
    "60 MB": (b"PK" + b"0" * (60 * MEGABYTE), "60 MB，模板最多 5 MB"),
    "a .doc renamed": (container("WordDocument", b"x" * 5000), "旧格式的 Word 文档（.doc），改名字没有用"),
    "a password": (container("EncryptedPackage", b"x" * 5000), "有密码"),
    "an old workbook": (container("Workbook", b"x" * 5000), "不是 Word 文档"),
    "a PDF": (b"%PDF-1.7 ...", "PDF 文件"),
    "text": ("{{ 学校 }}".encode(), "不是 Word 文档"),
    "cut short": (SOUND[:-400], "打不开"),
    "a workbook": (with_parts(SOUND, {"xl/workbook.xml": b"<a/>"}), "表格"),
    "a zip": (with_parts(SOUND, {})[:0] or b"PK\x05\x06" + b"\x00" * 18, "不是 Word 文档"),
    "macros": (with_parts(SOUND, {"word/vbaProject.bin": b"x"}), "宏"),
    "a .docm": (
        changed(SOUND, TYPES, b"application/vnd.openxmlformats-officedocument." + WORD_TYPE,
                b"application/vnd.ms-word.document.macroEnabled.main+xml"), "宏",
    ),
    "a .dotx": (changed(SOUND, TYPES, WORD_TYPE, b"wordprocessingml.template.main+xml"), "dotx"),
    "a bomb": (with_parts(SOUND, {"word/more.xml": BOMB}), "解开后太大"),
    "entities": (
        with_parts(SOUND, {"word/more.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        "打不开",
    ),
    "a program inside": (with_parts(SOUND, {"word/media/x.exe": b"MZ"}), "认不出的内容"),
    "an object": (with_parts(SOUND, {"word/embeddings/oleObject1.bin": b"x"}), "OLE"),
    "an object, related": (related("oleObject", "x.xml", "Internal"), "OLE"),
    "a chunk of HTML": (related("aFChunk", "x.xml", "Internal"), "嵌着别的文件"),
    "a picture elsewhere": (related("image", "http://example.org/x.png"), "图片是从网上"),
    "another template": (related("attachedTemplate", "http://example.org/x.dotm"), "另一个模板"),
    "a link": (related("hyperlink", "http://example.org/?a"), "超链接"),
    "a frame": (related("frame", "file:///x"), "指向别处"),
    "an old picture elsewhere": (
        drawn('<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://example.org/x"/></v:shape></w:pict></w:r></w:p>'),
        "图片是从网上",
    ),
    "DDE": (field("DD", "EAUTO c:\\\\windows\\\\cmd.exe"), "域"),
    "a fetched picture": (field('INCLUDEPICTURE "http://example.org/{{ 学校 }}"'), "域"),
    "a link as a field": (field('HYPERLINK "http://example.org/{{ 学校 }}"'), "域"),
    "a word in a field": (field("PAGE {{ 学校 }}"), "域"),
    "DDE, short": (drawn('<w:p><w:fldSimple w:instr="DDE cmd x"/></w:p>'), "域"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_plain_word_document_is_refused_with_what_to_do(name):
    content, words = FILES[name]
    with pytest.raises(Refused, match=words):
        check("handbook", content)


def test_a_name_made_by_fields_within_fields_is_refused():
    inner = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    outer = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{inner}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    with pytest.raises(Refused, match="域"):
        parts_of(drawn(outer))


def test_page_numbers_are_welcome():
    assert check("handbook", field(" PAGE ", "\\* MERGEFORMAT ")).is_usable


def test_a_part_twice_is_refused():
    out = BytesIO(SOUND)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(DOCUMENT, make_word.part_of(SOUND, DOCUMENT))
    with pytest.raises(Refused, match="打不开"):
        check("handbook", out.getvalue())


# ── words ────────────────────────────────────────────────────────────────────────────────────────────

MISSPELT = {
    "{{ 人.姓明 }}": "没有“姓明”这个词，是不是“姓名”？",
    "{{ 学校名 }}": "没有“学校名”这个词，是不是“学校”？",
    "{{ 人.月份[0].表显 }}": "是不是“表现”？",
    "{{ 人.电话号码 }}": "是不是“电话”或“家长电话”？",
    "{{ 家长姓名 }}": "请写成 {{ 人.家长姓名 }}",
    "{{ 条.记录 }}": "“条”只在 {% for 条 in 月.条目 %}",
    "{{ 学生.姓名 }}": "要在 {% for 人 in 学生 %} 里写 {{ 人.姓名 }}",
    "{{ 学生 }}": "不能直接印",
    "{{ 人.大考 }}": "不能直接印",
    "{{ 人.交流[0].名称 }}": "请用 for 循环",
    "{{ 人.月份[7].表现 }}": "0 到 4",
    "{% for 甲 in 学员 %}{{ 甲 }}{% endfor %}": "是不是“学生”？",
    "{% for 甲 in 学校 %}{{ 甲 }}{% endfor %}": "不能用来循环",
    "{% for 甲 in 学生 %}{{ 甲.姓名 }}{% endfor %}": "会重复很多遍",
    "｛｛ 人.姓名 ｝｝": "全角",
    "{｛ 人.姓名 }}": "全角",
    "{％ for 月 in 人.月份 ％}": "全角",
    "{ { 人.姓名 } }": "不能有空格",
    "{人.姓名}": "只有一层括号",
    "{{ 人.姓名": "没有写完",
    "{{ 人.姓名 }": "没有写完",
    "人.姓名 }}": "没有配成对",
    "{% if 人.姓名 }}": "没有写完",
    "{{ 人。姓名 }}": "中文标点",
    "{{ 人．姓名 }}": "英文的“.”",
    "{% for 月 in 人.月份 %}": "没有结束",
    "{% if 人.姓名 %}": "没有结束",
    "{% endif %}": "从这里开始的“for”没有结束",
    "{% if 人.姓名 %}{% for 月 in 人.月份 %}{% endif %}{% endfor %}": "从这里开始的“for”没有结束",
    "{%tr for 月 in 人.月份 %}": "只能写在表格里",
    "{% p for 月 in 人.月份 %}": "中间不能有空格",
    "{% else %}": "不在任何条件里",
    "{{ 人 姓名 }}": "读不懂",
}


@pytest.mark.parametrize("text", MISSPELT)
def test_what_is_misspelt_is_named_with_where_and_what_to_do(text):
    found = said(word("{% for 人 in 学生 %}{{ 人.姓名 }}{% endfor %}", text, "{{ 导出 }}") if text == "{% else %}" else inside(text))  # fmt: skip
    assert MISSPELT[text] in found
    assert "正文" in found


def test_the_same_is_found_in_head_and_foot_and_where_nothing_is_filled():
    assert "页脚，“{{ 导处 }}”：没有“导处”这个词，是不是“导师”或“导出”？" in said(
        template(footer="{{ 导处 }}")
    )
    old = make_word.part_of(SOUND, "docProps/core.xml")
    titled = re.sub(rb"<dc:title>.*?</dc:title>|<dc:title/>", "<dc:title>{{ 学校 }}</dc:title>".encode(), old)
    titled = with_parts(SOUND, {"docProps/core.xml": titled})
    assert "文件属性" in said(titled)


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (LOOP, "没有 {{ 导出 }}"),
        (("{{ 导出 }}", "{{ 学校 }}"), "没有学生的姓名"),
        (("什么词也没有",), "没有 {{ 导出 }}"),
    ],
)
def test_what_every_paper_needs_is_missed(paragraphs, words):
    assert words in said(word(*paragraphs))


def test_what_is_usual_and_not_there_is_a_hint_and_no_error():
    report = check("handbook", SOUND)
    assert report.is_usable
    (hint,) = report.findings
    assert "学生.交流.条目.记录" in hint.what and "学生.姓名" not in hint.what


def test_a_loop_or_a_condition_that_would_tear_the_document_is_found():
    start = "{% for 人 in 学生 %}{{ 人.姓名 }}"
    assert "不在同一级" in said(word("{{ 导出 }}", start, table=(("{% endfor %}", ""),)))
    shown = "{% if 学校 %}这里"
    assert "不在同一级" in said(word(*GOOD, shown, table=(("{% endif %}", ""),)))


ROWS = (("{%tr for 人 in 学生 %}", ""), ("{{ 人.姓名 }}", "{{ 人.班级 }}"), ("{%tr endfor %}", ""))


def test_a_loop_over_rows_fills_them():
    content = word("{{ 导出 }}", table=ROWS)
    assert check("archive", content).is_usable
    made = text_of(tried("archive", content))
    assert all(words in made for words in ("张小雨", "欧阳思远", "三（1）班"))


# ── programs ─────────────────────────────────────────────────────────────────────────────────────────

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 学校.__class__ }}",
    "{{ 学生.__init__.__globals__ }}",
    "{{ 学生.append(1) }}",
    "{{ 人.曲线.tpl.docx.part.package.save('x') }}",
    "{{ 人['曲线']['tpl'] }}",
    "{{ 学校.format(学生) }}",
    "{{ '%s'|format(学校) }}",
    "{{ 学生|map(attribute='__class__')|list }}",
    "{{ 学校|attr('__class__') }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ self.__init__ }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ range(999999999)|length }}",
    "{% for 甲 in range(999999999) %}x{% endfor %}",
    "{{ 'a' * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 学校 ~ 学校 }}",
    "{{ 学校[0:1] }}",
    "{{ dict(a=1) }}",
    "{% set 甲 = 学校 %}",
    "{% import 'os' as 甲 %}",
    "{% include '/etc/passwd' %}",
    "{% macro 甲() %}{% endmacro %}",
    "{% for 甲 in 学生 recursive %}{{ loop(学生) }}{% endfor %}",
    "{% call 甲() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% raw %}x{% endraw %}",
    "{% block 甲 %}{% endblock %}",
    "{{ loop.cycle('a') }}",
    "{{ loop._iterator }}",
    "{{ [学生] }}",
    "{{ 学校|default(学生) }}",
    "{{ 学校|center(999999999) }}",
]


@pytest.mark.parametrize("payload", ESCAPES)
def test_a_program_in_a_template_is_named_as_one(payload):
    assert said(inside(payload)), payload


HARMLESS = {"{% raw %}x{% endraw %}", "{{ [学生] }}", "{{ 学校 ~ 学校 }}", "{{ 学校[0:1] }}", "{% set 甲 = 学校 %}",
            "{% macro 甲() %}{% endmacro %}", "{% block 甲 %}{% endblock %}", "{{ 学校|default(学生) }}",
            "{{ 9 ** 9 ** 9 }}", "{{ 'a' * 999999999 }}", "{% for 甲 in 学生 recursive %}{{ loop(学生) }}{% endfor %}"}  # fmt: skip


@pytest.mark.parametrize("payload", [one for one in ESCAPES if one not in HARMLESS])
def test_were_it_not_found_the_sandbox_would_still_refuse_it(payload):
    """What is left out does no harm, or only takes long: `services/template_trials.py` bounds that."""
    with pytest.raises((SecurityError, TemplateError, TypeError)):
        sandbox().from_string("{% for 人 in 学生 %}" + payload + "{% endfor %}").render(
            template_sample.words("handbook") | {"学生": [{"曲线": Template(SOUND)}]}
        )


# ── what is filled ───────────────────────────────────────────────────────────────────────────────────

WORDS = {purpose: template_sample.rows(purpose) for purpose in ("handbook", "archive")}


def asking(purpose, row):
    """A template that asks for this word where the table says it may stand."""
    way, text = row["写在哪里"], row["写法"]
    opened = []
    if "for" in way:
        start = way.split(" 和 ")[0]
        opened = [start]
        outer = {"人": "{% for 人 in 学生 %}", "月": "{% for 月 in 人.交流 %}", "份": "{% for 份 in 小结 %}"}
        while (source := opened[0].split(" in ")[1].split(" ")[0].split(".")[0]) in outer:
            opened.insert(0, outer[source])
    return word("{{ 导出 }}", *LOOP, "".join(opened) + f"【{text}】" + "{% endfor %}" * len(opened))


@pytest.mark.parametrize("purpose", WORDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_word_of_the_table_is_filled_with_its_example(purpose, data):
    row = data.draw(st.sampled_from(WORDS[purpose]))
    content = asking(purpose, row)
    assert said(content, purpose) == ""
    made = text_of(tried(purpose, content))
    assert "{{" not in made
    wanted = "【】" if row["例子"] == template_sample.PICTURE else f"【{row['例子'].removesuffix('.0')}"
    assert wanted in made


def test_the_table_has_every_word_of_a_handbook_once():
    written = [(row["写法"], row["写在哪里"]) for row in WORDS["handbook"]]
    assert len(set(written)) == len(written)
    assert "{{ 人.历任导师 }}" in [one for one, _ in written]


def test_yes_no_and_nothing_are_printed_in_words():
    content = inside("{% for 次 in 人.大考.点 %}【{{ 次.缺考 }}{{ 次.值 }}】{% endfor %}")
    made = text_of(tried("handbook", content))
    assert "【是】" in made and "【否58.0】" in made and "None" not in made


def test_what_another_version_of_the_program_cannot_fill_is_said_in_a_sentence():
    with pytest.raises(Refused, match="学校自己的模板"):
        filled("handbook", inside("{{ 人.从前的词 }}"), template_sample.sample("handbook"))
