"""A line of text as a QR code."""

import io

import segno


def svg(text: str) -> str:
    """The code as a picture that is sharp at any size, black on white whatever the page's colours."""
    picture = io.BytesIO()
    segno.make_qr(text, error="l").save(
        picture, kind="svg", omitsize=True, border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None
    )
    return picture.getvalue().decode()
