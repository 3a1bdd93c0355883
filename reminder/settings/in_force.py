"""What the settings say, for whoever does not change them: known already, as a rule, else read."""

from reminder.settings.reading import Reading, known


def in_force() -> Reading:
    if reading := known():
        return reading
    from reminder.settings.read import read

    return read()
