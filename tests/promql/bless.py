#!/usr/bin/env python3
"""Writes the expectations of the parser corpus anew: bless.py TOCSIN FILE...

A file holds cases of the form

    ==== title | grafana | experimental | 2.42
    expression
    ----
    type: vector
    printed: expression
    (s-expression)

or, for a wrong one, `error: message` and `at: BYTE LENGTH`. The words behind the title are the
options. tests/unit/promql_corpus_test.c checks what this writes; read the difference before you
commit it.
"""
import json
import subprocess
import sys


def answer(tocsin, options, expression):
    arguments = ["--sexpr"]
    for option in options:
        arguments += ["--prometheus", option] if option[0].isdigit() else ["--" + option]
    done = subprocess.run([tocsin, "promql", "-0", *arguments, "-"], check=True,
                          input=expression.encode() + b"\0", stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    if not found["ok"]:
        return [f"error: {found['error']}", f"at: {found['at']} {found['len']}"]
    return [f"type: {found['type']}", f"printed: {found['printed']}", found["sexpr"]]


def main():
    tocsin = sys.argv[1]
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        out = []
        for case in text.split("==== ")[1:]:
            head, body = case.split("\n", 1)
            expression = body.split("\n----")[0].rstrip("\n")
            options = [word.strip() for word in head.split("|")[1:]]
            out.append("\n".join(["==== " + head, expression, "----",
                                  *answer(tocsin, options, expression)]) + "\n")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(out))


if __name__ == "__main__":
    main()
