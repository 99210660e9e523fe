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
    ├── PlatformError           an ad platform said no, or nothing; `trouble` says which, and whether to ask again
    ├── CurrencyMismatch        a programming error: two currencies were about to be added
    └── BadConfiguration        a setting that stops the start

No HTTP status stands here: the web maps classes to statuses in one place, the command line maps them to exit 1.
"""

from __future__ import annotations

import enum


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
    """A file with more than one honest reading; `option` names the command-line option that settles it, `also` another
    one that is needed with it."""

    code = "ambiguous_file"

    def __init__(self, message: str, *, option: str, also: str | None = None) -> None:
        super().__init__(message)
        self.option, self.also = option, also


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


class Trouble(enum.StrEnum):
    """What can be wrong between us and an ad platform, by what there is to do about it."""

    SIGN_IN = "sign_in"  # the token is wrong, expired or revoked: connect again
    SCOPE = "scope"  # the token does not allow this: connect again and grant it
    ACCOUNT = "account"  # the ad account is closed, disabled, or no longer ours to see
    NOT_FOUND = "not_found"  # the campaign or ad set is gone
    REFUSED = "refused"  # the platform read the request and said no
    THROTTLED = "throttled"  # too many calls: wait, then ask again
    BUSY = "busy"  # the platform's own failure, most likely over soon
    TOO_MUCH = "too_much"  # more data in one reply than the platform or we can take: ask for less
    UNREADABLE = "unreadable"  # a reply that is not what the platform's documentation says
    NO_ANSWER = "no_answer"  # sent, and no whole reply came back
    UNREACHABLE = "unreachable"  # never sent: no connection
    CERTIFICATE = "certificate"  # whoever answers cannot prove to be the platform
    REDIRECT = "redirect"  # the reply leads to another host, where a token must not go


_FINAL = frozenset(
    {
        *(Trouble.SIGN_IN, Trouble.SCOPE, Trouble.ACCOUNT, Trouble.NOT_FOUND),
        *(Trouble.REFUSED, Trouble.CERTIFICATE, Trouble.REDIRECT),
    }
)
_MAY_HAVE_HAPPENED = frozenset({Trouble.BUSY, Trouble.UNREADABLE, Trouble.NO_ANSWER, Trouble.TOO_MUCH})


class PlatformError(PaidsocialError):
    """An ad platform said no, or nothing.

    `request_id` is the platform's own, for its support; `wait` how many seconds it asked for.
    """

    code = "platform"

    def __init__(
        self,
        message: str,
        *,
        trouble: Trouble,
        platform: str,
        request_id: str | None = None,
        wait: float | None = None,
    ) -> None:
        super().__init__(message)
        self.trouble, self.platform = trouble, platform
        self.request_id, self.wait = request_id, wait

    @property
    def permanent(self) -> bool:
        """Whether asking the same again is of no use until a person has done something."""
        return self.trouble in _FINAL

    @property
    def may_have_happened(self) -> bool:
        """Whether what a call was to change may have been changed all the same: then nobody knows until it is read."""
        return self.trouble in _MAY_HAVE_HAPPENED


class CurrencyMismatch(PaidsocialError):
    """Two currencies were about to be added or compared."""

    code = "currency_mismatch"


class BadConfiguration(PaidsocialError):
    """A setting that cannot be used; the message names it."""

    code = "bad_configuration"
