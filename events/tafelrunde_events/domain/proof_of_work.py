"""ALTCHA's proof of work: a short calculation in the browser that makes forms costly for robots.

It is the protocol of ALTCHA (proof of work, version 2) without its widget, which starts workers from blob: addresses
and writes styles into the page; our content security policy forbids both. `js/proof_of_work.js` calculates instead.
Nothing is asked of a third party, and nothing about anybody is stored.
"""

import hashlib
import json
import secrets
import time

from altcha import Payload, create_challenge, verify_solution
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from tafelrunde_events import conf

ALGORITHM = "PBKDF2/SHA-256"
#: Rounds of one try, and how many tries it takes: half a second on a desk, a few seconds on an old telephone. An upper
#: end, so that nobody has to wait for long by bad luck.
ROUNDS, LEAST_TRIES, MOST_TRIES = 5_000, 100, 300
#: Real proofs have some 700 characters.
LONGEST_PROOF = 2_000

_PURPOSE = "tafelrunde_events.proof_of_work"


def new_challenge(*, lifetime: int) -> str:
    """Return a challenge as JSON, signed, that can be answered for so many seconds."""
    challenge = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=LEAST_TRIES + secrets.randbelow(MOST_TRIES - LEAST_TRIES),
        expires_at=int(time.time()) + lifetime,
        hmac_secret=_signing_key(conf.secret_keys()[0]),
    )
    return json.dumps(challenge.to_dict())


def spend_proof(proof: str) -> bool:
    """Tell whether this proves the work for a challenge of ours that is neither too old nor spent; it is spent then."""
    if len(proof) > LONGEST_PROOF:
        return False
    if not any(verify_solution(proof, _signing_key(secret)).verified for secret in conf.secret_keys()):
        return False
    # The same proof can be written in many ways; its nonce is ours, and signed.
    parameters = Payload.from_base64(proof).challenge.parameters
    name = hashlib.sha256(parameters.nonce.encode()).hexdigest()
    rest = int(parameters.expires_at or 0) - int(time.time())
    return bool(cache.add(f"{_PURPOSE}.{name}", True, timeout=rest + 60))


def _signing_key(secret: str) -> bytes:
    return salted_hmac(_PURPOSE, "signing", secret=secret, algorithm="sha256").digest()
