"""The QR code for a phone's one-time codes."""

from xml.etree import ElementTree

from documents import qr_code


def test_the_picture_is_a_black_code_on_white_with_a_quiet_edge():
    picture = ElementTree.fromstring(qr_code.svg("otpauth://totp/学校:张老师?secret=ABC"))
    assert picture.tag.endswith("svg")
    ground, modules = picture
    assert (ground.get("fill"), modules.get("stroke")) == ("#fff", "#000")
    assert modules.get("d").startswith(
        "M4 4.5h7"
    )  # four white modules, then the first corner's seven black ones


def test_another_text_is_another_picture():
    assert qr_code.svg("一") != qr_code.svg("二") == qr_code.svg("二")
