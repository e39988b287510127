"""Timestamp of a journal's head by an authority (RFC 3161), asked only when the secretariat names one."""

import hashlib
import urllib.error
import urllib.request

SECONDS = 20
_TYPE = "application/timestamp-query"


class TimestampRefused(Exception):
    """Why there is no timestamp: one French sentence."""


def timestamped(digest: str, authority: str) -> bytes:
    """Return the authority's answer (.tsr) over a head, as the text of its 64 digits; raises TimestampRefused."""
    try:
        from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response
        from rfc3161_client.base import HashAlgorithm
    except ImportError:
        raise TimestampRefused(
            "l'horodatage demande une bibliothèque : « pip install chorale[timestamp] »"
        ) from None
    data = digest.encode()
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _asked(authority, asked.as_bytes())
    try:
        given = decode_timestamp_response(answer)
        covered = given.tst_info.message_imprint.message
    except ValueError:
        raise TimestampRefused(f"« {authority} » n'a pas donné d'horodatage") from None
    if covered != hashlib.sha256(data).digest() or given.tst_info.nonce != asked.nonce:
        raise TimestampRefused(f"« {authority} » a daté autre chose que ce qui lui était demandé")
    return answer


def _asked(authority: str, query: bytes) -> bytes:
    if not authority.startswith(("https://", "http://")):
        raise TimestampRefused(f"« {authority} » n'est pas une adresse https")
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        authority, data=query, headers={"Content-Type": _TYPE}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found: bytes = answer.read(100_000)
    except (urllib.error.URLError, OSError):
        raise TimestampRefused(f"« {authority} » ne répond pas") from None
    return found
