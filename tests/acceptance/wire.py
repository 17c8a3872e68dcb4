"""A WebSocket client of interview.v1 that speaks the wire itself (RFC 6455), for what the real clients hide: closing
codes, single messages, headers of the opening."""

import base64
import json
import os
import socket
import struct
import urllib.error
import urllib.parse
import urllib.request

kPatience = float(os.environ.get("INTERVIEW_PATIENCE", "60"))


class Closed(Exception):
    """The server has closed; with its `code`, 1006 without one."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code


def post(url, body, **headers):
    """Status and JSON of an answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=kPatience) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def join(link, name):
    """The room and a token for whoever has the link."""
    url, code = link.split("#i=")
    parts = urllib.parse.urlsplit(url)
    room = parts.path.rsplit("/", 1)[1]
    status, answer = post(f"{parts.scheme}://{parts.netloc}/api/v1/rooms/{room}/join", {"code": code, "name": name})
    if status != 200:
        raise AssertionError(f"{status} {answer}")
    return room, answer["token"]


class Wire:
    def __init__(self, link, name="Wire", **headers):
        self.room, self.token = join(link, name)
        address = urllib.parse.urlsplit(link).netloc
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), kPatience)
        self.bytes = b""
        self.n = 0
        key = base64.b64encode(os.urandom(16)).decode()
        head = {"Host": address, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": key, "Sec-WebSocket-Protocol": "interview.v1", **headers}
        self.socket.sendall(("GET /api/v1/socket HTTP/1.1\r\n"
                             + "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n").encode())
        while b"\r\n\r\n" not in self.bytes:
            self._more()
        answer, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        if not answer.startswith(b"HTTP/1.1 101 "):
            raise AssertionError(answer.decode())
        self.send(type="hello", token=self.token, room=self.room, client="wire_" + os.urandom(8).hex(), seen=0)
        self.welcome = self.wait_for("welcome", "resume")

    def _more(self):
        chunk = self.socket.recv(65536)
        if not chunk:
            raise Closed(1006)
        self.bytes += chunk

    def _take(self, count):
        while len(self.bytes) < count:
            self._more()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def _send_frame(self, opcode, payload):
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0xFE, size) if size < 65536 else \
            struct.pack("!BQ", 0xFF, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def send(self, **message):
        self._send_frame(1, json.dumps(message).encode())

    def command(self, kind, **fields):
        """Sends the next command; its number."""
        self.n += 1
        self.send(type=kind, n=self.n, **fields)
        return self.n

    def receive(self):
        """The next message."""
        while True:
            first, size = self._take(2)
            if size == 126:
                size, = struct.unpack("!H", self._take(2))
            elif size == 127:
                size, = struct.unpack("!Q", self._take(8))
            payload = self._take(size)
            if first == 0x81:
                return json.loads(payload)
            if first == 0x88:
                code = struct.unpack("!H", payload[:2])[0] if payload else 1006
                self._send_frame(8, payload[:2])
                self.socket.close()
                raise Closed(code, payload[2:].decode())
            if first == 0x89:
                self._send_frame(10, payload)

    def wait_for(self, *types):
        """The next message of one of these types."""
        while True:
            message = self.receive()
            if message["type"] in types:
                return message

    def wait_for_event(self, fits):
        while True:
            for event in self.wait_for("events")["events"]:
                if fits(event):
                    return event

    def close(self):
        self.socket.close()
