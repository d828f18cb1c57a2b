#!/usr/bin/env python3
"""Compares the parsers of templates and matchers with promtool 2.42 and amtool 0.25.

Takes good texts, breaks them in a thousand fixed ways, and asks both sides about each. What we take
the tools must take too, and a matcher must print alike; what they take we may refuse only for the
few documented reasons below.

Usage: languages.py VERDICT_PROGRAM [SEED]; skipped (77) without the tools.
"""
import itertools, json, os, random, re, subprocess, sys, tempfile

TEMPLATES = [
    '{{ $labels.instance }} has {{ $value | humanizePercentage }} of {{ .Value }}',
    '{{ if eq $labels.a "b" }}x{{ else if gt $value 1.5 }}y{{ else }}z{{ end }}',
    '{{ range $i, $x := query "up" }}{{ $i }}{{ $x.Labels.job }}{{ break }}{{ else }}n{{ end }}',
    '{{ with $x := query `up` | first }}{{ .Value }}{{ $x.Value }}{{ end }}',
    '{{- /* note */ -}} {{ define "a" }}{{ . }}{{ end }}{{ template "a" $value }}',
    '{{ block "b" . }}{{ .Labels.x }}{{ end }} {{- " " -}} {{ (index $labels "a-b") | title }}',
    '{{ $y := 1 }}{{ $y = 0x1F }}{{ printf "%v %c %s" $y \'x\' (print "a\\n" `b`) }}',
    '{{ range query "a" }}{{ if .Value }}{{ continue }}{{ end }}{{ end }}{{ true }}{{ $ }}',
    '{{ (query "up" | first).Value }}{{ -1.5e3 }}{{ +.5 }}{{ not nil }}{{ "\\u00e9\\x41\\"" }}',
]
MATCHERS = [
    'severity="critical"', 'a=b', 'team=~"x|y",env!="prod"', '{a="b", c!~"d.*"}', 'a = "b c"',
    'a="x\\"y\\\\z\\n"', 'a=~^x+$', ' _a:b != "" ', 'a="{b},c"', 'a=', '{}', 'a="größe"',
]
STRICTER_TEMPLATES = ['nothing stands behind', 'template-type:']
STRICTER_MATCHERS = ['needs quotes', 'unknown operator', 'single quotes', 'without its']
PIECES = ['{{', '}}', '{{ end }}', '{{ else }}', '(', ')', '|', '"', "'", '`', '.', '$', '$x', ' ', ':=',
          '=', '==', '!', '~', ',', '\\', '-', '- ', '{', '}', 'x', '1', 'nil', '\n', '.a', 'end', '/*', '*/']


def mutate(rng, text):
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        kind = rng.randint(0, 3)
        if kind == 0:
            text = text[:at] + text[at + rng.randint(1, 4):]
        elif kind == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 2:
            to = rng.randint(0, len(text))
            text = text[:at] + text[min(at, to):max(at, to)] + text[at:]
        else:
            text = text[:at] + rng.choice(PIECES) + text[at + 1:]
    return text


def corpus(rng, seeds, count):
    texts = list(seeds)
    while len(texts) < count:
        texts.append(mutate(rng, rng.choice(seeds)))
    return list(dict.fromkeys(texts))


def ours(program, what, version, texts):
    data = '\0'.join(texts) + '\0'
    out = subprocess.run([program, what, version], input=data.encode(), stdout=subprocess.PIPE, check=True)
    lines = out.stdout.decode().split('\n')[:-1]
    if len(lines) != len(texts):
        sys.exit(f'{len(texts)} texts, {len(lines)} answers')
    return [line.split('\t', 1) for line in lines]


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def promtool_refuses(folder, texts):
    path = os.path.join(folder, 'rules.yml')
    with open(path, 'w') as file:
        file.write('groups:\n- name: a\n  rules:\n')
        for i, text in enumerate(texts):
            file.write(f'  - {{alert: A{i}, expr: up, annotations: {{s: {quoted(text)}}}}}\n')
    said = subprocess.run(['promtool', 'check', 'rules', path], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout.decode()
    return {int(m.group(1)): m.group(2) for m in re.finditer(r'rule \d+, "A(\d+)": (.*)', said)}


def compare_templates(folder, program, rng):
    texts = [t for t in corpus(rng, TEMPLATES, 1500) if t.strip()]
    refused = promtool_refuses(folder, texts)
    failures = 0
    for i, (verdict, detail) in enumerate(ours(program, 'template', '2.42', texts)):
        is_stricter = verdict == 'bad' and any(reason in detail for reason in STRICTER_TEMPLATES)
        if (verdict == 'bad') != (i in refused) and not is_stricter:
            failures += 1
            print(f'template {texts[i]!r}: we say {verdict} {detail}; promtool: {refused.get(i, "ok")}')
    print(f'{len(texts)} templates, {len(refused)} refused by promtool, {failures} judged differently')
    return failures


def write_config(folder, name, matchers):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write('route:\n  receiver: x\n  routes:\n')
        for text in matchers:
            file.write(f'  - matchers: [{quoted(text)}]\n')
        file.write('receivers: [{name: x}]\n')
    return path


def amtool_accepts(folder, texts):
    paths = [write_config(folder, f'm{i}.yml', [text]) for i, text in enumerate(texts)]
    said = subprocess.run(['amtool', 'check-config'] + paths, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout.decode()
    verdicts = re.findall(r"Checking '[^']*/m(\d+)\.yml' +(SUCCESS|FAILED)", said)
    return {int(i) for i, verdict in verdicts if verdict == 'SUCCESS'}


def amtool_prints(folder, texts):
    path = write_config(folder, 'all.yml', texts)
    said = subprocess.run(['amtool', 'config', 'routes', 'show', '--config.file=' + path],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    return re.findall(r'── (.*?)  receiver: x', said)[1:]


def prints_alike(printed, theirs):
    """amtool sorts the matchers of a route, and calls one without any the default route."""
    if printed == '':
        return theirs == 'default-route'
    orders = itertools.permutations(printed.split('\x1f'))
    return any('{' + ','.join(order) + '}' == theirs for order in itertools.islice(orders, 1000))


def compare_matchers(folder, program, rng):
    texts = [t for t in corpus(rng, MATCHERS, 500) if '\n' not in t]
    accepted = amtool_accepts(folder, texts)
    answers = ours(program, 'matcher', '0.25', texts)
    failures = 0
    both = []
    for i, (verdict, detail) in enumerate(answers):
        may_be_stricter = i in accepted and any(reason in detail for reason in STRICTER_MATCHERS)
        if (verdict == 'ok') == (i in accepted) and verdict != 'bad':
            both.append(i)
        elif verdict == 'ok' or (i in accepted and not may_be_stricter):
            failures += 1
            print(f'matcher {texts[i]!r}: we say {verdict} {detail}; amtool: {i in accepted}')
    # What only the newer syntax takes is printed in a form that amtool must take all the same.
    shown = [texts[i] if answers[i][0] == 'ok' else answers[i][1].replace('\x1f', ',') for i in both]
    printed = amtool_prints(folder, shown)
    for i, theirs in zip(both, printed):
        if not prints_alike(answers[i][1], theirs):
            failures += 1
            print(f'matcher {texts[i]!r}: we print {answers[i][1]!r}; amtool {theirs}')
    if len(printed) != len(both):
        failures += 1
        print(f'{len(both)} routes, amtool shows {len(printed)}')
    print(f'{len(texts)} matchers, {len(accepted)} accepted by amtool, {failures} judged differently')
    return failures


def version_of(tool):
    try:
        out = subprocess.run([tool, '--version'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return out.stdout.decode()
    except OSError:
        return ''


def main():
    if 'version 2.42.' not in version_of('promtool') or 'version 0.25.' not in version_of('amtool'):
        print('no promtool 2.42 or no amtool 0.25')
        return 77
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with tempfile.TemporaryDirectory() as folder:
        failures = compare_templates(folder, sys.argv[1], rng)
        failures += compare_matchers(folder, sys.argv[1], rng)
    return 1 if failures else 0


sys.exit(main())
