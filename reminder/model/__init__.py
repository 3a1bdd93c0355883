"""The words of the engine: what is wanted (Plan), what is known (State), what happened (Event), what to do (Effect).

Everything here is frozen data. Time comes in two kinds: `timedelta` since the machine booted, sleep counted, which
nobody can set ("ticks"), and aware `datetime` for what is about the clock on the wall.
"""
