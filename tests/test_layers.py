"""Floors, purity and weight: what no module imports, by the syntax trees, and what no running process holds.

sources ─▶ upward(), circles(), full_faces(), impure() ─▶ complaints, and there are none
a command, the program ─▶ its sys.modules as it ends ─▶ nothing that it is to do without
"""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from support.desktop_fixtures import Bus
from support.running import private_home
from support.waiting import wait_until

FLOORS = (
    {"", "durations", "errors", "phrase"},
    {"model"},
    {"engine", "system"},
    {"storage", "senses", "control"},
    {"settings", "wording", "autostart"},
    {"moving", "notify", "report", "tray"},
    {"daemon"},
    {"cli", "web"},
    {"__main__"},
)
"""What lies below `reminder`, from the ground. A room may import another of its floor, but not in a circle."""
FACES = {"reminder": "has its version"}
"""Any other `__init__` is a docstring: whoever imports one module of a folder does not get the rest with it."""

PURE = ("durations", "errors", "phrase", "model", "engine", "settings.plan", "settings.values")
"""These and what is below them: what they do is what they return."""
TOUCHES_NOTHING = {
    "declares data": "__future__ collections dataclasses enum msgspec typing",
    "returns the same for the same": "difflib functools hashlib re",
    "calculates with moments; it must not be asked which one is now": "datetime",
    "reads the time zones of the system, which count as constants": "zoneinfo",
}
TOUCHING = {"open", "print", "input", "exec", "eval", "__import__", "datetime.now", "datetime.today", "date.today"}

WINDOW = "anyio h11 jinja2 starlette uvicorn"
"""Is for the window's process alone."""
QUICK = ("status", "skip", "now", "snooze 5m", "done", "pause 1h", "resume")
"""A person waits for each; in this order each has something to answer."""
SLOW = {
    "a command asks once and waits": "asyncio logging subprocess" + " threading" * (sys.platform != "win32"),
    "it reads no file": "pathlib platformdirs sqlite3 tempfile tomlkit tomllib",
    "it declares by namedtuple": "dataclasses inspect typing",
    "nobody typed an option": "argparse gettext locale",
    "what it says and hears travels as typed": "msgspec pydantic reminder.durations reminder.model zoneinfo",
    "only a table has to know how wide the terminal is": "rich shutil",
    "the window has a process of its own": f"{WINDOW} reminder.web",
    "nobody moves in": "reminder.moving",
}
READING = ("tips", "every 31m", "config show", "preview", "stats --json")
NEEDLESS = {
    "the settings were checked when they were read first": "pydantic_core",
    "only a table that is too wide for its terminal is drawn": "rich.console rich.table rich.text",
    "nothing was told in a check-in": "reminder.storage.checkins",
    "it is no program that runs on": "apscheduler asyncio dbus_fast ssl",
}
CHILD = "snooze.limit=3"
"""A flag for what reads the settings, as the running program starts it."""
UNCALLED = {
    "it reads files and variables, and no plug-ins": "asyncio importlib.metadata ssl subprocess urllib.request",
    "it hashes by what Python has itself": "_hashlib _ssl",
}
HEAVY = {
    "for the settings' child, which ends": "dotenv pydantic pydantic_core pydantic_settings tomlkit",
    "for commands that print tables, or a shell's grammar": "rich shtab",
    "what the options are called and mean is for who writes or shows them": "reminder.settings.schema",
    "nothing leaves the machine": "_hashlib _ssl http ssl urllib.request",
    "libraries do without, too": "bz2 csv email importlib.metadata lzma multiprocessing typing_extensions",
    "the window has a process of its own": f"{WINDOW} reminder.web",
}

HEAVY_FOR_THE_WINDOW = {
    "settings are read and changed by children, which end": "dotenv pydantic pydantic_core pydantic_settings tomlkit",
    "it is read in a browser": "rich shtab",
    "it asks the running program for what is sensed": "dbus_fast desktop_notifier plyer",
    "a PDF is laid out by a child": "typst",
    "the server has a command line that nobody uses": "click uvicorn.main",
}

Sources = Mapping[str, str]
"""Of modules, by their dotted names."""
AT_ITS_END = """import atexit, sys
atexit.register(lambda: open(f"{__file__}.{''.join(sys.argv[1:2])}", "w").write(" ".join(sys.modules)))
"""
SERVING = """import sys
from reminder.web.process import serve
serve()
open(sys.argv[1], "w").write(" ".join(sys.modules))
"""
REMINDER = [sys.executable, "-c", "import sys; from reminder.cli.main import main; sys.exit(main())"]


parsed = cache(ast.parse)


@cache
def imported(source: str) -> set[str]:
    """Whatever it imports anywhere: late imports, and those for types alone, make two modules depend as well."""
    nodes = [*ast.walk(parsed(source))]
    plain = {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    return plain | {f"{node.module}.{a.name}" for node in nodes if isinstance(node, ast.ImportFrom) for a in node.names}


def graph(sources: Sources) -> dict[str, set[str]]:
    """The modules of ours that each imports."""

    def module(name: str) -> str:
        return name if name in sources else module(name.rpartition(".")[0])

    ours = {name: {other for other in imported(sources[name]) if other.startswith("reminder")} for name in sources}
    return {name: set(map(module, others)) for name, others in ours.items()}


def room(module: str) -> str:
    return f"{module}.".split(".")[1]


def upward(sources: Sources) -> list[str]:
    floor = {name: number for number, rooms in enumerate(FLOORS) for name in rooms}
    arrows = [(name, other) for name, others in graph(sources).items() for other in others]
    return [f"{name} imports {other}" for name, other in arrows if floor[room(name)] < floor[room(other)]]


def circles(sources: Sources) -> list[str]:
    modules, rooms, found = graph(sources), dict[str, set[str]](), []
    for name, others in modules.items():
        rooms.setdefault(room(name), set()).update({room(other) for other in others} - {room(name)})
    for arrows in (modules, rooms):
        try:
            TopologicalSorter(arrows).prepare()
        except CycleError as error:
            found.append(" is imported by ".join(error.args[1]))
    return found


def full_faces(sources: Sources) -> list[str]:
    faces = {name.rpartition(".")[0] for name in sources} - {"", *FACES}
    trees = {name: parsed(sources[name]) for name in faces}
    return [name for name, tree in trees.items() if not ast.get_docstring(tree) or tree.body[1:]]


def impure(sources: Sources) -> list[str]:
    modules, harmless, found = graph(sources), {*" ".join(TOUCHES_NOTHING.values()).split(), "reminder"}, []
    pure = tuple(f"reminder.{name}." for name in PURE)
    for name in (name for name in sources if f"{name}.".startswith(pure)):
        packages = {other.partition(".")[0] for other in imported(sources[name])} - harmless
        worldly = {other for other in modules[name] - {"reminder"} if not f"{other}.".startswith(pure)}
        calls = {ast.unparse(node.func) for node in ast.walk(parsed(sources[name])) if isinstance(node, ast.Call)}
        found += [f"{name} has {other}" for other in (*packages, *worldly, *calls & TOUCHING)]
    return found


Check = Callable[[Sources], list[str]]


def test_the_house_stands() -> None:
    root = Path(__file__).parent.parent
    files = {path.relative_to(root).with_suffix(""): path.read_text("utf-8") for path in root.glob("reminder/**/*.py")}
    sources = {".".join(file.parts).removesuffix(".__init__"): source for file, source in files.items()}

    assert [complaint for check in (upward, circles, full_faces, impure) for complaint in check(sources)] == []


@pytest.mark.parametrize(
    ("check", "module", "source", "complaint"),
    [
        (upward, "model.plan", "def f(): import reminder.cli.a", "reminder.model.plan imports reminder.cli.a"),
        (circles, "cli.b", "import reminder.cli.a", "reminder.cli.a is imported by reminder.cli.b"),
        (circles, "storage.b", "import reminder.senses", "senses is imported by storage"),
        (full_faces, "cli", '"""Commands."""\nimport os', "reminder.cli"),
        (impure, "model.plan", "import os.path", "reminder.model.plan has os"),
        (impure, "engine", "NOW = datetime.now()", "reminder.engine has datetime.now"),
        (impure, "engine", "from reminder.storage import b", "reminder.engine has reminder.storage.b"),
    ],
)
def test_a_crack_is_found(check: Check, module: str, source: str, complaint: str) -> None:
    """In a house that stands without it."""
    names = ("reminder", "model", "model.plan", "engine", "senses", "storage", "storage.a", "storage.b", "cli", "cli.b")
    house = {"reminder." * (name != "reminder") + name: '"""A room."""' for name in names}
    house |= {"reminder.senses": "import reminder.storage.a", "reminder.cli.a": "from reminder.cli.b import x"}

    assert check(house) == []
    assert complaint in " ".join(check(house | {f"reminder.{module}": source}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each process in this home of its own leaves here what it held as it ended."""
    (tmp_path / "sitecustomize.py").write_text(AT_ITS_END)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with private_home(monkeypatch, tmp_path):
        yield tmp_path


def run(command: str) -> int:
    return subprocess.run([*REMINDER, *command.split()], capture_output=True).returncode


def too_much(folder: Path, command: str, unwanted: Mapping[str, str]) -> dict[str, set[str]]:
    """What it held and should not have, by the reason."""
    held = {*(folder / f"sitecustomize.py.{command.split()[0]}").read_text().split()}
    return {why: found for why, names in unwanted.items() if (found := held.intersection(names.split()))}


@pytest.mark.parametrize("command", QUICK)
def test_a_command_that_finds_no_program_imports_little(command: str, folder: Path) -> None:
    assert run(command) == 3
    assert too_much(folder, command, SLOW) == {}


def test_a_command_that_knows_the_settings_checks_them_no_more(folder: Path) -> None:
    assert [command for command in ("every 30m", *READING) if run(command)] == []
    assert {command: more for command in READING if (more := too_much(folder, command, NEEDLESS))} == {}


def test_what_reads_the_settings_imports_little_beside_pydantic(folder: Path) -> None:
    read = subprocess.run([sys.executable, "-m", "reminder.settings", CHILD], capture_output=True)

    assert (read.returncode, read.stderr) == (0, b"")
    assert too_much(folder, CHILD, UNCALLED) == {}


@pytest.mark.desktop
def test_the_program_and_the_commands_it_answers_import_little(folder: Path, private_bus: Bus) -> None:
    from support.desk import Desk  # it is for buses, and elsewhere there are none

    with closing(Desk()) as desk:
        desk.come()
        with subprocess.Popen([*REMINDER, "run", "--now"], stdout=subprocess.DEVNULL) as program:
            try:
                wait_until(lambda: desk.tips)
                assert [command for command in QUICK if run(command)] == []
            finally:
                program.terminate()

    assert {command: more for command in QUICK if (more := too_much(folder, command, SLOW))} == {}
    assert too_much(folder, "run", HEAVY) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")
def test_the_window_imports_little(folder: Path) -> None:
    from support.program import Program  # it speeds up clocks and kills by signals
    from support.visits import Served

    held = folder / "held"
    pages = ("/today", "/settings", "/history", "/checkin", "/static/page.js")
    with subprocess.Popen([sys.executable, "-c", SERVING, held], stdout=subprocess.PIPE) as window:
        window.stdout.readline()
        served = Served(Program(folder, Path(os.environ["XDG_RUNTIME_DIR"]), {}))
        assert {page: served.get(page).code for page in pages} == dict.fromkeys(pages, 200)
        window.terminate()

    names = {*held.read_text().split()}
    assert {why: more for why, heavy in HEAVY_FOR_THE_WINDOW.items() if (more := names & {*heavy.split()})} == {}
