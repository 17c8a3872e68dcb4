"""A participant by hand: a WebSocket (RFC 6455) on a plain socket, that sends what no client would and reads when told."""

import base64
import collections
import json
import os
import re
import socket
import urllib.request

import support

kText, kClose, kPing = 1, 8, 9

Link = collections.namedtuple("Link", "url host port room code")
Closed = collections.namedtuple("Closed", "code reason")


def parse_link(link):
    url, host, port, room, code = re.fullmatch(r"(http://([\d.]+):(\d+))/r/(\w+)#i=([\w-]+)", link).groups()
    return Link(url, host, int(port), room, code)


def join(link, name):
    """A token, in exchange for the link."""
    link = parse_link(link)
    request = urllib.request.Request(f"{link.url}/api/v1/rooms/{link.room}/join",
                                     json.dumps({"code": link.code, "name": name}).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=support.kPatience) as response:
        return json.load(response)["token"]


def documented_errors():
    """The codes that docs/protocol.md tells of."""
    section = (support.kRoot / "docs" / "protocol.md").read_text().partition("## Errors")[2].partition("\n## ")[0]
    return set(re.findall(r"`(\w+)`", section.partition("|---|---|")[2]))


class RawSocket:
    def __init__(self, link, receive_buffer=None):
        self.link = parse_link(link)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(support.kPatience)
        self.socket.connect((self.link.host, self.link.port))
        self.socket.sendall((f"GET /api/v1/socket HTTP/1.1\r\nHost: {self.link.host}:{self.link.port}\r\n"
                             "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                             "Sec-WebSocket-Protocol: interview.v1\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        status = self.file.readline()
        if b" 101 " not in status:
            raise AssertionError(f"no WebSocket: {status}")
        while self.file.readline() != b"\r\n":
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send_frame(self, opcode, payload):
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 1 << 16:
            head += b"\xfe" + size.to_bytes(2, "big")
        else:
            head += b"\xff" + size.to_bytes(8, "big")
        # The mask has only to be there: with zeros the payload stays as it is.
        self.socket.sendall(head + b"\0\0\0\0" + payload)

    def send(self, message):
        """A text message: of JSON, or as it is."""
        if not isinstance(message, (str, bytes)):
            message = json.dumps(message, ensure_ascii=False)
        self.send_frame(kText, message if isinstance(message, bytes) else message.encode())

    def _read(self, count):
        data = self.file.read(count)
        if len(data) < count:
            raise ConnectionError("the connection has ended")
        return data

    def receive(self):
        """The next message, or Closed. Servers do not cut messages into frames here."""
        while True:
            first, size = self._read(2)
            if size > 125:
                size = int.from_bytes(self._read(2 if size == 126 else 8), "big")
            payload = self._read(size)
            if first & 0xf == kPing:
                self.send_frame(0xa, payload)
            elif first & 0xf == kClose:
                return Closed(int.from_bytes(payload[:2], "big"), payload[2:].decode())
            elif first & 0xf == kText:
                return json.loads(payload)

    def receive_until(self, wanted):
        """The first message that is one: by its type, or by a function."""
        is_wanted = wanted if callable(wanted) else lambda message: message["type"] == wanted
        while True:
            message = self.receive()
            if isinstance(message, Closed):
                raise AssertionError(f"closed: {message}")
            if is_wanted(message):
                return message

    def hello(self, token, client, **fields):
        self.send({"type": "hello", "token": token, "room": self.link.room, "client": client, **fields})


class RawPerson(RawSocket):
    """Somebody who is in the room."""

    def __init__(self, link, name, **options):
        super().__init__(link, **options)
        self.client = base64.urlsafe_b64encode(os.urandom(12)).decode()
        self.token = join(link, name)
        self.hello(self.token, self.client)
        self.welcome = self.receive_until("welcome")
        self.n = self.welcome["acked"]

    def doc(self, name):
        return next(doc for doc in self.welcome["room"]["docs"] if doc["name"] == name)

    def command(self, kind, **fields):
        """Sends it, and waits until it is in the log or refused; the event or the error."""
        self.n += 1
        self.send({"type": kind, "n": self.n, **fields})
        while True:
            message = self.receive_until(lambda m: m["type"] in ("events", "error", "ack"))
            if message["type"] == "error" and message.get("n") in (self.n, None, 0):
                return message
            for event in message.get("events", []):
                if event.get("client") == self.client and event.get("n") == self.n:
                    return event
