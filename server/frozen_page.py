"""What everybody sees while the school is frozen and no account is kept: one sentence."""

from html import escape
from typing import Final

from starlette.responses import HTMLResponse, Response

from services.freezing import SENTENCE

_PAGE: Final = f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>已冻结</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body {{ font: 17px/1.8 system-ui, "Microsoft YaHei", sans-serif; color: #12263a; background: #f6f5f1;
  max-width: 30em; margin: 20vh auto 0; padding: 0 24px }} h1 {{ font-size: 24px }}</style></head>
<body><main><h1>已冻结</h1><p>{escape(SENTENCE)}</p></main></body></html>
"""


def answer() -> Response:
    """503, never kept by a browser."""
    return HTMLResponse(_PAGE, 503, headers={"cache-control": "no-store", "retry-after": "600"})
