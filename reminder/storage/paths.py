"""Where settings, state, history and log live, by the customs of each platform.

Whoever has no home is told so, by a ReminderError from whichever of these is asked first.
The control socket is not here: the client needs its path sooner than platformdirs can be imported.
"""

import os
import sys
from pathlib import Path

from reminder.errors import ReminderError

_NAME = "reminder"


def home() -> Path:
    """The person's home. Raises ReminderError where neither HOME, if it is more than nothing, nor the system tells."""
    if sys.platform == "win32" or Path(os.environ.get("HOME", "")).is_absolute():
        return Path.home()
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as error:
        raise _homeless() from error


def _homeless() -> ReminderError:
    return ReminderError(
        "nothing says where your home is: HOME is not set to an absolute path, and this system has no user with your"
        " number; set it, as in: HOME=/home/me reminder status"
    )


def _found(place: str) -> Path:
    """What platformdirs says. Raises ReminderError where it says nothing, or, in older versions, "~/..."."""
    from platformdirs import PlatformDirs

    try:
        path: Path = getattr(PlatformDirs(_NAME, appauthor=False), place)
    except RuntimeError as error:
        raise _homeless() from error
    if not path.is_absolute():
        raise _homeless()
    return path


def config_file() -> Path:
    """The user's settings; need not exist."""
    return _found("user_config_path") / "config.toml"


def site_file() -> Path:
    """The settings for everyone on this machine, in the first of the site's directories; need not exist."""
    return _found("site_config_path") / "config.toml"


def system_file() -> Path:
    """The site's file where the system has it of itself: whatever a person's variables say, what it locks is locked."""
    if sys.platform == "win32":
        return site_file()
    return Path("/Library/Application Support" if sys.platform == "darwin" else "/etc/xdg") / _NAME / "config.toml"


def state_dir() -> Path:
    """What the program keeps for itself; need not exist."""
    return _found("user_state_path")


def state_file() -> Path:
    return state_dir() / "state.json"


def plan_file() -> Path:
    """The last settings that could be read, kept for the day they cannot."""
    return state_dir() / "plan.json"


def history_file() -> Path:
    return state_dir() / "history.db"


def checkins_file() -> Path:
    """What hurts, and nothing else."""
    return state_dir() / "checkins.db"


def downloads() -> Path:
    """Where browsers put what is downloaded; where there is no such folder, the person's home."""
    from platformdirs import user_downloads_path

    folder = user_downloads_path()
    return folder if folder.is_dir() else Path.home()


def compiled_templates() -> Path:
    """What is made of the window's templates, and can be made anew."""
    return _found("user_cache_path") / "templates"


def log_file() -> Path:
    return _found("user_log_path") / "reminder.log"


def packaged(name: str) -> Path:
    """A file of `config/`: inside the package where it was installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "config" / name
    return installed if installed.exists() else package.parent / "config" / name


def data_folders() -> list[Path]:
    """Where desktops look for applications and icons: in the person's folder, then in those of the machine."""
    own = absolute("XDG_DATA_HOME") or [home() / ".local" / "share"]
    return own[:1] + (absolute("XDG_DATA_DIRS") or [Path("/usr/local/share"), Path("/usr/share")])


def absolute(variable: str) -> list[Path]:
    """The folders in `variable`; the XDG Base Directory Specification has relative ones ignored."""
    named = map(Path, filter(None, os.environ.get(variable, "").split(":")))
    return [path for path in named if path.is_absolute()]


def menu_entry(folder: Path) -> Path:
    """Of the application menu, in one of these folders."""
    return folder / "applications" / "reminder.desktop"


def icon_file() -> Path:
    """The program's own picture."""
    return packaged("icons/hicolor/scalable/apps/reminder.svg")


def icon() -> str:
    """That picture as a desktop is told of it."""
    return told(icon_file())


def sound() -> str:
    """The program's own sound, as a desktop is told of it."""
    return told(packaged("reminder.wav"))


def told(path: Path) -> str:
    """A file as a desktop is told of it: its path, or a URI where that is no Unicode."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return str(path)
