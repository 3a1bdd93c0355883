"""When to speak, and what to make of the answer: `step.step(state, event, plan) -> (state, effects)`.

    event ─▶ take in what happened ─▶ settle what follows from it and from the time ─▶ state, effects

    presence     who is there, and what is sensed                speaking     when to speak, what, and which of several
    countdowns   when each falls due, and what is deferred       outcomes     what becomes of a showing
    polling      the senses that push nothing                    warnings     problems, each shown once
    restart      going on with the saved state                   waiting      what to wait for
    spans        what the person does, for the history           breaks       when one begins and ends, for hooks
    welcome      the first run's                                 checkins     what hurts, and which tips that leaves

Each of these reads and writes the `Turn` of the event, and imports only from those before it here: turn, shift,
outcomes, breaks, polling, checkins, countdowns, presence and restart, speaking, warnings, welcome, waiting, spans.
Below them, functions of state, plan and moment: schedule, holds, rotation, status.

Pure: no clock, no I/O, no waiting; time travels inside the events. Any event settles everything, so a lost, late or
doubled wake-up does no harm. The rules, with the names that the tests use:

Time
 1. A countdown counts sleep and cannot be set; wall time is for working hours, fixed times, "until", and reboots.
 2. A countdown begins again at the start, a showing, the return from a natural break, the end of a pause, the opening
    of hours; with several of these in force, when the last is over.
 3. A restart goes on where it was; after more than a natural break the countdowns begin again. Pauses survive it.
 4. Sleep, clock steps, zones and DST cause one reckoning: no burst, no loss, no silence. A virtual machine that was
    paused has slept, as far as that can be told from a clock that was set.
Holds are a set; one ending lifts no other
 5. Paused and outside hours drop what falls due; away, locked and the sensed holds defer it.
 6. What is deferred is shown once, at once, when the last hold ends; a pause, closed hours, a natural break clear it.
 7. A meeting, full screen or app hold counts no more after `quiet.at_most`, until it has ended once; a polled one
    is one until an answer of its sense shows that it is over. Where the desktop shows nothing meanwhile it counts on.
 8. `now` shows at once, whatever the holds, and lifts none.
Speaking
 9. What is due waits for a pause in typing, for a bounded time.
10. One notification at a time, none within a minute of another; of two that fall together one is shown.
11. Fixed times ignore the ranges of hours, not days off, and are worth showing for 15 minutes whatever was in the way:
    a hold, a pause among them, an absence, sleep, the program being off.
12. Tips take turns (see `rotation`): stretch, wrists and neck first, and more than half of a day. The kinds of areas
    that hurt come twice as often; kinds for which a sign was told rest, and what made it worse never comes.
Outcomes
13. Each showing gets exactly one, the first that comes; unanswered it ends as ignored. One that the desktop closes as
    it comes was closed by nobody; if a hold explains it, it was no showing.
    One that went from the screen with the program that showed it is due again.
14. An input-free stretch soon after a showing is an answer too: observed.
15. Snooze brings the same words back; skip waits for the next.
16. Answers go to the open showing; without one they say when the last was.
Change
17. A changed `every` keeps the time served; a reminder that is gone takes what it had open with it.
18. A delivery without an answer is unknown, not failed, and is never repeated; a failed one is due again.
19. A status can always be given (see `status`).
21. A person gets one welcome, no showing, which delays none: in the first run, or a later one that can show it before
    the first reminder. It leaves the screen with the program, and never comes again.
"""
