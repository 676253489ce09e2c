"""Photos and files as phones and offices hand them over, made for tests."""

import zipfile
from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PLACE = ((30.0, 15.0, 42.0), (120.0, 9.0, 18.0))  # a place nobody's child lives in


def photo(size: tuple[int, int] = (1200, 900), colour: str = "#7a9e7e", form: str = "JPEG") -> bytes:
    """A picture as a phone takes it: turned, with the place and the phone written into it."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "PHONE", 6
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE[0], GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: PLACE[1]}
    )  # fmt: skip
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form, exif=exif)
    return out.getvalue()


def picture(mode: str = "RGBA", form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A drawn picture, see-through where the form can be."""
    out = BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def office(main: str = "word/document.xml", *more: str) -> bytes:
    """A Word or Excel file, as far as anybody here looks into one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", main, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
