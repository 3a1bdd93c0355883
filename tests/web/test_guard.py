"""Who comes to the window and is refused, over real sockets, and what leaves with every answer."""

import asyncio
import os
import random
import re
import socket
import struct
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from support.visits import NOBODY, Answer, Served, answer, served

from reminder.control.window import HOST
from reminder.moving.found import MOST_HISTORY
from reminder.web.guard import FOR_FILES, HEADERS, LONGEST_BODY, LONGEST_FILE

__all__ = ["served"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")
BY_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="Linux knows whose a connection is; only root is somebody else"
)
POST = b"do=nothing"


def test_the_one_who_opened_it_is_let_in(served: Served) -> None:
    assert served.get("/history").code == 200
    assert served.post("/today", POST).code == 303


def test_without_a_ticket_and_without_a_cookie_nobody_is_let_in(served: Served) -> None:
    for path in ("/today", "/settings", "/history", "/live", "/static/page.js", "/nothing", "/", "/without-script"):
        assert served.get(path, cookie="").code == 403, path
    assert served.get("/enter?page=today", cookie="").code == 403
    assert served.get("/enter?page=today&ticket=", cookie="").code == 403
    assert served.get("/enter?page=elsewhere&ticket=1", cookie="").code == 404
    assert served.post("/today", POST, cookie="").code == 403


def test_a_ticket_is_good_once(served: Served) -> None:
    address = served.address()
    assert served.get(address, cookie="").code == 303
    refused = served.get(address, cookie="")
    assert refused.code == 403
    assert "was used before, or is too old" in refused.body
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_only_a_page_that_is_opened_takes_a_ticket(served: Served, method: str) -> None:
    address = served.address()
    assert served.visit(served.request(method, address, cookie="")).code == 403
    assert served.get(address, cookie="").code == 303


def test_whoever_is_in_already_spends_a_ticket_too_and_needs_none(served: Served) -> None:
    address = served.address()
    assert served.get(address).code == 303
    assert served.get(address, cookie="").code == 403
    assert served.get(address).code == 303


@pytest.mark.parametrize("ticket", ["0", "-", "--", "f" * 5000, "%00", "%ff-%ff-%ff", "1" * 5000 + "-0-0", "%c3%a9"])
def test_a_ticket_of_whatever_form_is_no_bug(served: Served, ticket: str) -> None:
    assert served.get(f"/enter?page=today&ticket={ticket}", cookie="").code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.:{port}", "[::]:{port}", "0.0.0.0:{port}", ""]
)
def test_a_name_that_leads_here_is_not_enough(served: Served, host: str) -> None:
    host = host.format(port=served.port) or " "
    assert served.get("/history", host=host).code == 421
    assert served.get(served.address(), cookie="", host=host).code == 421
    assert served.post("/today", POST, host=host, origin=f"http://{host}").code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ""},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "https://127.0.0.1:{port}"},
        {"origin": "http://localhost:{port}"},
        {"origin": "http://127.0.0.1:{port}, http://127.0.0.1:{port}"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "none"},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sends_is_not_taken(served: Served, headers: dict[str, str]) -> None:
    given = {name: value.format(port=served.port) for name, value in headers.items()}
    before = served.files
    assert served.post("/today", b"do=start", **given).code == 403
    assert served.files == before


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"sec_fetch_site": "cross-site"}], ids=str)
def test_nor_does_a_page_from_elsewhere_read(served: Served, headers: dict[str, str]) -> None:
    assert served.get("/history", **headers).code == 403


def test_twice_the_same_header_is_no_way_round(served: Served) -> None:
    def twice(header: str) -> int:
        lines = served.request("POST", "/today", POST).split(b"\r\n")
        return served.visit(b"\r\n".join([lines[0], header.encode(), *lines[1:]])).code

    assert twice("origin: http://evil.example") == 403
    assert twice("host: evil.example") == 400
    assert twice("content-length: 1") == 400
    assert twice(f'cookie: reminder-{served.port}=mine; a="b; ;;=; reminder-{served.port}') == 303


@pytest.mark.parametrize("path", ["/today", "/settings"])
def test_what_is_only_read_writes_nothing(served: Served, path: str) -> None:
    before = served.files
    assert served.get(f"{path}?do=start").code == 200
    assert served.visit(served.request("HEAD", f"{path}?do=start")).code == 200
    assert served.files == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND"])
def test_a_page_is_read_or_sent_and_nothing_else(served: Served, method: str) -> None:
    assert served.visit(served.request(method, "/today")).code == 405


def test_what_can_only_be_read_cannot_be_sent(served: Served) -> None:
    refused = served.post("/history", POST) if served.post("/live").code == 303 else served.post("/live")
    assert refused.code == 405
    assert "takes no such thing" in refused.body


@pytest.mark.parametrize(
    "path",
    [
        "/static/../today.py",
        "/static/%2e%2e/today.py",
        "/static/%2e%2e%2ftoday.py",
        "/static/..%5ctoday.py",
        "/static/%252e%252e/today.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/../../../../../../../../etc/passwd",
        "/static/page.js%00.svg",
        "/static/.",
        "/static/" + "a" * 5000,
        "/static/",
        "/static",
        "/../../etc/passwd",
        "//evil.example/today",
    ],
)
def test_a_path_outside_leads_nowhere(served: Served, path: str) -> None:
    refused = served.get(path)
    assert refused.code == 404, refused
    assert "root:" not in refused.body
    assert "import asyncio" not in refused.body


def test_a_form_is_as_long_as_it_says_or_as_it_is(served: Served) -> None:
    ten = b"x" * 10_000_000
    assert served.post("/today", ten).code == 413
    chunked = served.request("POST", "/today", transfer_encoding="chunked", content_length="")
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [ten[:100_000]] * 100)
    assert served.visit(chunked + chunks + b"0\r\n\r\n").code == 413
    small = b"a\r\ndo=nothing\r\n0\r\n\r\n"
    assert served.visit(chunked + small).code == 303
    longest = served.post("/today", POST + b"&x=" + b"y" * (LONGEST_BODY - len(POST) - 3))
    assert longest.code == 303
    assert served.post("/today", b"x" * (LONGEST_BODY + 1)).code == 413
    assert served.post("/today", b"x", content_length="9" * 20).code == 413


def test_a_file_is_longer_on_the_one_path_that_takes_one_and_as_guarded(served: Served) -> None:
    assert LONGEST_FILE >= MOST_HISTORY + LONGEST_BODY
    sent = b"x" * (LONGEST_BODY + 1)
    assert served.post(FOR_FILES, sent).code == 303
    for path in ("/import", "/import/save", f"{FOR_FILES}/", f"/settings?{FOR_FILES}", f"/today{FOR_FILES}"):
        assert served.post(path, sent).code == 413, path
    assert served.post(FOR_FILES, sent, content_length=str(LONGEST_FILE + 1)).code == 413
    assert served.post(FOR_FILES, sent, cookie="").code == 403
    assert served.post(FOR_FILES, sent, origin="http://evil.example").code == 403


def test_a_form_of_more_fields_than_any_page_has_is_refused_in_words(served: Served) -> None:
    for path in ("/today", "/settings", "/settings/preview", "/history/delete"):
        refused = served.post(path, b"a=1&" * 4000)
        assert refused.code == 413, path
        assert "More was sent than any page of the window sends" in refused.body
    assert served.post("/today", POST + b"&a=1" * 20).code == 303


@pytest.mark.parametrize("day", ["2026-02-30", "-1", "", "9999-12-31", "%00", "%ff"])
def test_a_day_that_there_is_not_leads_back_to_those_that_there_are(served: Served, day: str) -> None:
    download = f"/download?first={day}&last=2026-01-01"
    for asked in (f"?day={day}", f"/delete?day={day}", f"?month={day}", "?month=9999-12-01", download):
        sent_on = served.get("/history" + asked)
        assert (sent_on.code, sent_on.headers["location"]) == (303, "/history"), asked
        assert "is no date" in served.get("/history").body


@pytest.mark.parametrize("tip", [b"%00", b"x" * 200_000, b"--help"], ids=["a null", "long", "an option"])
def test_a_tip_that_no_command_can_name_is_told(served: Served, tip: bytes) -> None:
    assert served.post("/today", b"do=hide " + tip).code == 303
    assert 'class="notice bad"' in served.get("/today").body


def test_a_websocket_from_elsewhere_does_not_open(served: Served) -> None:
    wanted = {"connection": "upgrade", "upgrade": "websocket", "sec_websocket_version": "13"}
    wanted["sec_websocket_key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    for path in ("/live", "/history"):
        request = served.request("GET", path, **wanted, origin="http://evil.example")
        with socket.create_connection((HOST, served.port)) as visit:
            visit.sendall(request)
            assert answer(visit.recv(65536)).code == 403


def test_whom_a_header_names_is_not_believed(served: Served) -> None:
    names = {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https", "forwarded": "for=1.2.3.4;proto=https"}
    entered = served.get(served.address(), cookie="", **names, x_forwarded_host="evil.example")
    assert entered.headers["location"] == "/history"
    assert served.get("/history", **names).code == 200


def test_every_answer_keeps_to_itself(served: Served) -> None:
    answers = [
        served.get("/history"),
        served.get("/static/page.js"),
        served.get("/static/nothing"),
        served.get("/nothing"),
        served.get(served.address(), cookie=""),
        served.get("/history", cookie=""),
        served.get("/history", host="evil.example"),
        served.get("/history", origin="http://evil.example"),
        served.post("/today", POST),
        served.post("/today", POST, content_length="9999999999"),
        served.visit(served.request("OPTIONS", "/today", origin="http://evil.example")),
        served.visit(served.request("HEAD", "/history")),
        served.visit(b"no request at all\r\n\r\n"),
    ]
    assert {it.code for it in answers} == {200, 303, 400, 403, 404, 405, 413, 421}
    for it in answers:
        assert {name: it.headers.get(name.lower()) for name in HEADERS} == HEADERS, it
        assert not [name for name in it.headers if name.startswith("access-control-")]
        assert "server" not in it.headers
    for forbidden in ("unsafe", "*", "data:", "http"):
        assert forbidden not in HEADERS["Content-Security-Policy"]


def test_the_cookie_is_for_no_script_and_no_other_site(served: Served) -> None:
    cookie = served.get(served.address(), cookie="").headers["set-cookie"]
    assert re.fullmatch(rf"reminder-{served.port}=[0-9a-f]{{64}}; HttpOnly; Path=/; SameSite=strict", cookie)


def test_it_serves_this_machine_alone_by_both_kinds_of_address(served: Served) -> None:
    request = served.request("GET", "/history", host=f"[::1]:{served.port}")
    assert served.visit(request, "::1").code == 200
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("192.0.2.1", 9))
        own = out.getsockname()[0]
    if not own.startswith("127."):
        with pytest.raises(ConnectionRefusedError):
            served.visit(request, own)


@BY_ROOT
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_another_user_is_refused_who_knows_the_address_or_has_the_cookie(served: Served, host: str) -> None:
    named = f"[::1]:{served.port}" if host == "::1" else f"127.0.0.1:{served.port}"
    address = served.address()
    with_ticket = served.request("GET", address, cookie="", host=named)
    with_cookie = served.request("GET", "/history", host=named)
    with_cookie_to_write = served.request("POST", "/today", POST, host=named, origin=f"http://{named}")
    for request in (with_ticket, with_cookie, with_cookie_to_write):
        refused = served.visit_as(NOBODY, request, host)
        assert refused.code == 403
        assert "that of another user" in refused.body
        assert {name: refused.headers.get(name.lower()) for name in HEADERS} == HEADERS

    assert served.visit(with_ticket, host).code == 303, "the ticket was spent by somebody else"


@BY_ROOT
def test_another_user_hears_no_more_of_what_is_no_request(served: Served) -> None:
    assert served.visit_as(NOBODY, b"x" * 10_000).code == 403


@BY_ROOT
def test_whoever_has_left_is_nobody(served: Served) -> None:
    """The kernel lists what a process has closed as root's."""
    address = served.address()
    os.kill(served.place.pid, 19)
    try:
        with socket.socket() as visit:
            os.fchown(visit.fileno(), NOBODY, NOBODY)
            visit.connect((HOST, served.port))
            visit.sendall(served.request("GET", address, cookie=""))
    finally:
        os.kill(served.place.pid, 18)
    assert served.get("/history").code == 200
    assert served.get(address, cookie="").code == 303, "the ticket was spent by somebody who had left"


def test_a_crowd_that_hangs_up_disturbs_nobody(served: Served) -> None:
    at_once = struct.pack("ii", 1, 0)
    for number in range(300):
        with socket.create_connection((HOST, served.port)) as visit:
            if number % 2:
                visit.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            if number % 3:
                visit.sendall(served.request("GET", "/history"))
    assert served.get("/history").code == 200
    assert served.log == ""


# --- what nobody thought of -------------------------------------------------------------------------------------------

SPLICES = (b"\r\n", b"\0", b"%", b"..", b"\xff", b"\xe2\x82\xac", b":", b" ", b"\t", b"chunked", b"9" * 30, b"a" * 3000)


def mutated(request: bytes, others: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(request) + 1), chance.randint(0, 20)
        other = chance.choice(others)
        put = chance.choice((b"", bytes([chance.randrange(256)]), chance.choice(SPLICES), other[at : at + length]))
        request = request[:at] + put + request[at + chance.choice((0, 1, length)) :]
    return request


async def outcome(served: Served, request: bytes) -> Answer:
    """What it makes of it; where it waits for more, it gets more than it can be waiting for."""
    reader, writer = await asyncio.open_connection(HOST, served.port)
    try:
        writer.write(request)
        for more in (b"\r\n\r\n", b"x" * LONGEST_BODY, b"\r\n0\r\n\r\n"):
            with_answer = asyncio.create_task(reader.readuntil(b"\r\n\r\n"))
            done, _ = await asyncio.wait({with_answer}, timeout=0.2)
            if done:
                return answer(with_answer.result())
            with_answer.cancel()
            await asyncio.gather(with_answer, return_exceptions=True)
            writer.write(more)
        return answer(await reader.readuntil(b"\r\n\r\n"))
    except (ConnectionError, asyncio.IncompleteReadError):
        return Answer(0, {}, "")
    finally:
        writer.transport.abort()


@pytest.mark.proof
async def test_no_request_is_a_bug(served: Served, chance: random.Random, tally: Counter[str]) -> None:
    """Some are let in, and only read; those that would write come from elsewhere."""
    bases = [
        served.request("GET", "/history"),
        served.request("GET", "/static/page.js", accept_encoding="gzip", range="bytes=0-9"),
        served.request("GET", "/nothing?a=1&b=%20"),
        served.request("GET", "/live"),
        served.request("GET", served.address(), cookie=""),
        served.request("POST", "/today", b"do=start", origin="http://evil.example"),
        served.request("POST", "/settings", b"a=1&b=2", cookie="reminder=1; other=2"),
        served.request("POST", "/today", b"5\r\ndo=no\r\n0\r\n\r\n", transfer_encoding="chunked", content_length=""),
    ]
    before = served.files
    requests = [mutated(chance.choice(bases), bases, chance) for _ in range(2000)]
    some = asyncio.Semaphore(50)

    async def one(request: bytes) -> int:
        async with some:
            code = (await outcome(served, request)).code
        assert code < 500, request
        return code

    codes = Counter(await asyncio.gather(*map(one, requests)))
    tally["mutated requests"] += len(requests)
    assert codes[0] < 20, codes
    assert codes.keys() >= {200, 400, 403, 404, 421}, codes
    assert served.log == ""
    assert served.files == before
    assert served.get("/history").code == 200


def forms(served: Served) -> list[tuple[str, bytes]]:
    """What the pages send, but for what starts the program or shows something on the screen."""
    page = served.get("/settings").body
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', page)
    settings = urlencode([(name, value) for name, value in fields if name not in ("act", "login")]).encode()
    orders = ("now", "done", "snooze", "pause 30m", "pause until&until=10:00", "hide neck", "resume")
    acts = ("save", "rest", "undo", "leave", "add", "duplicate posture", "remove posture", "lunch", "drop quiet.apps x")
    return [
        *(("/today", f"do={order}".encode()) for order in orders),
        *(("/history/delete", body) for body in (b"what=all", b"day=2026-11-27")),
        ("/history/keep", b""),
        *(("/settings", settings + f"&act={act}".encode()) for act in acts),
        ("/settings/preview", settings + b"&touched=hours.monday"),
    ]


@pytest.mark.proof
def test_no_form_is_a_bug(
    served: Served, chance: random.Random, tally: Counter[str], how_many: Callable[[int, int], int]
) -> None:
    """Of somebody who is let in, and may write all of it."""
    pages = forms(served)
    bodies = [body for _, body in pages]
    sent = [(path, mutated(body, bodies, chance)) for path, body in chance.choices(pages, k=how_many(40, 1000))]

    def one(path: str, body: bytes) -> int:
        code = served.post(path, body).code
        assert code < 500, (path, body)
        return code

    with ThreadPoolExecutor(4) as some:
        codes = Counter(some.map(one, *zip(*sent, strict=True)))
    tally["mutated forms"] += len(sent)
    assert codes.keys() >= {200, 303}, codes
    assert served.log == ""
