"""What breaks in the program or in the connection is told of one page, and the others are read."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawl.loopback import Site, crawl, served


def test_an_exception_is_the_fault_of_one_page(site: Site, tmp_path: Path) -> None:
    ours = ("env", "SCRAPY_SETTINGS_MODULE=tests.crawl.faulty_settings")
    run = crawl(site, tmp_path, wrapper=ours)
    assert len(run.articles) == 4
    ((url, line),) = run.rejects.items()
    assert url.endswith("a3.html")
    assert (line["state"], line["reason"]) == ("failed", "fault")
    assert line["detail"] == "LookupError: no such thing"
    assert run.report["faults"] == 1


def test_a_certificate_that_nobody_signed_is_not_trusted(tmp_path: Path) -> None:
    site = Site({"/": b"<html></html>"})
    with served(site, tls=own_certificate(tmp_path)):
        run = crawl(site, tmp_path / "out", f"url=https://{site.address}/")
    assert run.code == 13
    assert "robots.txt cannot be read now: tls" in run.said
    assert not site.asked


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Return the TLS of a server that has signed its certificate itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
