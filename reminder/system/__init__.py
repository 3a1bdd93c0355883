"""The machine: clocks, the alarm, the bus, children, memory, signals. No rules, and no words for people."""
