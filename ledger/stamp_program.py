# SPDX-License-Identifier: MIT
"""A program of its own: it makes requests for time stamps by RFC 3161, and verifies answers.

This file alone is under the MIT licence. The library that it imports is under Apache-2.0, which
does not go together with GPL-2.0-only, so it is never imported by anything else of Ringfence, and
this file imports nothing of Ringfence: :mod:`ringfence.ledger.time_stamps` runs it, and the two
speak JSON. So bytes that came from elsewhere are parsed in a process of their own, too.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

_GRANTED = 0


def request(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a request for a time stamp over some bytes, with the number that names it."""
    data = base64.b64decode(asked["data"])
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    made = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return {"request": base64.b64encode(made.as_bytes()).decode(), "nonce": str(made.nonce)}


def verify(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer says, and whether one of the roots given proves it."""
    try:
        response = decode_timestamp_response(base64.b64decode(asked["response"]))
        if response.status != _GRANTED:
            return {"problem": "refused", "detail": "; ".join(response.status_string or ())}
        info = response.tst_info
        found = {
            "time": info.gen_time.isoformat(),
            "authority": _authority(response),
            "digest": info.message_imprint.message.hex(),
            "nonce": str(info.nonce),
            "proven": False,
        }
    except (ValueError, TypeError, AttributeError) as error:
        return {"problem": "damaged", "detail": str(error)[:300]}
    if found["digest"] != asked["digest"]:
        return {**found, "problem": "other"}
    try:
        roots = [x509.load_pem_x509_certificate(each.encode()) for each in asked["roots"]]
        found["proven"] = bool(roots) and _is_proven(response, roots, asked["digest"])
    except (VerificationError, ValueError) as error:
        return {**found, "problem": "unproven", "detail": str(error)[:300]}  # OpenSSL's own words
    return found


def _is_proven(response: TimeStampResponse, roots: Sequence[x509.Certificate], digest: str) -> bool:
    verifier = VerifierBuilder(roots=list(roots)).build()
    return bool(verifier.verify(response, bytes.fromhex(digest)))


def _authority(response: TimeStampResponse) -> str | None:
    """Return what the certificate that signed it calls its authority."""
    certificates = [
        x509.load_der_x509_certificate(each) for each in response.signed_data.certificates
    ]
    for signer in response.signed_data.signer_infos:
        for each in certificates:
            if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
                return each.subject.rfc4514_string()
    return None


if __name__ == "__main__":
    operations = {"request": request, "verify": verify}
    json.dump([operations[each["op"]](each) for each in json.load(sys.stdin)], sys.stdout)
