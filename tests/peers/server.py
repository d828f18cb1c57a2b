"""A Prometheus of one's own, for histories that never happened: samples of any age are written over remote write, in one go and
then as rules make more of them, and asked for minute by minute.

The head block is made so large that nothing is too old for it, and nothing is compacted. A sample is found only at the minute that
it belongs to, as with the staleness markers that a server's own rules leave."""
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import threading
import time
import urllib.parse

CONFIG = "global: {scrape_interval: 30s, evaluation_interval: 1m}\n"
POINTS = 10000  # the most that one range query answers is 11,000 a series


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def block(field, data):
    return bytes([field << 3 | 2]) + varint(len(data)) + data


def encode(labels, samples):
    """One TimeSeries of a WriteRequest; samples are (seconds, value)."""
    parts = []
    for name in sorted(labels):
        parts.append(block(1, block(1, name.encode()) + block(2, labels[name].encode())))
    pack = struct.Struct("<d").pack
    for second, value in samples:
        stamp = varint(int(second * 1000))
        parts.append(b"\x12" + bytes([10 + len(stamp)]) + b"\x09" + pack(value) + b"\x10" + stamp)
    return block(1, b"".join(parts))


def snappy(data):
    """Snappy's block format without compression: one literal."""
    return varint(len(data)) + b"\xfc" + struct.pack("<I", len(data) - 1) + data


class Server:
    def __init__(self, work):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.connections = threading.local()
        config = os.path.join(work, "prometheus.yml")
        with open(config, "w") as file:
            file.write(CONFIG)
        self.log = os.path.join(work, "prometheus.log")
        self.child = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{self.port}",
             f"--storage.tsdb.path={work}/data", "--storage.tsdb.retention.time=100y", "--web.enable-remote-write-receiver",
             "--storage.tsdb.min-block-duration=20000d", "--storage.tsdb.max-block-duration=20000d",
             "--query.lookback-delta=59s", "--query.max-samples=500000000", "--log.level=warn"],
            stdout=open(self.log, "wb"), stderr=subprocess.STDOUT)
        self.wait()

    def wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.child.poll() is None:
            try:
                if self.ask("GET", "/-/ready", None, {})[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("prometheus does not start:\n" + open(self.log).read())

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()

    def ask(self, method, path, body, headers):
        """One connection a thread, kept open."""
        for is_last in (False, True):
            try:
                if not hasattr(self.connections, "one"):
                    self.connections.one = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                self.connections.one.request(method, path, body, headers)
                answer = self.connections.one.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                del self.connections.one
                if is_last:
                    raise

    def write(self, series):
        """`series` is a list of (labels, samples), each in order of time."""
        body = b"".join(encode(labels, samples) for labels, samples in series if samples)
        if not body:
            return
        headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy",
                   "X-Prometheus-Remote-Write-Version": "0.1.0"}
        status, text = self.ask("POST", "/api/v1/write", snappy(body), headers)
        if status not in (200, 204):
            raise RuntimeError(f"remote write: {status} {text.decode()}")

    def get(self, path, values):
        body = urllib.parse.urlencode(values)
        status, text = self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(text)
        if answer["status"] != "success":
            raise RuntimeError(f"{values['query']}: {answer.get('error')} ({status})")
        return answer["data"]["result"]

    def range(self, expr, start, end):
        """What the expression was at each full minute: a list of (labels, samples)."""
        found = {}
        while start <= end:
            last = min(end, start + (POINTS - 1) * 60)
            for one in self.get("/api/v1/query_range", {"query": expr, "start": start, "end": last, "step": 60}):
                found.setdefault(tuple(sorted(one["metric"].items())), []).extend((t, float(v)) for t, v in one["values"])
            start = last + 60
        return [(dict(labels), samples) for labels, samples in found.items()]

    def at(self, expr, second):
        """What the expression was at that second: a list of (labels, value)."""
        return [(one["metric"], float(one["value"][1])) for one in self.get("/api/v1/query", {"query": expr, "time": second})]
