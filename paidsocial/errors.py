"""Every error the product raises on purpose.

    PaidsocialError
    ├── Refused                 the person can mend it: says what, where and how
    │   ├── BadInput            a form field, an option or a cell that cannot be taken
    │   ├── UnreadableFile      a file that is not understood at all; nothing was changed
    │   ├── AmbiguousFile       a file that can be read in two ways; names the option that settles it
    │   ├── NotFound            there is no such thing, or this person may not know of it
    │   ├── Forbidden           this person's role or clients do not allow it
    │   ├── Stale               somebody changed it since this person looked
    │   ├── MissingRate         an exchange rate is not known; never 1
    │   ├── NotEnoughData       there is too little to answer honestly
    │   └── Infeasible          the limits a person set cannot all hold; says by how much
    ├── CurrencyMismatch        a programming error: two currencies were about to be added
    └── BadConfiguration        a setting that stops the start

No HTTP status stands here: the web maps classes to statuses in one place, the command line maps them to exit 1.
"""

from __future__ import annotations


class PaidsocialError(Exception):
    """The root: `code` for programs, `message` for people."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(PaidsocialError):
    """The product says no and nothing was changed; `message` tells how to mend it."""

    code = "refused"


class BadInput(Refused):
    """A value that cannot be taken; `field` names where it was given."""

    code = "bad_input"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnreadableFile(Refused):
    """A file that is not understood at all; the database is as it was."""

    code = "unreadable_file"


class AmbiguousFile(Refused):
    """A file with more than one honest reading; `option` names the command-line option that settles it."""

    code = "ambiguous_file"

    def __init__(self, message: str, *, option: str) -> None:
        super().__init__(message)
        self.option = option


class NotFound(Refused):
    """No such thing, as far as this person may know."""

    code = "not_found"


class Forbidden(Refused):
    """The person is known, but role or client do not allow it."""

    code = "forbidden"


class Stale(Refused):
    """What the person saw is no longer so; look again, then decide."""

    code = "stale"


class MissingRate(Refused):
    """An exchange rate that nobody loaded; the message names the pair and the day."""

    code = "missing_rate"


class NotEnoughData(Refused):
    """Too little history to answer honestly."""

    code = "not_enough_data"


class Infeasible(Refused):
    """Limits that cannot all hold at once; the message names the shortfall."""

    code = "infeasible"


class CurrencyMismatch(PaidsocialError):
    """Two currencies were about to be added or compared."""

    code = "currency_mismatch"


class BadConfiguration(PaidsocialError):
    """A setting that cannot be used; the message names it."""

    code = "bad_configuration"
