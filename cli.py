"""Everything this product does from a terminal. `python start.py COMMAND` prepares the machine and calls this."""

import argparse
import json
import os
import sys
import webbrowser
from pathlib import Path

from domain.errors import SchoolError

HOME = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except SchoolError as error:
        print(error.message, file=sys.stderr)
        return 1


def serve(options: argparse.Namespace) -> None:
    """Serve the school in the data folder."""
    from services import school

    store = school.open_school(options.data)
    if school.needs_setup(store):
        print(f"\n这是一所新学校。设置码：{school.setup_code(options.data)}（在打开的网页里填写）\n")
    _serve(options)


def demo(options: argparse.Namespace) -> None:
    """Serve a demo school with invented data; made at the first start."""
    from seed import demo_school

    if not (options.data / "school.db").exists():
        print("正在建立演示学校（约 20 秒）…")
        demo_school.build(options.data)
    _serve(options)


def _serve(options: argparse.Namespace) -> None:
    os.environ["MENTOR_DATA"] = str(options.data.resolve())
    from server.gate import build_app
    from server.serving import lan_address, serve
    from services import school

    def announce(port: int) -> None:
        print(f"在这台电脑上打开：http://127.0.0.1:{port}")
        if (address := lan_address()) and options.address == "0.0.0.0":
            print(f"校园网内的手机和电脑打开：http://{address}:{port}")
        print("按 Ctrl+C 停止。", flush=True)
        if not options.no_browser:
            webbrowser.open(f"http://127.0.0.1:{port}")

    serve(build_app(school.open_school(options.data.resolve())), options.address, options.port, announce)


def import_file(options: argparse.Namespace) -> int:
    """Read a school's file; with --dry-run nothing is written."""
    from documents.as_json import as_json

    from documents.imports import ImportOptions, read_import
    from domain.errors import Refused

    try:
        data = options.file.read_bytes()
        sheet = read_import(options.kind, data, options.file.name, ImportOptions(sheet=options.sheet))
    except (OSError, Refused) as error:
        message = (
            error.message if isinstance(error, Refused) else f"打不开文件 {options.file.name}。请核对路径。"
        )
        print(json.dumps({"refused": message}, ensure_ascii=False) if options.json else message)
        return 1
    if options.dry_run:
        print(json.dumps(as_json(sheet), ensure_ascii=False) if options.json else _summary(sheet.problems))
        return 0
    return _commit(options, data)


def _summary(problems: object) -> str:
    return "\n".join(f"第 {one.row} 行 {one.column}：{one.message}" for one in problems) or "没有问题。"  # type: ignore[attr-defined]


def _commit(options: argparse.Namespace, data: bytes) -> int:
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py", description="人人导师")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--port", type=int, default=8501, help="网页的端口")
    common.add_argument("--address", default="0.0.0.0", help="监听的地址")
    common.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    for name, run, data in (("serve", serve, "data"), ("demo", demo, "demo-data")):
        command = commands.add_parser(name, parents=[common], help=run.__doc__)
        command.add_argument("--data", type=Path, default=HOME / data, help="数据文件夹")
        command.set_defaults(run=run)
    command = commands.add_parser("import", parents=[common], help=import_file.__doc__)
    command.add_argument("kind", choices=["roster", "staff", "exam"])
    command.add_argument("file", type=Path)
    command.add_argument("--data", type=Path, default=HOME / "data")
    command.add_argument("--sheet")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=import_file)
    return parser


if __name__ == "__main__":
    sys.exit(main())
