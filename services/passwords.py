"""What a password must be, and its hash. Any characters, any script; Chinese passphrases are welcome."""

import hashlib
import secrets
import unicodedata
from base64 import b64encode

import bcrypt

from db.names import search_text
from domain.errors import Invalid
from domain.password_rules import is_guessable

ROUNDS = 12
SCHEME = "sha256-"  # stands before bcrypt's own mark: hashes without it are of the time before
_BCRYPT_LIMIT = 72  # bytes; beyond it bcrypt refuses
_SHORTEST, _LONGEST = 8, 200
_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"


def cleaned(password: str) -> str:
    """A password as it counts: however a keyboard composes é or widens Ａ, and without space around it."""
    return unicodedata.normalize("NFKC", password).strip()


def checked_hash(password: str, *known: str) -> str:
    """The hash of an acceptable password. `known`: user name, name, school, which others know too.

    :raises Invalid: too short, too long, or among the first that would be guessed.
    """
    password = cleaned(password)
    if len(password) < _SHORTEST:
        raise Invalid(f"密码至少 {_SHORTEST} 个字，可以用一句自己记得住的话。")
    if len(password) > _LONGEST:
        raise Invalid(f"密码太长了：最多 {_LONGEST} 个字。")
    if is_guessable(password, [*known, *(word for text in known for word in search_text(text).split())]):
        raise Invalid("这个密码太容易被猜到，请换一个，例如一句别人想不到的话。")
    return hash_password(password)


def hash_password(password: str, rounds: int | None = None) -> str:
    """bcrypt over SHA-256: bcrypt alone would take 24 Chinese characters at most."""
    return SCHEME + bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds or ROUNDS)).decode()


def matches(password: str, password_hash: str) -> bool:
    """Whether this is the password; every answer costs one bcrypt, so that its time tells nothing."""
    bare = password_hash.removeprefix(SCHEME)
    plain = password.strip().encode(errors="surrogatepass")
    if is_old(password_hash) and len(plain) <= _BCRYPT_LIMIT:
        return bcrypt.checkpw(plain, bare.encode())
    return bcrypt.checkpw(_digest(password), bare.encode())


def is_old(password_hash: str) -> bool:
    """Whether the hash should be made anew when the password is next at hand."""
    return not password_hash.startswith(SCHEME)


def _digest(password: str) -> bytes:
    # in base64, because bcrypt stops at a zero byte; half a character, which no keyboard types, is just another sign
    plain = cleaned(password).encode(errors="surrogatepass")
    return b64encode(hashlib.sha256(plain).digest())


def initial_password() -> str:
    """A first password to hand over on paper: ten characters nobody mistakes for another."""
    return "".join(secrets.choice(_EASY_TO_READ) for _ in range(10))


def clean_username(username: str) -> str:
    """User names ignore case and surrounding space."""
    return username.strip().lower()
