"""The process many handbooks are written in: what is wanted a line of JSON on stdin, the file a line on stdout.

Written in the server, a hundred Word papers would hold up everybody's pages for a minute.
"""

import base64
import json
import os
import sys
from typing import TextIO

from services.papers import written

_KINDNESS = 10  # whoever has a page open goes first


def main(said: TextIO, out: TextIO) -> None:
    """Write what is asked for, line by line: kind, form, values; the first line is the school's template, or that there is none."""
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    told = json.loads(said.readline())["template"]
    template = base64.b64decode(told) if told else None
    for line in said:
        wanted = json.loads(line)
        made = written(wanted["kind"], wanted["form"], wanted["values"], template)
        print(json.dumps({"file": base64.b64encode(made).decode()}), file=out, flush=True)


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
