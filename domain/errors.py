"""Everything that can go wrong in a way a person can do something about.

SchoolError
├── NotAllowed      this person may not do this
├── StepUpNeeded    this person may, after a code from the phone
├── NotFound        the thing is not there, or not there for this person (the two read alike)
├── Invalid         what was entered cannot be taken; says which field and what to change
├── Conflict        somebody else changed the same thing meanwhile
├── Refused         a file, a database or a folder is not what it should be
└── Busy            the database is held by something else; nothing was written

Each message is a Chinese sentence for the person: what happened, what to do. Anything else that is
raised is a bug, is logged with a number, and shows only that number.
"""


class SchoolError(Exception):
    """A thing that went wrong and that the person in front of the screen can mend."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(SchoolError):
    """This person may not do this."""

    def __init__(self, message: str = "您没有这项权限。需要时请找德育处或系统管理员。") -> None:
        super().__init__(message)


class StepUpNeeded(SchoolError):
    """The act needs a code from the person's phone first (services/step_up.py)."""


class NotFound(SchoolError):
    """The thing does not exist, or not for this person: both look the same from outside."""

    def __init__(self, message: str = "没有找到，或者不在您负责的范围内。") -> None:
        super().__init__(message)


class Invalid(SchoolError):
    """What was entered cannot be taken as it stands."""


class Conflict(SchoolError):
    """Somebody else changed the same thing since it was read."""


class Refused(SchoolError):
    """A file, database or folder is not what it should be; nothing was touched."""


class Busy(SchoolError):
    """The database is held by something else; what was typed is still in the form."""
