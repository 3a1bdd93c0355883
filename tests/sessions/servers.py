"""Each notification server in turn, alone on a bus that can start nothing but it, and a table of what was found.

servers.py PICTURES [SERVER...] ─▶ one_server.py, once each ─▶ its lines, its pictures ─▶ one sheet a server, the table

Exits 1 if a step failed somewhere.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from server_desks import DESKS

SERVICES = Path("/usr/share/dbus-1/services")
ALWAYS = "ca.desrt.dconf", "org.xfce.Xfconf"
"""The settings that desktops keep."""
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
LINE = re.compile(r" *[\d.]+ s  (ok  |FAIL) (.+?) \([\d.]+ s\): .*")
AT_MOST = 900
"""Seconds for one server."""


def bus(name: str, folder: Path) -> Path:
    """The settings of a bus that can start this server and what it needs."""
    (folder / "services").mkdir(parents=True)
    for pattern in (*ALWAYS, *DESKS[name].services):
        for service in SERVICES.glob(f"{pattern}.service"):
            shutil.copy(service, folder / "services")
    (config := folder / "bus.conf").write_text(BUS.format(folder=folder))
    return config


def try_one(name: str, pictures: Path) -> dict[str, bool]:
    """Which steps went well there; its lines are printed as they come."""
    print(f"--- {name}")
    pictures.mkdir()
    found: dict[str, bool] = {}
    home, runtime = Path("/tmp/servers") / name / "home", Path("/tmp/servers") / name / "run"
    for folder in (home, runtime):
        folder.mkdir(parents=True, mode=0o700)
    environment = os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    session = ["timeout", "--kill-after=5", str(AT_MOST), "dbus-run-session"]
    session += [f"--config-file={bus(name, runtime / 'bus')}", "--", sys.executable, "-u", "-B"]
    session += [str(Path(__file__).with_name("one_server.py")), str(pictures), name]
    with (pictures / "session.log").open("wb") as log:
        process = subprocess.Popen(session, stdout=log, stderr=log, env=environment)
    for line in lines_of(process, pictures / "steps.log"):
        print(line)
        if told := LINE.fullmatch(line):
            found[told[2]] = told[1] == "ok  "
    if process.returncode:
        found.setdefault("all steps", False)
    return found


def lines_of(process: subprocess.Popen[bytes], file: Path) -> Iterator[str]:
    """What it writes there, until it ends: a pipe would be kept open by what its bus has started."""
    file.touch()
    with file.open() as written:
        rest = ""
        while process.poll() is None:
            time.sleep(0.2)
            *lines, rest = (rest + written.read()).split("\n")
            yield from lines
        yield from (rest + written.read()).splitlines()


def sheet(pictures: Path) -> None:
    """All pictures of one server on one page, in the order in which they were taken."""
    taken = sorted(pictures.glob("*.ppm"), key=lambda picture: picture.stat().st_mtime)
    if taken:
        page = ["montage", "-label", "%t", *map(str, taken), "-tile", "3x", "-geometry", "+4+4"]
        subprocess.run([*page, str(pictures.with_suffix(".png"))], check=False)
    for picture in taken:
        picture.unlink()


def table(found: dict[str, dict[str, bool]]) -> str:
    """One row a step, one column a server."""
    signs = {True: "ok", False: "failed", None: "-"}
    steps = list(dict.fromkeys(step for its in found.values() for step in its))
    rows = [("", *found), *((step, *(signs[its.get(step)] for its in found.values())) for step in steps)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    pictures, names = Path(sys.argv[1]), sys.argv[2:] or list(DESKS)
    found = {}
    for name in names:
        found[name] = try_one(name, pictures / name)
        sheet(pictures / name)
    (pictures / "table.txt").write_text(table(found) + "\n")
    print(table(found))
    return not all(all(its.values()) for its in found.values())


sys.exit(main())
