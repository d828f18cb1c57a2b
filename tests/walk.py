#!/usr/bin/env python3
"""Walks through a page of docs/ as its reader would, in an empty folder: what it says must come out.

Blocks of the page, in order:
  ```yaml PATH or ```lua PATH   the file PATH is written as shown; ```yaml >>PATH: this is added to it
  ```sh                         the commands are run
  ```text                       what the commands before it print; a line `…` stands for any lines
Commands without a text after them must succeed; with one, its words decide. Other blocks are read
past, as `shell` for commands of the reader's own machine. The time of a build differs from run to run and is written `N ms` before both are compared.
usage: walk.py TOCSIN PAGE
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^(`{3,})(\w+)(?: (\S+))?$")


def blocks(page):
    """Yields (line, language, path, text) of each fenced block."""
    lines, start = page.split("\n"), None
    for number, line in enumerate(lines, 1):
        if start is None and (head := FENCE.match(line)):
            start, fence, language, path = number, *head.groups()
        elif start is not None and line == fence:
            yield start, language, path, "".join(one + "\n" for one in lines[start:number - 1])
            start = None


def fits(shown, came):
    """Whether the lines that came are those shown, `…` taking any number of them."""
    if not shown:
        return not came
    if shown[0].strip() == "…":
        return any(fits(shown[1:], came[skip:]) for skip in range(len(came) + 1))
    return bool(came) and shown[0] == came[0] and fits(shown[1:], came[1:])


def plain(text):
    return [re.sub(r"\b\d+ ms$", "N ms", line.rstrip()) for line in text.rstrip("\n").split("\n")]


class Walk:
    def __init__(self, tocsin, folder):
        self.folder = folder
        self.count = self.failed = 0
        self.is_left_out = False
        self.came = None  # what the last commands printed, until a text has been held against it
        self.environment = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8",
                                PATH=os.path.dirname(tocsin) + os.pathsep + os.environ["PATH"])

    def tell(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            print("".join(f"# {line}\n" for line in why.splitlines()), end="")

    def write(self, path, text):
        mode = "a" if path.startswith(">>") else "w"
        path = os.path.join(self.folder, path.removeprefix(">>"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, mode, encoding="utf-8") as file:
            file.write(text)

    def run(self, line, text):
        self.settle()
        if "tocsin test" in text and not shutil.which("promtool"):
            self.count += 1
            self.is_left_out = True
            print(f"ok {self.count} - line {line}: tocsin test # SKIP promtool is missing")
            return
        self.is_left_out = False
        done = subprocess.run(["sh", "-c", text], cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.came = (line, text, done.returncode, done.stdout.decode())

    def settle(self):
        """Commands after which nothing is shown must have succeeded."""
        if self.came:
            line, text, status, said = self.came
            self.tell(status == 0, f"line {line}: {text.splitlines()[0]}", said)
        self.came = None

    def compare(self, line, text):
        if self.is_left_out:
            return
        if not self.came:
            self.tell(False, f"line {line}: a text", "no commands stand before it")
            return
        at, commands, _, said = self.came
        shown, came = plain(text), plain(said)
        difference = "\n".join(difflib.unified_diff(shown, came, "shown", "came", lineterm=""))
        self.tell(fits(shown, came), f"line {at}: {commands.splitlines()[0]}", difference)
        self.came = None

    def step(self, line, language, path, text):
        if path:
            self.write(path, text)
        elif language == "sh":
            self.run(line, text)
        elif language == "text":
            self.compare(line, text)


def main():
    tocsin, page = os.path.realpath(sys.argv[1]), sys.argv[2]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(tocsin, folder)
        for block in blocks(text):
            walk.step(*block)
        walk.settle()
    print(f"1..{walk.count}")
    sys.exit(walk.failed > 0 or walk.count == 0)


main()
