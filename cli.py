"""Everything this product does from a terminal. `python start.py COMMAND` prepares the machine and calls this."""

import argparse
import json
import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain import disk
from domain.errors import Refused, SchoolError

HOME = Path(__file__).resolve().parent
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except SchoolError as error:
        print(error.message, file=sys.stderr)
        return 1
    except OSError as error:
        if (said := disk.in_words(error)) is None:
            raise
        print(said, file=sys.stderr)
        return 1


# ── serving ──────────────────────────────────────────────────────────────────────────────────────────


def serve(options: argparse.Namespace) -> None:
    """运行本校：数据在 --data 指的文件夹里"""
    from server import backup_clock
    from services import school

    with school.sole_use(options.data):
        store = school.open_school(options.data)
        if school.needs_setup(store):
            code = school.setup_code(options.data)
            print(f"\n这是一所新学校。设置码：{code}（在打开的网页里填写）\n", flush=True)
        with backup_clock.running(store, options.data):
            _serve(options)


def demo(options: argparse.Namespace) -> None:
    """运行演示学校：数据都是虚构的，登录页上列着各种身份的账号"""
    from seed import demo_school
    from services import school

    if not (options.data / school.DATABASE).exists():
        print("正在建立演示学校（约 20 秒）…", flush=True)
        school.build_whole(options.data, demo_school.build)
    with school.sole_use(options.data):
        _serve(options)


def _serve(options: argparse.Namespace) -> None:
    os.environ["MENTOR_DATA"] = str(options.data)
    from server import freeze_watch, quiet_log
    from server.gate import build_app
    from server.serving import lan_address, serve
    from services import attachments, school

    def announce(port: int) -> None:
        school.note_address(options.data, f"{options.address}:{port}")
        print(f"在这台电脑上打开：http://127.0.0.1:{port}")
        if (address := lan_address()) and options.address == "0.0.0.0":
            print(f"校园网内的手机和电脑打开：http://{address}:{port}")
        print("按 Ctrl+C 停止。", flush=True)
        if not options.no_browser:
            webbrowser.open(f"http://127.0.0.1:{port}")

    store = school.open_school(options.data)
    attachments.sweep(store)  # nobody else is writing yet
    with quiet_log.kept_in(options.data), freeze_watch.running(store):
        serve(build_app(store, options.host), options.address, options.port, announce)


# ── the school's files and accounts ──────────────────────────────────────────────────────────────────


def import_file(options: argparse.Namespace) -> int:
    """读入学校自己的表格；加 --dry-run 只检查，不写入"""
    from documents.imports import ImportOptions, as_json, read_import
    from services import school

    wanted = ImportOptions(sheet=options.sheet, school_start_year=school.present_school_year(options.data))
    try:
        data = _bytes_of(options.file)
        if options.dry_run:
            sheet = read_import(options.kind, data, options.file.name, wanted)
            print(_json(as_json(sheet)) if options.json else _problems(sheet.problems))
            return 0
        with school.sole_use(school.existing(options.data)):
            return _import(options, data, wanted)
    except SchoolError as error:
        if not options.json:
            raise
        print(_json({"refused": error.message}))
        return 1


def _import(options: argparse.Namespace, data: bytes, wanted: object) -> int:
    import secrets

    from documents.imports import ImportOptions
    from services import imports, school
    from services.import_exam import ExamMeta

    assert isinstance(wanted, ImportOptions)
    context = school.system_context(school.open_school(options.data))
    exam = (
        ExamMeta(options.exam or "", options.slot, options.held_on or context.today)
        if options.kind == "exam"
        else None
    )
    found = imports.preview(context, options.kind, data, options.file.name, wanted, exam)
    print(_problems(found.problems), file=sys.stderr)
    batch = imports.commit(
        context, secrets.token_hex(16), options.kind, data, options.file.name,
        options=wanted, exam=exam, skip_errors=options.skip_errors,
    )  # fmt: skip
    done = {
        "batch": batch,
        "new": found.count("new"),
        "changed": found.count("changed"),
        "same": found.count("same"),
    }
    print(
        _json(done)
        if options.json
        else f"已导入：新增 {done['new']}，有变化 {done['changed']}，不变 {done['same']}。"
    )
    return 0


def reset_password(options: argparse.Namespace) -> None:
    """给忘记密码的人发一个新的初始密码（管理员自己忘了也用它）"""
    from services import accounts, school

    with school.sole_use(school.existing(options.data)):
        context = school.system_context(school.open_school(options.data))
        fresh = accounts.reset_password_of(context, options.username, options.lost_phone)
    print(f"{fresh.name}　用户名 {fresh.username}　初始密码 {fresh.password}（登录后要改）")


def backup(options: argparse.Namespace) -> None:
    """马上做一次备份（服务开着时，每小时会自动做）"""
    from services import backups, school

    with school.sole_use(school.existing(options.data)):
        context = school.system_context(school.open_school(options.data))
        made = backups.make(context, options.data)
    print(f"已备份：{made.path}")


def drill(options: argparse.Namespace) -> None:
    """恢复演练：把最近的备份恢复到别处看一遍，数据不动"""
    from services import backups, school

    with school.sole_use(school.existing(options.data)):
        print(backups.drill(school.system_context(school.open_school(options.data)), options.data))


def restore(options: argparse.Namespace) -> None:
    """用一个备份恢复；原来的数据移到旁边，不会删除"""
    from services import restoring, school

    with school.sole_use(options.data):
        done = restoring.restore(options.file.resolve(), options.data, options.code)
        school.open_school(options.data)
    print(
        "已恢复。" + (f"原来的数据在 {done.aside.name} 里，确认没有问题以后可以删掉。" if done.aside else "")
    )
    if done.lost:
        print(
            f"注意：有 {done.lost} 个照片和附件没有恢复。请把备份文件旁边的 files 文件夹一起拿来，再恢复一次。"
        )

    if done.erased.again:
        print(f"这个备份里还有 {done.erased.again} 名已清除的学生，已再次清除。")
    if done.erased.doubtful:
        print(
            f"注意：清除名单 erased.jsonl 里有 {done.erased.doubtful} 条和现在的学生对不上，没有动，请人工核对。"
        )


def erase(options: argparse.Namespace) -> None:
    """清除一名已离校学生的全部资料，恢复旧备份也不会回来；要再输一次学号"""
    from services import backups, erasing, school

    with school.sole_use(school.existing(options.data)):
        context = school.system_context(school.open_school(options.data))
        found = erasing.look(context, options.student)
        print(
            f"学号 {found.number}，{found.left_on.month}月{found.left_on.day}日离校："
            f"{found.alone} 条记录整条清除，{found.shared} 条与别人共有的记录里去掉这名学生。清除以后找不回来。",
            flush=True,
        )
        if (options.yes_i_mean or _typed("确认请再输入一次学号：")).strip() != found.number:
            raise Refused("两次的学号不一样，什么也没有清除。")
        done = erasing.erase(context, options.student, options.reason)
        print(f"已清除：{done.alone} 条记录、{done.files} 个照片和附件。")
        if not done.is_scrubbed:
            print("数据库文件还没有重写（磁盘空间不够？）。请腾出空间，再启动一次，程序会接着做。")
        print(f"已另做一次备份：{backups.make(context, options.data).path}")
    for name in done.lies_in:
        print(f"注意：{name} 是以前恢复时留下的旧数据，里面可能还有这名学生。确认用不着就删掉。")


def _typed(question: str) -> str:
    try:
        return input(question)
    except EOFError:  # nobody sits there
        return ""


def recovery_code(options: argparse.Namespace) -> None:
    """打印恢复码：抄在纸上锁起来，钥匙文件丢了全靠它"""
    from services import backups, school

    with school.sole_use(school.existing(options.data)):
        context = school.system_context(school.open_school(options.data))
        print(f"本校的恢复码：\n{backups.recovery_code(context, options.data)}")


def restore_key(options: argparse.Namespace) -> None:
    """用恢复码重新写出丢失的钥匙文件"""
    from services import keys, school

    with school.sole_use(school.existing(options.data)):
        keys.restore(school.open_unsealed(school.existing(options.data)), options.data, options.code)
    print("钥匙文件已恢复。")


def freeze(options: argparse.Namespace) -> int:
    """出事时用：除 --keep 的账号外谁也不能登录，打开的页面关上，导出最近的操作日志；服务开着也行"""
    from services import audit_log, freezing, school

    context = school.system_context(school.open_school(school.existing(options.data)))
    frozen = freezing.begin(context, options.keep)
    print(f"已冻结：{f'只有 {frozen.kept} 可以登录' if frozen.kept else '谁也不能登录'}。", flush=True)
    is_ended = _honoured(options.data)
    print("所有登录都已退出。" if is_ended else "正在运行的服务还没有回应：请把它停下（Ctrl+C）。")
    paper = audit_log.of_last_days(context, options.days)
    target = options.out or Path.cwd() / f"操作日志-{context.local_now:%Y%m%d-%H%M}.xlsx"
    _write_out(target, paper.content)
    print(f"最近 {options.days} 天的操作日志：{target}\n查清以后解冻：python start.py unfreeze")
    return 0 if is_ended else 1


def unfreeze(options: argparse.Namespace) -> None:
    """解冻：大家可以重新登录"""
    from services import freezing, school

    context = school.system_context(school.open_school(school.existing(options.data)))
    _honoured(options.data)  # or sessions from before the freeze would live on
    freezing.end(context)
    _honoured(options.data)
    print("已解冻，大家可以重新登录。")


def _honoured(folder: Path, seconds: float = 15) -> bool:
    """Whether the freeze, or its end, has reached the database: by our hand, or by that of the running server."""
    import time

    from services import freezing, school

    context, until = school.system_context(school.open_school(folder)), time.monotonic() + seconds
    while not freezing.is_honoured(context, freezing.state(context.store)):
        try:
            with school.sole_use(folder):
                freezing.honour(context)
        except Refused:  # a server runs and sees to it within two seconds
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
    return True


def _write_out(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"写不进 {path}。请用 --out 写一个能写的位置，再运行一次。") from error


def check(options: argparse.Namespace) -> int:
    """看看本校的安装哪里不安全：只看不改，服务开着也行；有“危险”时以 1 结束"""
    from services import safety
    from services.context import clock

    found = safety.look(options.data, clock())
    if options.json:
        print(_json([{"level": one.level.value, "what": one.what, "text": one.text} for one in found]))
    else:
        print("\n".join(f"{one.level.text}　{one.what}：{one.text}" for one in found))
    return 1 if safety.is_unsafe(found) else 0


def verify_audit(options: argparse.Namespace) -> int:
    """核对操作日志是否完整：被改过、少了、插进来的行都会发现"""
    from services import audit_log, school

    store = school.open_school(school.existing(options.data))
    verdict = audit_log.verify(school.system_context(store), look_only=True)
    print(verdict.text)
    return 0 if verdict.broken_at is None else 1


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────


def group(options: argparse.Namespace) -> int:
    """分组：读一个 JSON 实例，打印分组结果（格式见 docs/grouping.md）"""
    from documents.grouping_instance import ignored_keys, read_instance
    from services.solver import solve_for_print

    try:
        instance = read_instance(_bytes_of(options.file))
        answer = solve_for_print(instance)
    except SchoolError as error:
        print(_json({"refused": error.message}))
        return 1
    ignored = ignored_keys(instance)
    print(_json(answer | ({"ignored": ignored} if ignored else {})))
    return 2 if "infeasible" in answer else 0


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"打不开文件 {path.name}。请核对路径，或先在 Excel 里关掉它。") from error


def _problems(problems: object) -> str:
    assert isinstance(problems, tuple)
    lines = [f"{one.sheet} 第 {one.row or '－'} 行 {one.column}：{one.message}" for one in problems]
    return "\n".join(lines) or "没有问题。"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# ── duties ───────────────────────────────────────────────────────────────────────────────────────────


def duties(options: argparse.Namespace) -> None:
    """完成情况：每条履职要求在某一天应做多少、做了多少、逾期和免做多少（格式见 docs/duties.md）"""
    from documents.duty_figures import as_json, as_text
    from services import duties, school

    context = school.system_context(school.open_school(school.existing(options.data)))
    on = options.on or context.today
    figures = duties.figures(context, on)
    print(_json(as_json(on, figures)) if options.json else as_text(on, figures))


def figures(options: argparse.Namespace) -> None:
    """总览上的每一个数：本周、本月、本学期，各附一句话说它数的是什么"""
    from documents.figure_list import as_json, as_text
    from services import figures, school

    context = school.system_context(school.open_school(school.existing(options.data)))
    on = options.on or context.today
    found = figures.told(context, on)
    print(_json(as_json(on, found)) if options.json else as_text(on, found))


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────


def print_papers(options: argparse.Namespace) -> None:
    """打印：handbook 一位导师的工作手册，handbooks 全部导师的（压缩包），archive 一名学生的成长档案"""
    from services import school
    from services.growths import Choice
    from services.printing import print_archive, print_handbook, print_handbooks

    store = school.open_school(school.existing(options.data))
    store.keep_connections()  # a handbook asks a few hundred questions
    context = school.system_context(store)
    choice = Choice(options.ranks, options.confidential)
    if options.what == "handbook":
        paper = print_handbook(context, options.mentor or "", choice, options.format)
    elif options.what == "archive":
        paper = print_archive(context, options.student or "", choice, options.format)
    else:
        paper = print_handbooks(
            context, choice, options.format, lambda done, total: print(f"{done}/{total}", file=sys.stderr)
        )
    _write_out(options.out, paper.content)
    print(f"已写入 {options.out}（{len(paper.content) / 1024:.0f} KB）")


# ── for those who change the code ────────────────────────────────────────────────────────────────────


def lint(options: argparse.Namespace) -> int:
    """检查代码：格式、类型、层次"""
    results = []
    for name, line in CHECKS.items():
        print(f"── {name}", flush=True)
        results.append(subprocess.run([sys.executable, *line], cwd=HOME, check=False).returncode)
    return max(results)


def schema(options: argparse.Namespace) -> None:
    """打印数据库结构（db/schema.sql 由它生成）"""
    from services import school

    print(school.schema(), end="")


def bench(options: argparse.Namespace) -> int:
    """量一量：pages 每一页要多少时间，和一个空页并排比；grouping 分组有多匀、要多久；不写就都量；soak 很多人点上几分钟；print 打印手册要多久；records 记录多十倍时总览贵多少"""
    if options.what == "soak":
        from tests.benchmarks import soak

        return soak.measure(options.data, options.minutes, options.people)
    if options.what == "print":
        from tests.benchmarks import printing

        return printing.measure(options.data, options.json, options.strict)
    if options.what == "records":
        from tests.benchmarks import growth

        return growth.measure(options.data, options.rounds, options.strict)
    results = []
    if options.what != "grouping":
        from tests.benchmarks import pages

        results.append(pages.measure(options.data, options.rounds, options.json, options.strict))
    if options.what != "pages":
        from tests.benchmarks import grouping

        both = options.what is None and options.json not in (None, "-")
        results.append(grouping.measure(options.json, options.strict, beside=both))
    return max(results)


def screenshots(options: argparse.Namespace) -> None:
    """把每一页按手机和电脑两种大小拍下来"""
    from tests.browser.screenshots import take

    take(options.data, options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py", description="人人导师")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    def command(
        name: str, run: Callable[[argparse.Namespace], object], data: str = "data"
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        one.add_argument(
            "--data", type=lambda text: Path(text).resolve(), default=HOME / data, help="数据文件夹"
        )
        one.add_argument("--port", type=_port, default=8501, help="网页的端口")
        one.set_defaults(run=run)
        return one

    for name, run, data in (("serve", serve, "data"), ("demo", demo, "demo-data")):
        one = command(name, run, data)
        one.add_argument("--address", default="0.0.0.0", help="监听的地址")
        one.add_argument(
            "--host", type=_host, action="append", default=[], metavar="NAME",
            help="网址里还可以用的名字，例如代理的域名；可以写几次",
        )  # fmt: skip
        one.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    _import_arguments(command("import", import_file))
    one = command("reset-password", reset_password)
    one.add_argument("username", help="工号或用户名")
    one.add_argument("--lost-phone", action="store_true", help="手机和备用码都丢了：同时取消手机验证码")
    command("verify-audit", verify_audit)
    one = command("freeze", freeze)
    one.add_argument(
        "--keep", default="", metavar="USERNAME", help="还可以登录的一个账号；不写就谁也不能登录"
    )
    one.add_argument("--days", type=_days, default=30, help="导出最近几天的操作日志")
    one.add_argument("--out", type=Path, help="操作日志写到哪个文件；不写就在当前文件夹")
    command("unfreeze", unfreeze)
    command("backup", backup)
    command("drill", drill)
    one = command("restore", restore)
    one.add_argument("file", type=Path, help="备份文件")
    one.add_argument("--code", default="", help="恢复码：换了电脑、没有钥匙文件时才要")
    one = command("erase", erase)
    one.add_argument("--student", required=True, metavar="NUMBER", help="学号，没有学号的写学籍号")
    one.add_argument(
        "--reason", required=True, metavar="WORDS", help="为什么清除；会长期留存，不要写姓名和学号"
    )
    one.add_argument("--yes-I-mean", dest="yes_i_mean", metavar="NUMBER", help="再写一次学号；不写就会问")
    command("recovery-code", recovery_code)
    command("restore-key", restore_key).add_argument("code", help="恢复码")
    command("check", check).add_argument("--json", action="store_true", help="打印给程序读的结果")
    command("lint", lint)
    command("schema", schema)
    one = command("group", group)
    one.add_argument("action", choices=["solve"], help="solve：求解一个实例")
    one.add_argument("file", type=Path, help="JSON 文件")
    for name, run in (("duties", duties), ("figures", figures)):
        one = command(name, run)
        one.add_argument("--on", type=_day, help="哪一天，例如 2026-11-20；不写就是今天")
        one.add_argument("--json", action="store_true", help="打印给程序读的结果")
    one = command("print", print_papers)
    one.add_argument("what", choices=["handbook", "handbooks", "archive"], help="打印什么")
    one.add_argument("--mentor", metavar="USER", help="handbook：导师登录用的用户名")
    one.add_argument("--all", action="store_true", help="handbooks：全部导师")
    one.add_argument("--student", metavar="NUMBER", help="archive：学号，没有学号的写学籍号")
    one.add_argument("--format", choices=["docx", "pdf"], default="docx", help="Word 或 PDF")
    one.add_argument("--ranks", action="store_true", help="印上名次（学校关闭了名次的年级不印）")
    one.add_argument("--confidential", action="store_true", help="印上加密保存的内容，每一条记入操作日志")
    one.add_argument("--out", type=Path, required=True, help="写到哪个文件")
    one = command("bench", bench, "bench-data")
    one.add_argument(
        "what",
        nargs="?",
        choices=["pages", "grouping", "soak", "print", "records"],
        help="量什么；不写就量前两样",
    )
    one.add_argument("--minutes", type=float, default=8, help="soak：点几分钟")
    one.add_argument("--people", type=int, default=40, help="soak：几个人同时点")
    one.add_argument("--rounds", type=int, default=10, help="每页量几轮，每轮五次")
    one.add_argument("--json", nargs="?", const="-", help="写成 JSON：不带文件名就打印")
    one.add_argument("--strict", action="store_true", help="超出预算就算失败")
    command("screenshots", screenshots, "demo-data").add_argument(
        "--out", type=Path, default=HOME / "screenshots"
    )
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("日期写成 2026-11-10 这样") from error


def _days(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 3660:
        return int(text)
    raise argparse.ArgumentTypeError("天数是 1 到 3660 的数字")


def _port(text: str) -> int:
    if text.isdigit() and int(text) <= 65535:  # 0 takes any free one
        return int(text)
    raise argparse.ArgumentTypeError("端口是 1 到 65535 的数字，例如 8501")


def _host(text: str) -> str:
    from server import hosts

    if hosts.NAME.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError("只写名字，例如 daoshi.school.cn，不带 http:// 和端口")


def _import_arguments(one: argparse.ArgumentParser) -> None:
    one.add_argument("kind", choices=["roster", "staff", "exam"], help="名单、教职工、成绩")
    one.add_argument("file", type=Path, help="表格文件")
    one.add_argument("--sheet", help="工作表的名字")
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    one.add_argument("--json", action="store_true", help="打印给程序读的结果")
    one.add_argument("--skip-errors", action="store_true", help="跳过有问题的行")
    one.add_argument("--exam", help="考试名称")
    one.add_argument(
        "--slot", default="other", choices=["monthly", "midterm", "final", "other"], help="考试类别"
    )
    one.add_argument("--held-on", type=_day, help="考试日期，例如 2026-11-10")


if __name__ == "__main__":
    sys.exit(main())
