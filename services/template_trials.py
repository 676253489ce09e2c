"""A template looked over and tried beside the server, within a time and a memory."""

import base64
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from documents.template_file import check_size
from domain.errors import Refused
from domain.paper_templates import Finding, Report

MOST_SECONDS: Final = 30.0
_HOME: Final = Path(__file__).resolve().parents[1]
_WORKER: Final = (sys.executable, "-m", "services.template_worker")
_TOO_MUCH: Final = (
    "检查这份模板要的时间或内存太多，没有收下。请从系统自带的模板改起，或删掉里面用不到的内容再上传。"
)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Trial:
    """What was found, and the template filled for an invented mentor (empty where it has errors)."""

    report: Report
    paper: bytes


def tried(purpose: str, content: bytes, seconds: float = MOST_SECONDS) -> Trial:
    """Look it over and fill it.

    :raises Refused: it is no template, or looking it over takes too much.
    """
    check_size(content)
    asked = json.dumps({"purpose": purpose, "content": base64.b64encode(content).decode()})
    with _one_at_a_time:
        said = _said(asked, seconds)
    if refused := said.get("refused"):
        raise Refused(refused)
    findings = tuple(Finding(**one) for one in said["findings"])
    return Trial(Report(findings, tuple(said["used"])), base64.b64decode(said["trial"]))


def _said(asked: str, seconds: float) -> dict[str, Any]:
    try:
        done = subprocess.run(
            _WORKER, cwd=_HOME, env={**os.environ, "PYTHONUTF8": "1"}, encoding="utf-8", input=asked,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as problem:
        raise Refused(_TOO_MUCH) from problem
    return answer
