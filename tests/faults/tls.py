"""A server whose certificate has run out."""

import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@contextmanager
def expired_server() -> Iterator[tuple[str, list[str]]]:
    """Its address, and why each of its callers hung up."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_expired(Path(folder) / "both.pem"))
        refused: list[str] = []
        thread = threading.Thread(target=_serve, args=(listening, context, refused), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", refused
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(listening: socket.socket, context: ssl.SSLContext, refused: list[str]) -> None:
    with suppress(OSError):
        while True:
            caller, _ = listening.accept()
            caller.settimeout(5)
            try:
                with context.wrap_socket(caller, server_side=True) as wrapped:
                    wrapped.recv(1)
            except OSError as error:
                refused.append(str(error))


def _expired(path: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path
