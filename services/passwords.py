"""What a password must be, and its hash. Any characters; Chinese passphrases are welcome."""

import secrets

import bcrypt

from db.names import search_text
from domain.errors import Invalid
from domain.password_rules import is_guessable

ROUNDS = 12
_BCRYPT_LIMIT = 72  # bytes; beyond it bcrypt refuses, so the person is told before
_SHORTEST = 8
_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"


def checked_hash(password: str, *known: str) -> str:
    """The bcrypt hash of an acceptable password. `known`: user name, name, school, which others know too.

    :raises Invalid: too short, too long, or among the first that would be guessed.
    """
    password = password.strip()
    if len(password) < _SHORTEST:
        raise Invalid(f"密码至少 {_SHORTEST} 个字，可以用一句自己记得住的话。")
    if len(password.encode()) > _BCRYPT_LIMIT:
        raise Invalid("密码太长了：最多 24 个汉字，或 72 个字母数字。")
    if is_guessable(password, [*known, *(word for text in known for word in search_text(text).split())]):
        raise Invalid("这个密码太容易被猜到，请换一个，例如一句别人想不到的话。")
    return hash_password(password)


def hash_password(password: str, rounds: int | None = None) -> str:
    """A bcrypt hash."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds or ROUNDS)).decode()


def matches(password: str, password_hash: str) -> bool:
    """Whether this is the password (too long ones never are)."""
    encoded = password.strip().encode()
    return len(encoded) <= _BCRYPT_LIMIT and bcrypt.checkpw(encoded, password_hash.encode())


def initial_password() -> str:
    """A first password to hand over on paper: ten characters nobody mistakes for another."""
    return "".join(secrets.choice(_EASY_TO_READ) for _ in range(10))


def clean_username(username: str) -> str:
    """User names ignore case and surrounding space."""
    return username.strip().lower()
