"""A self-signed CA and a server certificate for loopback."""

import datetime
import ipaddress
import os
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAYS = 30


@dataclass(frozen=True)
class Certificates:
    """Paths of the CA certificate to trust, and of the server certificate and key to serve with."""

    ca_file: Path
    cert_file: Path
    key_file: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.cert_file, self.key_file)
        return context


def make_certificates(folder) -> Certificates:
    """The certificates in folder, created if they are missing or unusable. Keys are readable by their owner only."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / 'ca.pem', folder / 'server.pem', folder / 'server.key')
    if not _usable(made):
        _make(made)
    return made


def _usable(certificates: Certificates) -> bool:
    try:
        server = x509.load_pem_x509_certificate(certificates.cert_file.read_bytes())
        authority = x509.load_pem_x509_certificate(certificates.ca_file.read_bytes())
        server.verify_directly_issued_by(authority)
        certificates.server_context()
    except (OSError, ValueError, TypeError, ssl.SSLError):
        return False
    return _not_after(server) > datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)


def _not_after(certificate):
    # The time-zone aware property exists from cryptography 42 on; an old az has an older release.
    aware = getattr(certificate, 'not_valid_after_utc', None)
    return aware or certificate.not_valid_after.replace(tzinfo=datetime.timezone.utc)


def _make(certificates: Certificates) -> None:
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'hubnet simulator CA')])
    authority = (
        _builder(ca_name, ca_name, ca_key.public_key(), ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'localhost')])
    names = x509.SubjectAlternativeName([x509.DNSName('localhost'), x509.IPAddress(ipaddress.ip_address('127.0.0.1'))])
    server = (
        _builder(name, ca_name, key.public_key(), ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .sign(ca_key, hashes.SHA256())
    )

    _write(certificates.ca_file, authority.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(certificates.cert_file, server.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(
        certificates.key_file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        0o600,
    )


def _builder(subject, issuer, public_key, issuer_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    # Python 3.13 verifies strictly and refuses a chain without key identifiers.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _key_usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), 'wb') as file:
        file.write(content)
