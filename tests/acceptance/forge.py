"""JSON Web Tokens by hand (RFC 7515), with whatever header, claims and signature."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import tempfile

# Of RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8, and in a public key.
kPrivatePrefix = bytes.fromhex("302e020100300506032b657004220420")
kPublicPrefix = bytes.fromhex("302a300506032b6570032100")


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Ed25519:
    def __init__(self, key_id):
        self.id, self.secret = key_id, os.urandom(32)
        self.der = kPrivatePrefix + self.secret
        public = subprocess.run(["openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER"], input=self.der,
                                capture_output=True, check=True).stdout
        if not public.startswith(kPublicPrefix):
            raise AssertionError("not a public key of RFC 8410")
        self.public = public[len(kPublicPrefix):]

    def key_file(self):
        """As the server keeps it."""
        return json.dumps({"signing": self.id, "keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": self.id,
                                                         "x": base64url(self.public), "d": base64url(self.secret)}]})

    def sign(self, text):
        with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as message:
            key.write(self.der)
            message.write(text)
            key.flush()
            message.flush()
            return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key.name, "-in",
                                   message.name], capture_output=True, check=True).stdout


def hs256(secret):
    return lambda text: hmac.new(secret, text, hashlib.sha256).digest()


def token(header, claims, sign):
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{base64url(sign(signed.encode()))}"
