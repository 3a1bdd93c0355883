"""Every option there is, and what its value may be: the shape of one layer of settings, and of a tip in a file.

Only the child that reads the settings imports this, since it imports pydantic.
"""

import reprlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from reminder import durations
from reminder.errors import UsageError
from reminder.model.plan import Click, NotifierName, Urgency
from reminder.settings.plan import PREFIX, parse_clock, parse_range

T = TypeVar("T")


def _passes(check: Callable[[T], object]) -> AfterValidator:
    """The value stays as it was typed, once `check` takes it without a UsageError."""

    def validate(value: T) -> T:
        try:
            check(value)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return value

    return AfterValidator(validate)


def _length(least: timedelta, most: timedelta) -> BeforeValidator:
    def validate(value: object) -> object:
        if isinstance(value, bool):
            raise ValueError(f'{str(value).lower()} is not a length of time; write it like "20m", with the quotes')
        if isinstance(value, int | float):
            raise ValueError(f'{value} lacks a unit; write it like "20m", with the quotes')
        if isinstance(value, str):
            try:
                length = durations.parse(value)
            except UsageError as error:
                raise ValueError(str(error)) from error
            if not least <= length <= most:
                raise ValueError(f"{value!r} is not from {durations.spell(least)} to {durations.spell(most)}")
        return value

    return BeforeValidator(validate)


def _line(most: int) -> AfterValidator:
    def check(text: str) -> None:
        if len(text) > most:
            raise UsageError(f"it has {len(text)} characters, and at most {most} are allowed")
        if not text.isprintable():
            raise UsageError(f"{text!r} is not one line of plain text")

    return _passes(check)


def _one_of(*words: str) -> BeforeValidator:
    def validate(value: object) -> object:
        if value not in words:
            given = str(value).lower() if isinstance(value, bool) else reprlib.repr(value)
            quotes = "" if isinstance(value, str) else f'; write one of them in quotes, like "{words[0]}"'
            raise ValueError(f"{given} is none of {', '.join(words)}{quotes}")
        return value

    return BeforeValidator(validate)


def _check_name(text: str) -> None:
    if not text or not set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-"):
        raise UsageError(f"{text!r} is not a name of lower-case letters, digits and hyphens")


def _check_filled(value: Sequence[object]) -> None:
    if not value:
        raise UsageError("it is empty")


def _check_path(text: str) -> None:
    _check_filled(text)
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"{text!r} begins with the home of a user who is not known here") from None


def _check_limit(number: int) -> None:
    if not 0 <= number <= 10:
        raise UsageError(f"{number} is not from 0 to 10")


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date; write it like 2026-12-24") from None


def _quoted(value: object) -> object:
    """TOML has dates of its own, without quotes."""
    return value.isoformat() if isinstance(value, date) else value


_S, _M, _H, _D = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Name = Annotated[str, _passes(_check_name)]
Line = Annotated[str, _line(1000)]
Heed = Annotated[str, _one_of("hold", "ignore")]
Program = Annotated[str, _line(100), _passes(_check_filled)]
Clock = Annotated[str, _passes(parse_clock)]
Ranges = list[Annotated[str, _passes(parse_range)]]
Day = Annotated[str, BeforeValidator(_quoted), _passes(_check_date)]

UNSET: Any = None
"""A layer says nothing about this option. Defaults are in default.toml alone."""


class Section(BaseModel):
    """One table of a settings file; what each option means stands in default.toml."""

    model_config = ConfigDict(extra="forbid")


class ReminderOptions(Section):
    every: Annotated[str, _length(_M, 24 * _H)] = UNSET
    at: Annotated[list[Clock], _passes(_check_filled)] = UNSET
    lasts: Annotated[str, _length(5 * _S, _H)] = UNSET
    about: list[Name] = UNSET
    title: Annotated[str, _line(40)] = UNSET
    text: Annotated[str, _line(120)] = UNSET
    enabled: StrictBool = UNSET


class SnoozeOptions(Section):
    for_: Annotated[str, _length(_M, 4 * _H)] = Field(UNSET, alias="for")
    limit: Annotated[StrictInt, _passes(_check_limit)] = UNSET


class TimingOptions(Section):
    natural_break: Annotated[str, _length(10 * _S, _H)] = UNSET
    wait_for_pause: Annotated[str, _length(0 * _S, 30 * _M)] = UNSET
    pause_is: Annotated[str, _length(_S, _M)] = UNSET
    idle: Annotated[str, _one_of("auto", "off")] = UNSET
    passive: Annotated[str, _one_of("work", "break")] = UNSET


class HoursOptions(Section):
    mon: Ranges = UNSET
    tue: Ranges = UNSET
    wed: Ranges = UNSET
    thu: Ranges = UNSET
    fri: Ranges = UNSET
    sat: Ranges = UNSET
    sun: Ranges = UNSET
    off: list[Day] = UNSET


class QuietOptions(Section):
    at_most: Annotated[str, _length(10 * _M, 24 * _H)] = UNSET
    do_not_disturb: Heed = UNSET
    modes: list[Annotated[str, _line(100), _passes(_check_filled)]] = UNSET
    meeting: Heed = UNSET
    meeting_ignore: list[Program] = UNSET
    full_screen: Heed = UNSET
    apps: list[Program] = UNSET


class NotifyOptions(Section):
    backend: Annotated[str, _one_of(*NotifierName)] = UNSET
    sound: Line = UNSET
    urgency: Annotated[str, _one_of(*Urgency)] = UNSET
    click: Annotated[str, _one_of(*Click)] = UNSET
    expire: Annotated[str, _length(10 * _S, 4 * _H)] = UNSET


class TipsOptions(Section):
    files: list[Annotated[Line, _passes(_check_path)]] = UNSET
    hide: list[Line] = UNSET


class HistoryOptions(Section):
    enabled: StrictBool = UNSET
    keep: Annotated[str, _length(_D, 36500 * _D)] = UNSET


class LogOptions(Section):
    level: Annotated[str, _one_of("error", "warning", "info", "debug")] = UNSET


class Options(Section):
    """Everything one layer may say."""

    reminders: dict[Name, ReminderOptions] = UNSET
    snooze: SnoozeOptions = UNSET
    timing: TimingOptions = UNSET
    hours: HoursOptions = UNSET
    quiet: QuietOptions = UNSET
    notify: NotifyOptions = UNSET
    tips: TipsOptions = UNSET
    history: HistoryOptions = UNSET
    log: LogOptions = UNSET


class Settings(Options, BaseSettings):
    """The same, as pydantic-settings finds them in files and in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_nested_max_split=3, enable_decoding=False, case_sensitive=True
    )


class OwnTip(BaseModel):
    """A tip as it stands in a file."""

    id: Name
    about: Name
    title: Annotated[str, _line(40), _passes(_check_filled)]
    text: Annotated[str, _line(120), _passes(_check_filled)]
    source: Line = ""


def options(section: tuple[str, ...]) -> Mapping[str, FieldInfo]:
    """What can be set in a section, by the names people write; of an unknown section nothing."""
    model: object = None
    match section:
        case ():
            model = Options
        case ("reminders", _):
            model = ReminderOptions
        case (name,) if name in Options.model_fields:
            model = Options.model_fields[name].annotation
    if not (isinstance(model, type) and issubclass(model, Section)):
        return {}
    return {field.alias or name: field for name, field in model.model_fields.items()}
