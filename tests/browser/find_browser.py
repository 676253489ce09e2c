"""Find a browser for the tests, or get one: browser tests are never skipped.

Run as a program it prints the browser's path, or one sentence saying what to install, and exits with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = (
    "google-chrome", "google-chrome-stable", "chromium", "chromium-browser",
    "microsoft-edge", "chrome", "msedge",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
)
WINDOWS_PLACES = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
FLAGS = (
    "--headless",
    "--no-sandbox",  # as root, as in a container, Chromium refuses to start with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # the browser's own errands: the offline test counts every request to another host
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PLAYWRIGHT_SECONDS = 300
DEBIAN_SECONDS = 900


class NoBrowser(Exception):
    """No browser was found and none could be installed; the message says what to install."""


def find_browser() -> Path:
    """The browser to test with: an installed one, else Playwright's, else Debian's package."""
    found = installed_browser() or playwright_browser() or debian_browser()
    if found is None:
        raise NoBrowser(
            "没有找到测试用的浏览器：请安装 Chrome、Edge 或 Chromium，或用环境变量 MENTOR_BROWSER 写明位置。"
        )
    return found


def launch(playwright: "Playwright") -> "Browser":
    """Start the found browser with the flags every test and screenshot uses."""
    return playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))


def installed_browser() -> Path | None:
    """What MENTOR_BROWSER says, else the first browser in the usual places."""
    wanted = os.environ.get("MENTOR_BROWSER")
    if wanted:
        if not Path(wanted).is_file():
            raise NoBrowser(f"环境变量 MENTOR_BROWSER 指向的文件不存在：{wanted}。请改正或去掉它。")
        return Path(wanted)
    return next((candidate for candidate in _candidates() if _starts(candidate)), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    roots = [Path(os.environ[name]) for name in WINDOWS_ROOTS if name in os.environ]
    places = [Path(place) for place in PLACES] + [root / place for root in roots for place in WINDOWS_PLACES]
    yield from (place for place in places if place.is_file())


def _starts(browser: Path) -> bool:
    """False for a stub that only advises to install something, and for one whose libraries are missing."""
    if os.name == "nt":  # there the version option opens a window
        return True
    try:
        return not subprocess.run(
            [browser, "--version"], capture_output=True, timeout=30, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwright_browser() -> Path | None:
    """Playwright's own Chromium; downloaded once if it can be."""
    there = _playwright_path()
    if not there.is_file():
        _tell("没有找到浏览器，正在下载 Playwright 的 Chromium…")
        _try([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_SECONDS)
    return there if there.is_file() and _starts(there) else None


def _playwright_path() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def debian_browser() -> Path | None:
    """Debian's Chromium and Chinese fonts, installed only by root where apt-get is."""
    if not _may_install():
        return None
    _tell("正在安装 Debian 的 chromium…")
    _apt_install("chromium", "fonts-noto-cjk", "fontconfig")
    found = shutil.which("chromium")
    return Path(found) if found else None


def ensure_chinese_font() -> None:
    """Screenshots without a Chinese font show boxes: install one where allowed, else say so."""
    if sys.platform != "linux" or _has_chinese_font():
        return
    if _may_install():
        _tell("没有中文字体，正在安装 fonts-noto-cjk…")
        _apt_install("fonts-noto-cjk", "fontconfig")
    if not _has_chinese_font():
        _tell("提示：这台电脑没有中文字体，截图里的汉字会变成方框；请安装 fonts-noto-cjk。")


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout.strip())


def _may_install() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(*packages: str) -> None:
    if _try(["apt-get", "update", "-qq"], DEBIAN_SECONDS):
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], DEBIAN_SECONDS)


def _try(command: list[str], seconds: int) -> bool:
    """Run it with a time limit; a failure is told, and the next way is tried."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdout=sys.stderr,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _tell(f"没有成功：{error}")
        return False
    return done.returncode == 0


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def main() -> int:
    """Print the browser's path."""
    try:
        browser = find_browser()
    except NoBrowser as error:
        _tell(str(error))
        return 1
    ensure_chinese_font()
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
