"""A mail server that takes everything at once and keeps nothing, in a process of its own: what we pay is ours alone."""

import argparse
import socketserver
import sys


class Session(socketserver.StreamRequestHandler):
    """One SMTP connection (RFC 5321), as far as a sender needs it."""

    # A small answer must not wait for the acknowledgement of the one before.
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer commands until the client leaves."""
        self.say(b"220 sink")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"EHLO" | b"HELO":
                    self.say(b"250 sink")
                case b"DATA":
                    self.say(b"354 go on")
                    self.swallow()
                    self.say(b"250 taken")
                case b"QUIT":
                    self.say(b"221 goodbye")
                    return
                case _:
                    self.say(b"250 fine")

    def swallow(self) -> None:
        """Read up to the line with a single dot."""
        while self.rfile.readline() not in (b".\r\n", b""):
            pass

    def say(self, answer: bytes) -> None:
        """Send one line."""
        self.wfile.write(answer + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """One thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True


def main() -> int:
    """Print the port and serve until the parent ends us."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with Server(("127.0.0.1", 0), Session) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
