"""Keeps everyone but this user's browser, on a page of ours, away from the window.

    a request ─▶ whose connection? ─▶ for this host? ─▶ read, or sent by a page of ours? ─▶ with our cookie? ─▶ app
                        └──────────────────┴─────────────────────────┴───────────────────────────┴▶ refused, in words

What it lets through leaves with headers that keep a page to itself: it loads nothing from elsewhere, runs nothing that
stands in it, is shown in no frame and kept in no cache.
"""

import hmac
import os
import secrets
import sys
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminder.control.window import PAGES, Tickets
from reminder.phrase import Phrase, phrase
from reminder.web.owner import Address, uid_of
from reminder.wording.language import sentence

LONGEST_BODY = 256 * 1024
"""Bytes; a page of settings with a hundred reminders takes a tenth."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ANEW = phrase("open the window again, from the application menu or with: reminder open")


class Denied(Exception):
    """A request that is none of this user's."""

    def __init__(self, code: int, why: Phrase) -> None:
        super().__init__(why)
        self.code, self.why = code, why


class Guard:
    """Wraps the app; `port` is the one that it is served at."""

    def __init__(
        self, app: ASGIApp, port: int, tickets: Tickets, uid_of: Callable[[Address, Address], int | None] = uid_of
    ) -> None:
        self._app, self._tickets, self._uid_of = app, tickets, uid_of
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._cookie, self._key = f"reminder-{port}", secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        try:
            self._check_owner(scope)
            self._check_origin(scope["method"], headers)
            if scope["path"] == "/enter":
                await self._enter(scope, headers)(scope, receive, _guarded(send))
                return
            if not self._has_key(headers):
                raise Denied(403, phrase("this window is not open to you: {cure}", cure=_ANEW))
            await self._app(scope, _limited(receive, headers), _guarded(send))
        except Denied as no:
            response = Response(str(sentence(no.why)), no.code, media_type="text/plain")
            await response(scope, receive, _guarded(send))

    def _check_owner(self, scope: Scope) -> None:
        """On Linux, where it is known. A connection that is not listed has ended already, or is none of here."""
        if sys.platform == "linux" and self._uid_of(scope["client"], scope["server"]) != os.getuid():
            raise Denied(403, phrase("this window is that of another user"))

    def _check_origin(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if host not in self._hosts:
            raise Denied(421, phrase("this is not the address of the window: {cure}", cure=_ANEW))
        if method in ("GET", "HEAD"):
            return
        if method != "POST":
            raise Denied(405, phrase("a page is read or sent, and nothing else"))
        if headers.get("origin") != f"http://{host}" or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Denied(403, phrase("this was not sent by a page of the window"))

    def _enter(self, scope: Scope, headers: Headers) -> Response:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        page, ticket = (asked.get(name, [""])[0] for name in ("page", "ticket"))
        if page not in PAGES:
            raise Denied(404, phrase("there is no such page"))
        to = RedirectResponse(f"/{page}", 303)
        if not self._has_key(headers):
            if scope["method"] != "GET" or not self._tickets.redeem(ticket):
                raise Denied(403, phrase("this address was used before, or is too old: {cure}", cure=_ANEW))
            to.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        return to

    def _has_key(self, headers: Headers) -> bool:
        try:
            brought = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return brought is not None and hmac.compare_digest(brought.value.encode(), self._key.encode())


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return guarded


def _limited(receive: Receive, headers: Headers) -> Receive:
    """Raises Denied for a body that is too long, whatever its length is said to be."""
    too_long = Denied(413, phrase("more was sent than any page of the window sends"))
    said = headers.get("content-length", "0")
    if not said.isdigit() or int(said) > LONGEST_BODY:
        raise too_long
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LONGEST_BODY:
            raise too_long
        return message

    return limited
