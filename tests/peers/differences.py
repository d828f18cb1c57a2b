"""Where Sloth and Pyrra are not right, so that Tocsin must differ: each case tells what happened by the input itself, what they
say of it and what Tocsin says, and fails when one of the three is not as known."""
import math
import os
import shutil
import subprocess

import published
import rules
import traffic
from traffic import Stretch

EPOCH = 1_800_000_000 // 60 * 60  # after the comparisons
SLOT = 90 * 86400


def slo_named(name):
    return next(slo for slo in published.SLOTH + published.PYRRA if slo.name == name)


def tell(server, slot, slo, folder, story, theirs, traffic_of=None):
    """Both sides' recordings over the story. Returns where it starts and ends."""
    start = EPOCH + slot * SLOT
    end = start + (traffic.length(story) - 1) * 60
    server.write((traffic_of or slo.traffic).series(story, start, f"d{slot}"))
    for recordings in (rules.of_tocsin(folder, slo.name, False)[0], theirs):
        for recording in recordings:
            rules.record(server, recording, start + 60, end)
    return start, end


def value(server, expr, second):
    found = server.at(expr, second)
    return found[0][1] if found else None


def truth(story):
    """The share of bad events, counted from the input."""
    events = sum(stretch.minutes * stretch.rate for stretch in story)
    return sum(stretch.minutes * stretch.rate * stretch.bad for stretch in story) / events


def about(one, other):
    return one is not None and math.isclose(one, other, rel_tol=0.02, abs_tol=1e-7)


def percent(number):
    return "nothing" if number is None else "NaN" if math.isnan(number) else f"{number * 100:.3f}%"


def variant(tocsin, folder, tool, name, old, new):
    """Our spec with a text replaced, compiled: (whether it was accepted, the messages, the folder)."""
    copy = os.path.join(folder, "variant")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(os.path.join(os.path.dirname(os.path.abspath(__file__)), tool), copy)
    path = os.path.join(copy, name + ".yaml")
    with open(path) as file:
        text = file.read()
    assert text.count(old) == 1, old
    with open(path, "w") as file:
        file.write(text.replace(old, new))
    made = subprocess.run([tocsin, "build", copy, "-o", copy + ".out"], capture_output=True, text=True,
                          env=dict(os.environ, NO_COLOR="1"))
    return made.returncode == 0, made.stderr, copy + ".out"


def of_period(server, folder, slot, story):
    """The share of bad events in the whole window, and what is left of the budget: truth, theirs, ours."""
    slo = slo_named("myservice-requests-availability")
    recordings = rules.of_sloth(slo)[0]
    _, end = tell(server, slot, slo, folder, story, [one for one in recordings if one.name.endswith("ratio_rate5m")])
    for recording in rules.sloth_period(slo):
        rules.record(server, recording, end, end)
    theirs = value(server, "slo:sli_error:ratio_rate30d" + rules.braces(rules.sloth_ids(slo)), end)
    left = value(server, "slo:period_error_budget_remaining:ratio" + rules.braces(rules.sloth_ids(slo)), end)
    ours = value(server, f'slo:errors:ratio_rate30d{{slo="{slo.name}"}}', end)
    our_left = value(server, f'slo:error_budget_remaining:ratio{{slo="{slo.name}"}}', end)
    text = (f"bad events: {percent(truth(story))} of the input; Sloth {percent(theirs)}, Tocsin {percent(ours)}\n"
            f"budget left: {percent(1 - truth(story) / slo.budget)}; Sloth {percent(left)}, Tocsin {percent(our_left)}")
    return end, theirs, ours, text


def busy_hour(server, folder, tocsin):
    story = [Stretch(23 * 60, 0, 10 / 60), Stretch(60, 0.005, 10000 / 60)]
    _, theirs, ours, text = of_period(server, folder, 0, story)
    return about(ours, truth(story)) and theirs < truth(story) / 10, text


def idle_minutes(server, folder, tocsin):
    story = [Stretch(120, 0.0004), Stretch(20, 0, 0), Stretch(120, 0.0004)]
    end, theirs, ours, text = of_period(server, folder, 1, story)
    slo = slo_named("myservice-requests-availability")
    later = value(server, rules.sloth_period(slo)[0].expr, end + 29 * 86400)
    text += f"\n29 days later: Sloth {percent(later)}"
    return about(ours, truth(story)) and math.isnan(theirs) and math.isnan(later), text


class OnlyGood:
    """The series of bad events does not exist before the first one."""

    def __init__(self, counters):
        self.counters = counters

    def series(self, *story):
        return [(labels, samples) for labels, samples in self.counters.series(*story) if samples[-1][1] > 0]


def no_error_yet(server, folder, tocsin):
    lines, is_fine = [], True
    for slot, (name, series, theirs_of) in enumerate([
            ("myservice-requests-availability", "slo:sli_error:ratio_rate1h", rules.of_sloth),
            ("nginx-api-errors", "nginx_ingress_controller_requests:burnrate1h", rules.of_pyrra)]):
        slo = slo_named(name)
        traffic_of = OnlyGood(slo.traffic)
        traffic_of.counters.noise = None
        _, end = tell(server, 2 + slot, slo, folder, [Stretch(180, 0)], theirs_of(slo)[0], traffic_of)
        mine = rules.braces({"slo": name} if slo.tool == "pyrra" else rules.sloth_ids(slo))
        theirs, ours = value(server, series + mine, end), value(server, f'slo:errors:ratio_rate1h{{slo="{name}"}}', end)
        left = value(server, f'slo:error_budget_remaining:ratio{{slo="{name}"}}', end)
        is_fine = is_fine and theirs is None and ours == 0 and left == 1
        lines.append(f"bad events of an hour: 0%; {slo.tool.title()} {percent(theirs)}, Tocsin {percent(ours)}; "
                     f"budget left: {percent(left)}")
    return is_fine, "\n".join(lines)


def another_owner(server, folder, tocsin):
    slo, story = slo_named("myservice-requests-availability"), [Stretch(120, 0.0004)]
    fails = ""
    for slot, owner in ((4, "myteam"), (4, "anotherteam")):
        start = EPOCH + slot * SLOT + (owner != "myteam") * 120 * 60
        server.write(slo.traffic.series(story, start, f"d{slot}-{owner}"))
        for recording in rules.of_sloth(slo, {"owner": owner})[0][:1]:
            rules.record(server, recording, start + 120, start + 119 * 60)
    end = start + 119 * 60
    try:
        for recording in rules.sloth_period(slo, {"owner": owner}):
            rules.record(server, recording, end, end)
    except rules.SameLabels as error:
        fails = str(error)
    is_built, messages, changed = variant(tocsin, folder, "sloth", "getting-started", "owner: myteam", "owner: anotherteam")
    before, after = (rules.of_tocsin(place, slo.name, False)[0] for place in (folder, changed))
    text = f"Sloth's rule fails for 30 days: {fails or 'it does not'}\nTocsin's recordings are the same: {before == after}"
    return bool(fails) and is_built and before == after, text


def alerts_during(server, folder, slot, slo, story, key_of_ours):
    """The minutes in which each alert of theirs and of ours fires."""
    theirs_of = rules.of_pyrra if slo.tool == "pyrra" else rules.of_sloth
    recordings, alerts = theirs_of(slo)
    start, end = tell(server, slot, slo, folder, story, recordings)
    minutes = {}
    for side, list_of in (("theirs", alerts), ("ours", rules.of_tocsin(folder, slo.name, slo.tool == "pyrra")[1])):
        for alert in list_of:
            fired = rules.firing(server, alert, slo.by, start + 60, end)
            minutes[side, alert.key] = minutes.get((side, alert.key), set()).union(*fired.values())
    return len(minutes["theirs", key_of_ours]), len(minutes.get(("ours", key_of_ours), ())), len(set().union(*minutes.values()))


def kept_promise(server, folder, tocsin):
    slo = slo_named("myservice-7d")
    story = [Stretch(75 * 60, 0.99 * slo.budget)]
    theirs, ours, _ = alerts_during(server, folder, 5, slo, story, "ticket")
    is_built, messages, _ = variant(tocsin, folder, "sloth", "windows", "{alert: ticket, long: 3d, short: 6h, burn: 1}",
                                    "{alert: ticket, long: 3d, short: 6h, share: 42%}")
    text = (f"99% of the budget is spent in the week; the ticket fires in {theirs} minutes of Sloth, {ours} of Tocsin\n"
            f"Sloth's row in our spec: {'accepted' if is_built else messages.splitlines()[0]}")
    return theirs > 0 and ours == 0 and "burn-rate-below-one" in messages, text


def wrong_part(server, folder, tocsin):
    slo = published.NGINX_LATENCY
    slo.traffic = slo.traffic.beside(status="502")
    theirs, ours, _ = alerts_during(server, folder, 6, slo, [Stretch(60, 0)], "page slow")
    text = f"every answer is good and fast; the page fires in {theirs} minutes of Pyrra, {ours} of Tocsin"
    return theirs > 50 and ours == 0, text


def unreachable(server, folder, tocsin):
    slo = slo_named("caddy-response-latency")
    theirs, _, others = alerts_during(server, folder, 7, slo, [Stretch(60, 0), Stretch(180, 1)], "page fast")
    is_built, messages, _ = variant(tocsin, folder, "pyrra", "caddy-response-latency", "      rows:\n",
                                    "      rows:\n        - {alert: page, long: 1h, short: 5m, burn: 14}\n")
    text = (f"every answer is slow for 3 hours; the fast page fires in {theirs} minutes of Pyrra (another alert in {others})\n"
            f"Pyrra's row in our spec: {'accepted' if is_built else messages.splitlines()[0]}")
    return theirs == 0 and others > 100 and "unreachable-burn-rate" in messages, text


DIFFERENCES = {
    "a busy hour after a quiet day: Sloth averages ratios": busy_hour,
    "twenty idle minutes: Sloth's budget is NaN for the whole period": idle_minutes,
    "no error has happened yet: neither has a series": no_error_yet,
    "another owner: Sloth's budget is gone for the whole period": another_owner,
    "a promise that is kept: Sloth's table of 7 days opens a ticket": kept_promise,
    "only failed answers count as good: Pyrra takes what is no part": wrong_part,
    "a burn rate of 140%: Pyrra has a row that can never fire": unreachable,
}
