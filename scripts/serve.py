"""Serve a folder on this machine only, on the first free port from --port on."""

import argparse
import contextlib
import functools
import http.server


class Handler(http.server.SimpleHTTPRequestHandler):
    """Never cached, and silent but for errors."""

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_request(self, *_):
        pass


class QuietHandler(Handler):
    """Silent altogether, for tests, also when a browser hangs up."""

    def handle(self):
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_):
        pass


def open_server(folder, port, handler=Handler):
    """A server of `folder` on 127.0.0.1, on `port` or the next free one (0: any)."""
    handler = functools.partial(handler, directory=folder)
    for candidate in [0] if port == 0 else range(port, min(port + 100, 65536)):
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise SystemExit(f"No free port from {port} on: choose another with PORT=9000.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    with open_server(options.folder, options.port) as server:
        host, port = server.server_address[:2]
        print(
            f"Serving the book at http://{host}:{port}/ (Ctrl-C stops it)", flush=True
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
