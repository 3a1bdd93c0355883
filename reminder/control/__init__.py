"""How a command speaks with the running program: one line of JSON each way over a private socket.

command line: Call -> client -> socket -> server -> handle(call, reply) -> Answer -> the way back
"""
