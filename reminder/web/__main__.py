"""`python -m reminder.web` serves the window until nobody looks at it any more; says "ready" once it listens."""

from reminder.web.process import main

if __name__ == "__main__":
    main()
