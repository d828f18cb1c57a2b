"""A Prometheus of a test's own, on data made from the catalog, and what a test asks of it."""
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """Prometheus' own words for what is wrong with a query."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Prometheus:
    """Started on a folder of blocks; `config` None: no rules, no targets."""

    def __init__(self, folder, config=None):
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        if not config:
            config = os.path.join(folder, "empty.yml")
            with open(config, "w") as file:
                file.write("global: {}\n")
        self.log = os.path.join(folder, "prometheus.log")
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen(
                ["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{self.port}",
                 f"--storage.tsdb.path={folder}/data", "--storage.tsdb.retention.time=100y",
                 "--log.level=warn"], stdout=log, stderr=subprocess.STDOUT)
        self.wait()

    def wait(self):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.child.poll() is None:
            try:
                urllib.request.urlopen(self.base + "/-/ready", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        self.close()
        with open(self.log) as log:
            raise Refused("Prometheus does not start: " + log.read()[-2000:])

    def close(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait(20)

    def get(self, path, **parameters):
        data = urllib.parse.urlencode(parameters, doseq=True)
        post = None if path.startswith("label/") else data.encode()
        address = f"{self.base}/api/v1/{path}" + ("?" + data if post is None else "")
        try:
            with urllib.request.urlopen(address, post, timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise Refused(json.loads(error.read() or b'{"error": "no words"}').get("error")) from None

    def instant(self, expr, at):
        return self.get("query", query=expr, time=at)

    def range(self, expr, start, end, step):
        return self.get("query_range", query=expr, start=start, end=end, step=step)

    def label_values(self, label, selector, start, end):
        match = {"match[]": selector} if selector else {}
        return self.get(f"label/{label}/values", start=start, end=end, **match)


def fill(folder, page):
    """Blocks from an OpenMetrics page."""
    data = os.path.join(folder, "data")
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=800h", "-q", page, data],
                   check=True, capture_output=True)


def recorded(server, rule, span, step):
    """What a recording rule makes of what the server has, as lines of an OpenMetrics page. It answers with 11,000 points at most."""
    start, end = (int(moment - moment % step) for moment in span)
    for first in range(start, end + 1, 10000 * step):
        last = min(first + 9999 * step, end)
        for series in server.range(rule["expr"], first, last, step)["result"]:
            labels = {**series["metric"], **rule.get("labels", {})}
            pairs = ",".join(f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in sorted(labels.items()) if k != "__name__")
            head = f"{rule['record']}{{{pairs}}}"
            yield "".join(f"{head} {value} {time}\n" for time, value in series["values"])


def record(folder, rules, span, step):
    """Blocks that recording rules, a list of those of a file, make of what is there already, from a moment to another, every `step`
    seconds. (promtool makes such blocks, too, but each rule a block a day, and at moments that it moves by up to a step.)"""
    if not rules:
        return
    page = os.path.join(folder, "recorded.om")
    server = Prometheus(folder)
    try:
        with open(page, "w") as file:
            for rule in rules:
                file.writelines(recorded(server, rule, span, step))
            file.write("# EOF\n")
    finally:
        server.close()
    fill(folder, page)
