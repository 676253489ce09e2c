"""What a request brings from outside: where it says it comes from, and no more of its body than belongs there."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request


def is_ours(address: str, headers: Headers) -> bool:
    """Whether the page a request says it comes from is of the host it was sent to; what is no address is not."""
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return False
    return bool(host) and host == headers.get("host")


async def body(request: Request, most: int) -> bytes | None:
    """The body; None when it is longer, and then the rest of it is not read."""
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > most:
            return None
    return read
