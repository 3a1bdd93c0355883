"""The page of the check-in: what hurts is told, seen beside the breaks taken, taken to a doctor, and deleted."""
