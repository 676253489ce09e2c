"""The process a template is looked over in: it comes on stdin, what was found goes out as one line of JSON.

A file made to take for ever, or all the memory, takes this process and not the server.
"""

import base64
import json
import sys
from dataclasses import asdict

from documents.template_check import check, tried
from domain.errors import Refused

_MOST_MEMORY = 2 * 1024**3


def main() -> None:
    """Look one template over."""
    _bound()
    wanted = json.load(sys.stdin)
    print(json.dumps(_answer(wanted["purpose"], base64.b64decode(wanted["content"]))))


def _answer(purpose: str, content: bytes) -> dict[str, object]:
    try:
        report = check(purpose, content)
        made = tried(purpose, content) if report.is_usable else b""
    except Refused as error:
        return {"refused": error.message}
    return {**asdict(report), "trial": base64.b64encode(made).decode()}


def _bound() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    main()
