"""What the settings say, for whoever does not change them: known already, as a rule, else read."""

from reminder.settings.reading import Reading, known


def in_force() -> Reading:
    """Where something is wrong other values were good for the program that runs, so that is read once more."""
    reading = known()
    if reading and not reading.problems:
        return reading
    from reminder.settings.read import read

    return read()
