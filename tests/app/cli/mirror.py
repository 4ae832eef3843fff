#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server of small sets on loopback, with the faults that servers have.

The first folder of a path says how it behaves: http://127.0.0.1:PORT/cut/mnist/FILE. As a
program it prints its port and serves until its standard input ends.
"""
import hashlib
import http.server
import struct
import sys
import threading

N_TRAINING, N_VALIDATION, SIDE = 600, 100, 28
SLICE = 2000


def make_images(n, seed):
    pixels = bytes((seed + i * 7 + i // SIDE * 3) % 251 for i in range(n * SIDE * SIDE))
    return struct.pack(">IIII", 0x803, n, SIDE, SIDE) + pixels


def make_labels(n):
    return struct.pack(">II", 0x801, n) + bytes(i % 10 for i in range(n))


FILES = {
    "train-images-idx3-ubyte": make_images(N_TRAINING, 1),
    "train-labels-idx1-ubyte": make_labels(N_TRAINING),
    "t10k-images-idx3-ubyte": make_images(N_VALIDATION, 2),
    "t10k-labels-idx1-ubyte": make_labels(N_VALIDATION),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def answer(self, code, length, **headers):
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_file(self, body, mode, start):
        ranged = start > 0 and mode != "no-range"
        rest = body[start:] if ranged else body
        headers = {"Content_Range": "bytes %d-%d/%d" % (start, len(body) - 1, len(body))}
        self.answer(206 if ranged else 200, len(rest), **(headers if ranged else {}))
        if mode in ("cut", "cut-early") and len(rest) > SLICE:
            rest = rest[:max(SLICE, len(body) // 3)] if mode == "cut" else b""
            self.close_connection = True
        if mode in ("slow", "stall"):
            self.send_slowly(rest, mode)
        else:
            self.wfile.write(rest)

    def send_slowly(self, rest, mode):
        """A slice every 20 ms, or one and then nothing until the server ends."""
        for place in range(0, len(rest), SLICE):
            self.wfile.write(rest[place:place + SLICE])
            self.wfile.flush()
            if self.server.ended.wait(None if mode == "stall" else 0.02):
                self.close_connection = True
                return

    def do_GET(self):
        mode, _, path = self.path[1:].partition("/")
        start = int((self.headers["Range"] or "bytes=0-")[len("bytes="):].split("-")[0])
        body = FILES.get(path.split("/")[-1])
        self.server.asked.append((mode, path.split("/")[-1], start))
        if mode == "missing" or body is None:
            self.answer(404, 0)
        elif mode == "busy":
            self.answer(503, 0)
        elif mode == "redirect":
            self.answer(302, 0, Location="/good/" + path)
        elif mode == "circle":
            self.answer(302, 0, Location=self.path)
        elif mode == "page":
            page = b"<html>Please log in</html>"
            self.answer(200, len(page))
            self.wfile.write(page)
        elif mode == "long":
            self.send_file(body + b"more", mode, start)
        elif mode == "wrong":
            self.send_file(body[:-1] + bytes([body[-1] ^ 1]), mode, start)
        elif start >= len(body):
            self.answer(416, 0)
        else:
            self.send_file(body, mode, start)

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass


class Mirror(http.server.ThreadingHTTPServer):
    """asked: the mode, name and first byte of every request; ended: set when it shall end."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        self.asked = []
        self.ended = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self, mode):
        return "http://127.0.0.1:%d/%s" % (self.server_address[1], mode)

    def end(self):
        self.ended.set()
        self.shutdown()
        self.server_close()


def main():
    if sys.argv[1:] == ["--table"]:
        for name, body in FILES.items():
            print('{ "%s", %d,\n  "%s" },' % (name, len(body), hashlib.sha256(body).hexdigest()))
        return
    mirror = Mirror()
    print(mirror.server_address[1], flush=True)
    sys.stdin.read()
    mirror.end()


if __name__ == "__main__":
    main()
