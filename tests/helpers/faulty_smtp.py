"""A mail server that is faulty at one point of the conversation, as those met by senders are; it keeps what it took."""

import contextlib
import re
import socket
import threading
from dataclasses import dataclass, field

ANSWERS = {
    "banner": "220 post",
    "EHLO": "250 post",
    "HELO": "250 post",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "end": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class FaultyServer:
    """Answers `says` at a point, `times` times; then goes on, closes the line, or is silent.

    A point is a command, « banner », « body » (some lines of the message were read) or « end » (all were). What was
    taken before the fault is kept when `takes` is set: the answer alone was lost.
    """

    at: str = ""
    says: str = ""
    then: str = "go on"
    times: int = 1
    takes: bool = False
    offers: str = ""
    taken: list[str] = field(default_factory=list)

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.turn, self.over, self.open = threading.Lock(), threading.Event(), []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *_):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for line in self.open:
            line.close()
        self.thread.join()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                self.open.append(line)
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line):
        with contextlib.suppress(OSError), line, line.makefile("rb") as lines:
            if self._answers(line, "banner"):
                return
            for command in lines:
                word = command[:4].decode("ascii").upper()
                refused = self.at == "DATA" == word and self.times > 0
                if self._answers(line, word):
                    return
                if word == "DATA" and not refused and self._reads(line, lines):
                    return

    def _reads(self, line, lines):
        """Read a message; return whether the line ends."""
        identity = ""
        for text in lines:
            if self.at == "body" and self._due():
                return True
            if found := re.match(rb"(?i)message-id: (\S+)", text):
                identity = found[1].decode()
            if text == b".\r\n":
                break
        return self._answers(line, "end", identity)

    def _due(self):
        with self.turn:
            self.times -= 1
            return self.times >= 0

    def _answers(self, line, point, identity=""):
        """Answer at a point; return whether the line ends."""
        faulty = point == self.at and self._due()
        said = self.says if faulty else ANSWERS[point]
        if point == "EHLO" and self.offers and not faulty:
            said = f"250-post\r\n250 {self.offers}"
        if identity and (self.takes or not faulty):
            self.taken.append(identity)
        if said:
            line.sendall(f"{said}\r\n".encode())
        if faulty and self.then == "is silent":
            self.over.wait()
        return (faulty and self.then == "closes") or point == "QUIT"
