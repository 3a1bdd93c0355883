"""How a command speaks with the running program: one line of JSON each way over a private socket.

command line: RequestLine -> client -> socket -> server -> handle(request, send) -> ResponseLine -> the way back
"""
