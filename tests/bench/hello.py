"""What the window is measured beside: a command that starts a server of one page, and opens it in the browser.

python hello.py          the command
python hello.py serve    the server, which says where it listens, and serves until it is killed
"""

import socket
import subprocess
import sys
import webbrowser

PAGE = "<!doctype html><html lang=en><title>Hello</title><h1>Hello</h1>"


def serve() -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    async def hello(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    config = uvicorn.Config(Starlette(routes=[Route("/", hello)]), log_level="warning")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


def main() -> None:
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    webbrowser.open(server.stdout.readline().strip())
    print(server.pid)


if __name__ == "__main__":
    serve() if sys.argv[1:] else main()
