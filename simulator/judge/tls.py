"""TLS to the target: whose certificates are believed, and in plain words why one was not.

It decides nothing of what is sent. Certificates are checked everywhere in the same way: by the judge's client, by
sockets opened by hand, by the fault proxy and by the generator of load.
"""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

from simulator.judge.text import decoded

# OpenSSL's numbers (X509_V_ERR_…) for certificates that no further authority would make good.
WRONG_HOST = (62, 64)
WRONG_DATE = (9, 10)


@cache
def trusting(ca: str | None) -> ssl.SSLContext:
    """Give a context that believes the usual authorities, the system's own, and those of a file.

    It is made once: reading the authorities for each of a thousand source addresses would take a minute.
    """
    import httpx  # noqa: PLC0415 - `opsmantik spec` must not wait for it

    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    if ca:
        context.load_verify_locations(cadata=certificates(ca))
    return context


def certificates(ca: str) -> str:
    """Give a file's certificates as PEM; remarks, and a byte order mark, may stand beside them."""
    return decoded(Path(ca).read_bytes(), "ignore").encode("ascii", "ignore").decode("ascii")


def why_unusable(ca: str) -> str:
    """Say why a file is no file of certificates, or nothing."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=certificates(ca))
        return "" if "BEGIN" in certificates(ca) else "no certificate in it"
    except ssl.SSLError:
        return "no certificate in it that can be read"
    except OSError as error:
        return error.strerror or str(error)
    except ValueError:
        return "no text"


def problem(error: BaseException) -> tuple[str, str] | None:
    """Say what of a failure was TLS's, and what to do about it; None where it was not."""
    cause = _tls_error(error)
    if cause is None:
        return None
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return f"no TLS ({getattr(cause, 'reason', None) or cause})", "if plain HTTP is spoken there, say http://"
    came = f"a certificate that is not believed: {cause.verify_message}"
    if cause.verify_code in WRONG_HOST:
        return came, "name it in --gateway by a host that its certificate names"
    if cause.verify_code in WRONG_DATE:
        return came, "renew its certificate, or set this machine's clock"
    return came, "give the authority that signed it (PEM) with --ca FILE"


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLError):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
