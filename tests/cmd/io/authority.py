"""A certificate authority for one test, made by openssl when the test runs."""
import pathlib
import ssl
import subprocess


def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE)


class Authority:
    """Signs certificates for servers on loopback."""

    def __init__(self, folder, name="ca"):
        self.folder = pathlib.Path(folder)
        self.file = self.folder / f"{name}.pem"
        self.key = self.folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2,
                "-subj", "/CN=authority of a test", "-keyout", self.key,
                "-out", self.file)

    def certificate(self, name, alt="IP:127.0.0.1", days=1):
        """A key and a certificate for `alt`; a negative `days`: expired."""
        key = self.folder / f"{name}.key"
        request, out = self.folder / f"{name}.csr", self.folder / f"{name}.pem"
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alt}\n")
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey",
                self.key, "-CAcreateserial", "-days", days, "-extfile",
                extensions, "-out", out)
        return out, key

    def context(self, *args, **kw):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate(*args, **kw))
        return context
