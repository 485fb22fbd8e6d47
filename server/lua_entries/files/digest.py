"""Fingerprints of contents: equal for equal bytes, and different for different ones."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what hashlib gives out, without the OpenSSL that it loads (5 ms)
except ImportError:  # another Python
    from hashlib import blake2b

SIZE = 16
"""Length of a digest, in bytes."""


def digest(data: bytes | memoryview) -> bytes:
    """The digest of some bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def text_digest(text: str) -> bytes:
    """The digest of a text, whatever is in it: bytes that are not UTF-8 are lone surrogates there."""
    return digest(text.encode("utf-8", "surrogatepass"))
