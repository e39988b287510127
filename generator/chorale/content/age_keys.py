"""Public keys of age, which seal the answers of a cycle: one that is misread or weak would stop every deposit."""

HEAD, CHECKSUM = "age1", 6
"""What opens a key, and how many letters prove the others at its end."""
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
"""The letters of Bech32 (BIP 173): the rank of each is five bits."""
UNREADABLE = "ce n'est pas une clé publique age"
WEAK = "cette clé publique est faible : n'importe qui ouvrirait ce qu'elle scelle"


def fault(recipient: str) -> str:
    """Return what is wrong with a public key, or nothing.

    Libraries are imported here: few projects have keys, and every command reads the content.
    """
    import pyrage
    from cryptography.hazmat.primitives.asymmetric.x25519 import (
        X25519PrivateKey,
        X25519PublicKey,
    )

    try:
        pyrage.x25519.Recipient.from_str(recipient)
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(_point(recipient)))
    except pyrage.RecipientError:
        return UNREADABLE
    except ValueError:  # of small order: what it shares with anyone is zero
        return WEAK
    return ""


def _point(recipient: str) -> bytes:
    """Return the point of a key whose checksum was verified."""
    letters = recipient.lower()[len(HEAD) : -CHECKSUM]
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    return int(bits[:256], 2).to_bytes(32)
