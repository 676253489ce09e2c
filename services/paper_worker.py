"""The process many handbooks are written in: a line of JSON each on stdin, a line after each one, the zip at the end.

Written in the server, a hundred Word papers would hold up everybody's pages for a minute.
"""

import base64
import json
import sys
import zipfile
from io import BytesIO
from typing import TextIO

from services.papers import written


def main(said: TextIO, out: TextIO) -> None:
    """Write what is asked for, line by line: name, kind, form, values."""
    held, done = BytesIO(), 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for line in said:
            wanted = json.loads(line)
            bundle.writestr(wanted["name"], written(wanted["kind"], wanted["form"], wanted["values"]))
            done += 1
            _print(out, {"done": done})
    _print(out, {"zip": base64.b64encode(held.getvalue()).decode()})


def _print(out: TextIO, line: dict[str, object]) -> None:
    print(json.dumps(line), file=out, flush=True)


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
