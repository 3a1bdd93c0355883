"""The page of settings, served: what a form brings becomes a draft, and a draft is shown, previewed or saved.

GET ─▶ Base ─▶ View ─▶ page         POST ─▶ Draft ─▶ act ─▶ View ─▶ page
                                            └ save ─▶ Order ─▶ the child that writes ─▶ `reload` ─▶ GET
"""

import asyncio
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from reminder.errors import NotRunning, ReminderError, UsageError
from reminder.notify.wish import Wish
from reminder.phrase import Phrase, phrase, sentences
from reminder.settings.names import free_name
from reminder.settings.orders import Difference, Order, Outcome, Undo
from reminder.settings.reading import UNREAD
from reminder.settings.search import search
from reminder.storage import paths
from reminder.web.forms import Form, form, one
from reminder.web.live import Look, Program
from reminder.web.pages import environment, page, sent_on
from reminder.web.settings import saving
from reminder.web.settings.base import LOGIN, Base, load
from reminder.web.settings.draft import (
    MORE,
    Draft,
    OwnTip,
    act,
    as_in_file,
    changes,
    read_form,
    rebased,
    untouched,
    without,
    written_before,
)
from reminder.web.settings.view import View
from reminder.wording.markup import worded

if TYPE_CHECKING:
    from reminder.web.settings.ahead import Ahead

_TIP_FIELDS = {"title": "tip.title", "text": "tip.text", "about": "tip.kind"}
_BASES = 12
"""So many changes of the files later a page that was open all the time has to be opened anew."""
_BEST = 8
"""So many of what a search finds are shown."""


class Saved(NamedTuple):
    """The last save, as long as it can be taken back."""

    told: Phrase
    follow: Phrase | None = None
    """Whether the running program does."""
    undo: Undo | None = None
    login: bool | None = None
    """What login was before."""
    number: int = 0
    """Another page may have saved something since."""


class Kept:
    """What the open pages were made from, and the last save."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._bases: deque[Base] = deque(maxlen=_BASES)
        self.saved: Saved | None = None
        self._number = 0

    def keep(self, saved: Saved) -> None:
        self._number += 1
        self.saved = saved._replace(number=self._number)

    async def load(self, look: Look | None = None) -> Base:
        """The same one as long as nothing has changed, for a page that is brought up to date. Raises ReminderError.

        `look`: what the page is made of, if the program was asked for it just now.
        """
        base = await asyncio.to_thread(load, (look or await self._program.look()).runs)
        if self._bases and base._replace(id=self._bases[-1].id) == self._bases[-1]:
            return self._bases[-1]
        self._bases.append(base)
        return base

    def base(self, id: str) -> Base | None:
        """None: so much has changed since that nobody knows any more."""
        return next((base for base in self._bases if str(base.id) == id), None)


# --- what is asked ----------------------------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    look = await request.app.state.program.look()
    draft = untouched(await _kept(request).load(look))
    saved = _kept(request).saved if "saved" in request.query_params else None
    return await _shown(request, draft, look=look, saved=saved, find=request.query_params.get("find", ""))


async def find(request: Request) -> Response:
    """The results alone, for a page that searches while somebody writes."""
    kept = _kept(request)
    view = View(untouched(kept.base(request.query_params.get("base", "")) or await kept.load()))
    return HTMLResponse(_part("found", _found(view, request.query_params.get("find", ""))))


async def preview(request: Request) -> Response:
    """The parts of the page that say what an unsaved form would do."""
    sent = await form(request)
    kept = _kept(request)
    draft = read_form(kept.base(one(sent, "base")) or await kept.load(), sent)
    touched = {key for key in (*draft.changed, *sent.get("touched", ())) if key in draft.texts}
    view = View(draft)
    view.wrong = {key: its for key, its in view.changes.wrong.items() if key in sent.get("left", ())}
    comes = await asyncio.to_thread(_ahead, view, request.app.state.program.runs)
    data = {"view": view, "touched": sorted(touched), "ahead": lambda: comes, "saved": None, "failed": None}
    return HTMLResponse(_part("live", data))


async def send(request: Request) -> Response:
    sent = await form(request)
    base = _kept(request).base(one(sent, "base"))
    if base is None or "end" not in sent:
        why = phrase("The page was too old, or has not come whole, so nothing was changed. This is how it stands now.")
        return sent_on(request, "/settings", why, is_bad=True)
    draft = read_form(base, sent)
    words = one(sent, "act") or "save"
    match words.partition(" ")[0]:
        case "save":
            return await _save(request, _chosen(draft, sent))
        case "rest":
            return await _save(request, draft, without_wrong=True)
        case "undo":
            return await _undo(request, words.partition(" ")[2])
        case "leave":
            return await _shown(request, _chosen(draft, sent, every="file"))
        case "hear":
            return await _hear(request, draft)
        case "try-tip":
            return await _try_tip(request, draft)
        case "save-tip":
            return await _save_tip(request, draft)
        case "remove-tip":
            return await _remove_tip(request, draft, words.partition(" ")[2])
    try:
        return await _shown(request, act(draft, words), focus=_focus(draft, words))
    except UsageError as error:
        return await _shown(request, draft, wrong={"lunch.from": error.said})


# --- saving -----------------------------------------------------------------------------------------------------------


async def _save(request: Request, draft: Draft, without_wrong: bool = False) -> Response:
    kept = _kept(request)
    if draft.base.broken:
        draft = rebased(draft, await kept.load())
    base, made = draft.base, changes(draft)
    if made.wrong and not without_wrong:
        return await _shown(request, draft, wrong=made.wrong)
    if base.broken:
        return await _shown(request, draft, failed=base.broken)
    undo = None
    if made.is_of_file:
        seen = base.own.values if base.own else None
        order = Order(made.values, base.own.version if base.own else None, seen, renamed=made.renamed)
        try:
            outcome = await asyncio.to_thread(saving.write, order)
        except ReminderError as error:
            return await _shown(request, draft, failed=error.said)
        if outcome.failed:
            return await _shown(request, draft, failed=outcome.failed)
        if outcome.refused:
            said = {made.field(problem.key): problem.text for problem in outcome.refused}
            wrong = {key: text for key, text in said.items() if key in draft.texts}
            return await _shown(request, draft, wrong=wrong, failed=None if wrong else next(iter(said.values())))
        if outcome.meanwhile is not None:
            now = await kept.load()
            return await _shown(request, rebased(draft, now), differences=outcome.meanwhile)
        undo = outcome.undo
    told, follow = phrase("Saved."), await _follow(request, made.values) if made.is_of_file else None
    if made.login is not None:
        try:
            await asyncio.to_thread(saving.set_login, made.login)
        except ReminderError as error:
            kept.keep(Saved(told, follow, undo))
            still = untouched(await kept.load())
            return await _shown(request, still, wrong={LOGIN: error.said}, saved=kept.saved)
    if made.is_of_file or made.login is not None:
        kept.keep(Saved(told, follow, undo, None if made.login is None else not made.login))
    if made.wrong:
        left = rebased(without(draft, made.names.values()), await kept.load())
        return await _shown(request, left, wrong=changes(left).wrong, saved=kept.saved)
    return sent_on(request, "/settings?saved")


async def _undo(request: Request, number: str) -> Response:
    kept = _kept(request)
    last = kept.saved
    if last is None:
        return sent_on(request, "/settings", phrase("There is nothing to take back."))
    if number != str(last.number):
        why = phrase("Something else was saved since, so nothing was taken back.")
        return sent_on(request, "/settings", why, is_bad=True)
    kept.saved = None
    try:
        if last.undo:
            outcome = await asyncio.to_thread(saving.write, Order(back=last.undo))
            if outcome.failed:
                raise ReminderError(outcome.failed)
            if not outcome.saved:
                raise ReminderError("the file was changed since, so it stays as it is")
        if last.login is not None:
            await asyncio.to_thread(saving.set_login, last.login)
        return sent_on(request, "/settings", sentences((phrase("Taken back."), await _follow(request))))
    except ReminderError as error:
        return sent_on(request, "/settings", error.said, is_bad=True)


async def _follow(request: Request, saved: Collection[str] = ()) -> Phrase:
    """Let the running program read its settings now; it would notice a moment later anyhow.

    Of the keys that were `saved` it tells which ones do not count, and why.
    """
    try:
        answer = await request.app.state.program.ask("reload")
        base = await _kept(request).load() if saved else None
    except NotRunning:
        return phrase("It counts as soon as reminder runs.")
    except ReminderError as error:
        return phrase("The running program does not know it yet: {why}", why=error.said)
    for problem in answer.fields.get("problems", ()):
        if problem["key"] == UNREAD:
            return phrase("The running program does not know it yet: {why}", why=problem["text"])
    other = []
    if base and (decided := [key for key in saved if key in base.decided]):
        named = View(untouched(base)).named
        other = [phrase("{option}: {why}", option=named(key), why=base.decided[key]) for key in decided]
    return sentences(other) if other else phrase("The running program follows already.")


# --- trying, and tips of one's own ------------------------------------------------------------------------------------


async def _hear(request: Request, draft: Draft) -> Response:
    title, text = phrase("This is a test"), phrase("So a reminder sounds, and looks.")
    wish = Wish(worded(title), worded(text), draft.text("notify.sound").strip())
    said, _ = await _tried(wish)
    return await _shown(request, draft._replace(heard=said), focus="hear")


async def _try_tip(request: Request, draft: Draft) -> Response:
    title = draft.tip.title.strip() or worded(phrase("Look at the tree"))
    said, is_shown = await _tried(Wish(title, draft.tip.text.strip()))
    return await _shown(request, draft._replace(tip_said=said, is_tip_wrong=not is_shown), focus="try-tip")


async def _save_tip(request: Request, draft: Draft) -> Response:
    typed, base = draft.tip, draft.base
    title, is_new = typed.title.strip(), typed.id not in base.own_tips
    id = free_name(title, {tip.id for tip in base.tips}, "own") if is_new else typed.id
    tip = {"id": id, "about": typed.kind.strip().lower(), "title": title, "text": typed.text.strip()}
    told = phrase("Added to your tips.") if is_new else phrase("Your tip is changed.")
    return await _write_tips(request, draft, Order(tip=tip), draft._replace(tip=OwnTip(), told=told))


async def _remove_tip(request: Request, draft: Draft, id: str) -> Response:
    """At once; its words go into the form for a new one, which so can bring it back."""
    if id not in draft.base.own_tips:
        return await _shown(request, draft)
    words = written_before(draft.base, id)._replace(id="")
    told = phrase("Removed. Its words are still here: “Add this tip” brings it back.")
    without_it = act(draft, f"show {id}")._replace(tip=words, told=told)
    return await _write_tips(request, draft, Order(tip_gone=id), without_it)


async def _write_tips(request: Request, draft: Draft, order: Order, done: Draft) -> Response:
    """`done` is shown where it could be written."""
    try:
        outcome = await asyncio.to_thread(saving.write, order)
    except ReminderError as error:
        outcome = Outcome(failed=error.said)
    if outcome.refused:
        wrong = {_TIP_FIELDS[it.key]: it.text for it in outcome.refused if it.key in _TIP_FIELDS}
        return await _shown(request, draft, wrong=wrong)
    if not outcome.saved:
        why = outcome.failed or phrase("the file was changed at the same moment: try again")
        return await _shown(request, draft._replace(tip_said=why, is_tip_wrong=True), focus="tip.title")
    await _follow(request)
    return await _shown(request, rebased(done, await _kept(request).load()), focus="tip.title")


async def _tried(wish: Wish) -> tuple[Phrase, bool]:
    try:
        shown = await asyncio.to_thread(saving.show, wish)
    except ReminderError as error:
        return phrase("Nothing was shown: {why}", why=error.said), False
    return shown.said, shown.is_shown


def _chosen(draft: Draft, sent: Form, every: str = "") -> Draft:
    """Of what others have changed as well, what shall count."""
    for name, values in sent.items():
        _, is_choice, dotted = name.partition("choose:")
        if is_choice and (every or values[0]) == "file":
            draft = as_in_file(draft, dotted)
    return draft


# --- showing ----------------------------------------------------------------------------------------------------------


async def _shown(
    request: Request,
    draft: Draft,
    *,
    look: Look | None = None,
    wrong: Mapping[str, Phrase] | None = None,
    differences: Sequence[Difference] = (),
    failed: Phrase | None = None,
    saved: Saved | None = None,
    find: str = "",
    focus: str = "",
) -> Response:
    look = look or await request.app.state.program.look()
    view = View(draft, look.status, wrong)
    if wrong and not focus:
        focus = next(iter(wrong))
    if differences:
        focus = "conflict"
    data = {
        "here": "settings",
        "look": look,
        "view": view,
        "ahead": cache(partial(_ahead, view, look.runs)),
        "conflicts": view.conflicts(differences),
        "failed": failed,
        "saved": saved,
        "focus": focus,
        **_found(view, find),
    }
    if draft.told:
        request.app.state.said.tell(draft.told)
    return page(request, "settings.html", data)


def _ahead(view: View, runs: bool) -> "Ahead | None":
    """No part of the first screen, which does not wait for the engine; None: the files of the day cannot be read."""
    from reminder.storage import state
    from reminder.system import clock
    from reminder.web.settings.ahead import ahead

    try:
        known = state.load(paths.state_file()).state if runs else None
        return ahead(view.base, view.changes.values, clock.read(), known)
    except ReminderError:
        return None


def _found(view: View, words: str) -> dict[str, Any]:
    keys = search(words, worded) if words.strip() else []
    tips = view.tips_called(words)
    of_two_words = len(words.split()) > 1  # rather a title than what a setting is about
    found = [*tips, *view.results(keys)] if of_two_words else [*view.results(keys), *tips]
    return {"find": words, "found": [*view.reminders_called(words), *found][:_BEST]}


def _part(name: str, data: Mapping[str, Any]) -> str:
    return environment().get_template(f"settings_{name}.html").render(data)


def _focus(draft: Draft, words: str) -> str:
    """Where to go on from what a button did."""
    what, _, of = words.partition(" ")
    match what:
        case "back":
            return "hours.mon" if of == "hours" else of
        case "drop" | "more":
            return f"{of.partition(' ')[0]}{MORE}"
        case "add" | "duplicate":
            new = [name for name in act(draft, words).cards if name not in draft.cards]
            return f"reminders.{new[0]}.name" if new else ""
        case "edit-tip" | "leave-tip":
            return "tip.title"
        case "remove":
            left = act(draft, words).cards
            at = draft.cards.index(of) if of in draft.cards else 0
            return f"reminders.{left[min(at, len(left) - 1)]}.enabled" if left else "reminders-h"
    return ""


def _kept(request: Request) -> Kept:
    state = request.app.state
    if not hasattr(state, "settings"):
        state.settings = Kept(state.program)
    kept: Kept = state.settings
    return kept


ROUTES = [
    Route("/settings", show, methods=["GET"]),
    Route("/settings", send, methods=["POST"]),
    Route("/settings/preview", preview, methods=["POST"]),
    Route("/settings/find", find, methods=["GET"]),
]
