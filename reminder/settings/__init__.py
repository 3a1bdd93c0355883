"""The settings: layers of files, environment and flags, each checked by itself; `-m reminder.settings` is the child.

What there is
    schema       every option                               kinds        what the value of each may be
    values       how values are written                     names        names for what a person adds
    nested       values as the files nest them              toml         from a file's text to its values, and why not
    catalogue    the tips, packaged and the user's own      search       options by what people call them
Reading: what is in force
    read         the layers, laid over each other           layer        one of them, checked
    locks        what an organisation fixes                 origins      who decides each option
    plan         from the values to the Plan                reading      a reading, cached, and whether it still holds
    reader       the plan for the running program, by       in_force     the reading for a command: the cached one if
                 a child that calls `read`                               it holds, else `read`
Writing: what the person changes
    edit         the one way to change the user's file      document     its text and data, changed alike
    own_file     that file on the disk                      own_tips     the person's own tips
    save         the child that writes                      orders       what it is told, and answers

`daemon/rereading.py` has `reader` read anew whenever a file has changed.
"""
