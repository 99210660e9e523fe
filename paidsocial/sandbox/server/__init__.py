"""The simulated market behind the platforms' own protocols, on loopback, with a clock that somebody drives.

    state.py      the market as its platforms hold it now: books, budgets, statuses, tokens, what was written
    faults.py     how it misbehaves when told to
    worlds.py     markets to serve: every platform, or one
    serving.py    the server itself; control.py its clock, its faults and its books, for whoever drives it
    meta.py ...   one platform's protocol each: its own forms, units, errors and refusals

It shares nothing with the connectors that talk to it: what both get wrong in the same way would never show.
"""
