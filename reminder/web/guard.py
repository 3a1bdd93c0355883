"""Keeps everyone but this user's browser, on a page of ours, away from the window.

    a connection ─▶ is_of_this_user() ─▶ a request ─▶ for this host? ─▶ from a page of ours? ─▶ with our cookie? ─▶ app
                            └──────────────────────────────┴──────────────────┴────────────────────┴▶ refused, in words

All that leaves has headers that keep a page to itself: it loads nothing from elsewhere, runs nothing that stands in it,
is shown in no frame and kept in no cache.
"""

import hmac
import os
import sys
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminder.control.window import Tickets, is_page
from reminder.phrase import Phrase, phrase
from reminder.web.owner import Address, uid_of
from reminder.web.style import SOURCE
from reminder.wording.language import sentence

LONGEST_BODY = 256 * 1024
"""Bytes; a page of settings with a hundred reminders takes a tenth."""
FILE_MEGABYTES = 64
LONGEST_FILE = FILE_MEGABYTES * 1024 * 1024 + LONGEST_BODY
"""With what its form says of it."""
FOR_FILES = "/import/file"
"""The one path to which a file is sent."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src 'self';"
    f" style-src {SOURCE};"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer a form would be sent from the origin "null"
    "X-Content-Type-Options": "nosniff",
}
NOT_YOURS = phrase("this window is that of another user")
TOO_LONG = phrase("more was sent than any page of the window sends")
ANEW = phrase("open the window again, from the application menu or with: reminder open")


class Denied(Exception):
    """A request that is none of this user's."""

    def __init__(self, code: int, why: Phrase) -> None:
        super().__init__(why)
        self.code, self.why = code, why


def is_of_this_user(client: Address, server: Address) -> bool:
    """On Linux, where it is known. A connection that is not listed has ended already, or is none of here."""
    return sys.platform != "linux" or uid_of(client, server) == os.getuid()


class Guard:
    """Wraps the app; `port` is the one that it is served at. `expect` is told of a page before it is asked for."""

    def __init__(self, app: ASGIApp, port: int, tickets: Tickets, expect: Callable[[str], None]) -> None:
        self._app, self._tickets, self._expect = app, tickets, expect
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._cookie, self._key = f"reminder-{port}", os.urandom(32).hex()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._check_origin(scope, headers)
            if scope["path"] == "/enter":
                await self._enter(scope, receive, send, headers)
                return
            if not self._has_key(headers):
                raise Denied(403, phrase("this window is not open to you: {cure}", cure=ANEW))
            if scope["method"] == "POST":
                receive = await (_read_file if scope["path"] == FOR_FILES else _read)(receive, headers)
        except Denied as no:
            await PlainTextResponse(str(sentence(no.why)), no.code)(scope, receive, send)
        except ClientDisconnect:
            pass
        else:
            await self._app(scope, receive, send)

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        """An older browser says nothing of the site that it fetches for, but its origin with all that it sends."""
        host = headers.get("host", "")
        if host not in self._hosts:
            raise Denied(421, phrase("this is not the address of the window: {cure}", cure=ANEW))
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Denied(405, phrase("a page is read or sent, and nothing else"))
        is_sent = scope["method"] == "POST"
        origins, ours = headers.getlist("origin"), f"http://{host}"
        sites = {"same-origin"} if is_sent else {"same-origin", "none"}
        is_ours = origins == [ours] or (not origins and not is_sent)
        if not is_ours or not sites.issuperset(headers.getlist("sec-fetch-site")):
            raise Denied(403, phrase("this was not sent by a page of the window"))

    async def _enter(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        page, ticket = (asked.get(name, [""])[0] for name in ("page", "ticket"))
        if not is_page(page):
            raise Denied(404, phrase("there is no such page"))
        is_redeemed = scope["method"] == "GET" and self._tickets.redeem(ticket)
        if not is_redeemed and not self._has_key(headers):
            raise Denied(403, phrase("this address was used before, or is too old: {cure}", cure=ANEW))
        to = RedirectResponse(f"/{page}", 303)
        to.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        await to(scope, receive, send)
        self._expect(page)  # while the browser is on its way there

    def _has_key(self, headers: Headers) -> bool:
        """Among the cookies that every server of this machine may have set, of whatever form."""
        cookies = (cookie.strip().partition("=") for line in headers.getlist("cookie") for cookie in line.split(";"))
        brought = [value.encode() for name, _, value in cookies if name == self._cookie]
        return any(hmac.compare_digest(value, self._key.encode()) for value in brought)


async def _read_file(receive: Receive, headers: Headers) -> Receive:
    """The same of a file. Whoever reads one that is too long raises HTTPException: there is a page to say so."""
    try:
        return await _read(receive, headers, LONGEST_FILE)
    except Denied as no:
        code = no.code

    async def refuse() -> Message:
        raise HTTPException(code)

    return refuse


async def _read(receive: Receive, headers: Headers, longest: int = LONGEST_BODY) -> Receive:
    """What was sent, whole. Raises Denied where it is too long, whatever its length is said to be; ClientDisconnect."""
    too_long = Denied(413, TOO_LONG)
    if int(headers.get("content-length", "0")) > longest:
        raise too_long
    body, is_whole = bytearray(), False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > longest:
            raise too_long
        is_whole = not message.get("more_body", False)
    coming: list[Message] = [{"type": "http.request", "body": bytes(body)}]

    async def whole() -> Message:
        return coming.pop() if coming else await receive()

    return whole
