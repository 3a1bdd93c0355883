"""The page for the doctor: what was told in check-ins, in the order in which a doctor asks, as HTML and as PDF."""
