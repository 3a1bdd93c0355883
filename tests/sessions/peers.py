"""Peers that run and are set by their own means: each says what it is set to, and ours says the same after `import`.

Workrave by GSettings, with breaks that it counts, then by a workrave.ini that it completes itself; RSIBreak by KDE's
tool; Safe Eyes by its own code; GNOME Shell's reminders by GSettings. Nothing of theirs may change by it.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from screens import begin, begin_x11
from steps import Steps, expect, reminder, wait_for

LOGS = Path(sys.argv[1])
HOME = Path.home()
KINDS = {"posture": "B 0", "break": "B 1"}


def run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


def gsettings(schema: str, **values: str) -> None:
    for key, value in values.items():
        run("gsettings", "set", schema, key.replace("_", "-"), value)


@contextmanager
def running(*command: str) -> Iterator[None]:
    """One that is ended again, as at the end of a session."""
    process = begin(*command, log=LOGS / f"{command[0]}.log")
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def imported(name: str) -> dict[str, Any]:
    """What was taken over. Nothing of the peer's has changed by it."""
    before = traces()
    data: dict[str, Any] = json.loads(reminder("import", name, "--yes", "--json"))
    changed = [name for name, its in {**before, **traces()}.items() if before.get(name) != its]
    expect(not changed, f"changed: {changed}")
    return data


def traces() -> dict[str, str]:
    """Each file that is not ours, with what is in it."""
    files = [it for it in HOME.rglob("*") if it.is_file() and "reminder" not in str(it)]
    theirs = [it for it in files if not {".cache", "gvfs-metadata"} & {*it.parts}]
    return {str(it): hashlib.sha256(it.read_bytes()).hexdigest() for it in theirs}


def now(**expected: object) -> str:
    """Whether these are set, as `posture__every` is named."""
    wrong = []
    for name, value in expected.items():
        section, _, option = name.rpartition("__")
        key = f"reminders.{section}.{option}" if section in KINDS else name.replace("__", ".")
        found = json.loads(reminder("config", "get", key, "--json"))
        if found != value:
            wrong.append(f"{key} is {found}, not {value}")
    expect(not wrong, "; ".join(wrong))
    return f"{len(expected)} settings as they were there"


def anew() -> None:
    """Ours are forgotten."""
    for folder in (".config/reminder", ".local/share/reminder", ".local/state/reminder"):
        subprocess.run(["rm", "-rf", HOME / folder], check=True)


def moved(seconds: int) -> None:
    """A person with the mouse; by one process, as a busy machine begins many of them too slowly."""
    places = ((str(at * 7 % 700), str(at * 5 % 500)) for at in range(seconds * 8))
    run("xdotool", *(word for place in places for word in ("mousemove", *place, "sleep", "0.125")))


def has_workrave() -> bool:
    command = ["xdotool", "search", "--onlyvisible", "--class", "workrave"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def todaystats() -> list[Path]:
    """The older versions have it in ~/.workrave, with the rest."""
    return [*HOME.rglob("todaystats")]


def workrave_says(key: str) -> int:
    """Seconds, by the running program itself."""
    core = ("--dest", "org.workrave.Workrave", "--object-path", "/org/workrave/Workrave/Core")
    said = run("gdbus", "call", "--session", *core, "--method", "org.workrave.ConfigInterface.GetInt", key)
    return int(said.strip("(,)\n").split(",")[0])


def counted() -> dict[str, int]:
    """What Workrave says of today: breaks that were taken, also by themselves."""
    lines = todaystats()[0].read_text().splitlines()
    numbers = {
        kind: [*map(int, next(it for it in lines if it.startswith(head)).split()[3:])] for kind, head in KINDS.items()
    }
    return {
        "done": sum(its[1] for its in numbers.values()),
        "natural": sum(its[2] for its in numbers.values()),
        "skipped": sum(its[3] for its in numbers.values()),
        "snoozed": sum(its[4] for its in numbers.values()),
    }


step = Steps(lambda name: None)
screen, display = begin_x11(LOGS / "x.log")
os.environ |= {"DISPLAY": display, "XDG_SESSION_TYPE": "x11", "GDK_BACKEND": "x11", "QT_QPA_PLATFORM": "xcb"}


@step("a fresh home has Workrave alone, which starts for everybody")
def _() -> str:
    data = json.loads(subprocess.run(["reminder", "import", "--json"], capture_output=True, check=False).stdout)
    found = [it["peer"] for it in data["found"]]
    expect(found == ["workrave"], f"{found}")
    return data["found"][0]["source"]  # type: ignore[no-any-return]


@step("Workrave with its defaults, which only ran")
def _() -> str:
    with running("workrave"):
        wait_for(todaystats, "it has begun its day", 40)
    imported("workrave")
    return now(posture__every="3m", posture__lasts="30s", break__every="45m", break__lasts="10m", break__enabled=True)


@step("Workrave by GSettings, with breaks of its own counting")
def _() -> str:
    anew()
    gsettings("org.workrave.timers.micro-pause", limit="8", auto_reset="5", snooze="90")
    gsettings("org.workrave.timers.rest-break", limit="3000", auto_reset="480")
    gsettings("org.workrave.general", usage_mode="0")
    with running("workrave"):
        wait_for(has_workrave, "it is there", 40)
        for _ in range(2):
            moved(25)
            time.sleep(15)  # the break that it asks for
    theirs = counted()
    expect(theirs["done"] + theirs["natural"] > 0, f"it has counted no break: {theirs}")
    data = imported("workrave")
    again = imported("workrave")
    total = json.loads(reminder("stats", "--json"))["total"]
    ours = {name: total[name] for name in theirs}
    expect(ours == theirs, f"{ours} here, {theirs} there")
    expect("limit" in str(data) and again.get("taken") is not None, f"{data}")
    now(break__every="50m", break__lasts="8m", snooze__for="1m30s", posture__every="1m", posture__lasts="5s")
    return f"{theirs}"


@step("Workrave by an ini that it completes, which wins over GSettings")
def _() -> str:
    anew()
    older = HOME / ".workrave"
    ini = (older if older.exists() else HOME / ".config/workrave") / "workrave.ini"
    ini.parent.mkdir(parents=True, exist_ok=True)
    ini.write_text("[timers]\nmicro_pause.limit=420\nrest_break.auto_reset=540\n[breaks]\nmicro_pause.enabled=false\n")
    with running("workrave"):
        wait_for(lambda: "rest_break.snooze" in ini.read_text(), "it has completed the file", 40)
        said = [workrave_says(f"timers/{key}") for key in ("micro_pause/limit", "rest_break/auto_reset")]
    expect(said == [420, 540], f"Workrave itself says {said}")
    imported("workrave")
    return now(posture__every="7m", posture__enabled=False, break__every="45m", break__lasts="9m", snooze__for="3m")


@step("RSIBreak by the tool of KDE")
def _() -> str:
    values = {"TinyInterval": 15, "TinyDuration": 25, "BigInterval": 50, "BigDuration": 4, "PostponeBreakDuration": 10}
    for key, value in {**values, "TinyThreshold": 60, "SuppressIfPresenting": "false"}.items():
        run("kwriteconfig6", "--file", "rsibreakrc", "--group", "General Settings", "--key", key, str(value))
    run("kwriteconfig6", "--file", "rsibreakrc", "--group", "General", "--key", "AutoStart", "true")
    with running("rsibreak"):
        time.sleep(3)  # whatever it writes when it starts
    anew()
    imported("rsibreak")
    return now(
        posture__every="15m",
        posture__lasts="25s",
        break__every="50m",
        break__lasts="4m",
        snooze__for="10m",
        timing__natural_break="1m",
        quiet__full_screen="ignore",
    )


SAFE_EYES = """
from safeeyes.model import Config
config = Config()
for key, value in {"short_break_interval": 20, "short_break_duration": 25, "long_break_interval": 60,
                   "long_break_duration": 240, "allow_postpone": True, "postpone_duration": 3}.items():
    config.set(key, value)
config.get("short_breaks").append({"name": "Wrists straight, fingers long"})
config.save()
"""


@step("Safe Eyes by its own code")
def _() -> str:
    settings = HOME / ".config/safeeyes/safeeyes.json"
    with running("safeeyes"):
        wait_for(settings.exists, "it has written its settings", 40)
        time.sleep(2)
    (HOME / "set.py").write_text(SAFE_EYES)
    run("/usr/bin/python3", str(HOME / "set.py"))
    anew()
    imported("safeeyes")
    now(posture__every="20m", posture__lasts="25s", break__every="1h", break__lasts="4m", snooze__for="3m")
    tips = json.loads(reminder("tips", "--json"))
    own = [it for it in tips["tips"] if it["about"] not in KINDS and it["id"].startswith("safe")]
    expect(len(own) == 1, f"{len(own)} tips of one's own: {own}")
    return f"settings, and the tip “{own[0]['title']}”"


@step("GNOME Shell's own reminders by GSettings")
def _() -> str:
    anew()
    shell = "org.gnome.desktop.break-reminders"
    gsettings(shell, selected_breaks="['eyesight']")
    gsettings(f"{shell}.eyesight", duration_seconds="30", delay_seconds="300")
    gsettings(f"{shell}.movement", interval_seconds="1200", duration_seconds="120")
    imported("gnome-shell")
    return now(
        posture__every="20m",
        posture__lasts="30s",
        posture__enabled=True,
        break__every="20m",
        break__lasts="2m",
        break__enabled=False,
        snooze__for="5m",
    )


@step("with several of them one has to be named")
def _() -> str:
    answer = subprocess.run(["reminder", "import", "--yes"], capture_output=True, text=True, check=False)
    expect(answer.returncode == 2 and "workrave" in answer.stderr, f"{answer.returncode}: {answer.stderr}")
    return answer.stderr.strip()


screen.terminate()
sys.exit(step.failures > 0)
