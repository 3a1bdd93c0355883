"""Forms in which several peers keep settings, each read into flat keys: `timers/micro-pause/limit`.

ini()       files of Qt, of KDE, and of Workrave ─▶ what stands there, as text
dconf()     `dconf dump`, GLib's keyfile, `gsettings list-recursively` ─▶ values
registry()  `reg query /s`, and a file of `reg export` ─▶ text

What is no line of such a form is passed over, and nothing raises. Values are literal: they are never evaluated.
"""

import re
from collections.abc import Iterator
from configparser import Error, RawConfigParser
from contextlib import suppress

from reminder.moving.found import MOST_SETTINGS
from reminder.phrase import Phrase, phrase

_GVARIANT_TYPE = re.compile(
    r"(?:@[a-z(){}*?]+|boolean|byte|u?int(?:16|32|64)|handle|double|string|objectpath|signature)\s+"
)
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_GSETTINGS = re.compile(r"([A-Za-z][\w.-]*) ([a-z][a-z0-9-]*) (.+)")
_QUERIED = re.compile(r"\s{2,}(.+?)\s{2,}(REG_SZ|REG_DWORD)(?:\s{2,}(.*))?")
_EXPORTED = re.compile(r'"((?:[^"\\]|\\.)+)"=(?:"((?:[^"\\]|\\.)*)"|dword:([0-9a-fA-F]{1,8}))')
_QT = re.compile(r'\\x([0-9A-Fa-f]{1,4})|\\(.)|(")|(,)|([^\\",]+)', re.DOTALL)
_QT_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")


def text(data: bytes) -> str:
    """Windows exports UTF-16. What is larger than any settings are is no text of such a form."""
    if len(data) > MOST_SETTINGS:
        return ""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, errors="replace")


def ini(data: bytes) -> dict[str, str]:
    """By `section/key`. KDE's marks behind a name, such as `[$i]`, are left out."""
    lines = [line.strip() for line in text(data).splitlines()]
    first = next((at for at, line in enumerate(lines) if line.startswith("[")), len(lines))
    parser = RawConfigParser(
        delimiters=("=",), comment_prefixes=("#", ";"), strict=False, allow_no_value=True, default_section=""
    )
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    with suppress(Error):
        parser.read_string("\n".join(lines[first:]))
    return {
        f"{section.partition('][')[0]}/{key.partition('[$')[0]}": value
        for section in parser.sections()
        for key, value in parser.items(section)
        if value is not None
    }


def spoilt(data: bytes) -> list[Phrase]:
    """The problem that an ini or a dump has a line that is none of such, as where it was cut off."""
    is_begun = False
    for number, line in enumerate(map(str.strip, text(data).splitlines()), 1):
        is_begun = is_begun or line.startswith("[")
        is_section = line.startswith("[") and line.endswith("]")
        if is_begun and line and not is_section and "=" not in line and line[0] not in "#;":
            return [damaged_from(number)]
    return []


def damaged_from(line: int) -> Phrase:
    where = phrase("line {line}", line=line)
    return phrase("the file is damaged or half written from {where} on", where=where)


def dconf(data: bytes, *roots: str) -> dict[str, object]:
    """What is below one of these paths (`org/workrave`), each key without it; of a dump of such a path, all of it."""
    found = dict(_dumped(data)) or dict(_listed(data))
    below = {
        path.removeprefix(f"{root}/"): value
        for root in roots
        for path, value in found.items()
        if path.startswith(f"{root}/")
    }
    return below or {path.removeprefix("//"): value for path, value in found.items()}


def _dumped(data: bytes) -> Iterator[tuple[str, object]]:
    for path, value in ini(data).items():
        yield path, gvariant(value)


def _listed(data: bytes) -> Iterator[tuple[str, object]]:
    for line in text(data).splitlines():
        if its := _GSETTINGS.fullmatch(line.strip()):
            yield f"{its[1].replace('.', '/')}/{its[2]}", gvariant(its[3])


def gvariant(written: str) -> object:
    """A number, a switch, a text or a list of texts; of any other type what is written.

    https://docs.gtk.org/glib/gvariant-text-format.html
    """
    bare = _GVARIANT_TYPE.sub("", written.strip(), count=1)
    if bare.startswith("["):
        return [_unescaped(its[1] or its[2] or "") for its in _QUOTED.finditer(bare)]
    if its := _QUOTED.fullmatch(bare):
        return _unescaped(its[1] or its[2] or "")
    return value(bare)


def value(written: str) -> object:
    """A number or a switch where it is written as one."""
    if written.lower() in ("true", "false"):
        return written.lower() == "true"
    if _NUMBER.fullmatch(written):
        return float(written) if "." in written else int(written)
    return written


def registry(data: bytes, root: str) -> dict[str, str]:
    r"""What is below a key of the current user (`Software\Workrave`), with `/` between the names."""
    found, path, below = {}, None, root.lower().split("\\")
    for line in text(data).splitlines():
        bare = line.strip()
        if bare.strip("[]").upper().startswith("HKEY_"):
            names = bare.strip("[]").split("\\")[1:]
            path = names[len(below) :] if [name.lower() for name in names[: len(below)]] == below else None
        elif path is not None:
            for name, its in _registered(line):
                found["/".join([*path, name])] = its
    return found


def _registered(line: str) -> Iterator[tuple[str, str]]:
    if its := _QUERIED.fullmatch(line.rstrip()):
        number = its[2] == "REG_DWORD"
        yield its[1], _decimal(its[3] or "") if number else its[3] or ""
    elif its := _EXPORTED.fullmatch(line.strip()):
        yield _unescaped(its[1]), _decimal(f"0x{its[3]}") if its[3] else _unescaped(its[2] or "")


def _decimal(hexadecimal: str) -> str:
    with suppress(ValueError):
        return str(int(hexadecimal, 16))
    return hexadecimal


def qt_list(written: str) -> list[str]:
    """The texts of a list as QSettings writes it: `zoom, "Look up, then blink"`; of a single text that one.

    https://doc.qt.io/qt-6/qsettings.html#Format-enum
    """
    if written.strip() in ("", "@Invalid()"):
        return []
    parts, part, was_quoted, is_quoted = [], "", False, False
    for unit, escaped, quote, comma, plain in _QT.findall(written):
        if quote:
            part = part if was_quoted else part.strip()
            was_quoted, is_quoted = True, not is_quoted
        elif comma and not is_quoted:
            parts.append(part if was_quoted else part.strip())
            part, was_quoted = "", False
        elif is_quoted or not was_quoted:
            part += chr(int(unit, 16)) if unit else _QT_ESCAPES.get(escaped, escaped) or comma or plain
    parts.append(part if was_quoted else part.strip())
    return [_whole(it) for it in parts]


def _whole(units: str) -> str:
    """Qt writes what is beyond 16 bits as two escapes."""
    return units.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")


def _unescaped(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written)
