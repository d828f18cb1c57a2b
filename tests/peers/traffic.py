"""What happened: a story is a list of stretches, each so many minutes with a share of bad events, and traffic makes the series of a
metric of it, scraped every 30 seconds, 7 seconds after the minute."""
import collections

SCRAPE, OFFSET = 30, 7

Stretch = collections.namedtuple("Stretch", "minutes bad rate", defaults=(100,))  # rate: events a second


def length(story):
    return sum(stretch.minutes for stretch in story)


def samples_of(story, start):
    """(second, share of bad events, events since the last scrape) for each scrape."""
    second = start + OFFSET
    for stretch in story:
        for _ in range(stretch.minutes * 60 // SCRAPE):
            yield second, stretch.bad, stretch.rate * SCRAPE
            second += SCRAPE


class Counters:
    """One counter whose label tells bad events, or a counter of all and one of bad events. With `groups`, so much of the story's
    bad share for each. `noise` is a series that no selector reads."""

    def __init__(self, metric, labels, good, bad, errors=None, groups=None, noise=None):
        self.metric, self.labels, self.good, self.bad = metric, labels, good, bad
        self.errors, self.groups, self.noise = errors, groups or [({}, 1)], noise

    def series(self, story, start, instance):
        found = []
        for group, part in self.groups:
            labels = dict(self.labels, instance=instance, **group)
            good_sum, bad_sum, good, bad = 0, 0, [], []
            for second, share, events in samples_of(story, start):
                bad_sum += events * share * part
                good_sum += events * (1 if self.errors else 1 - share * part)
                good.append((second, good_sum))
                bad.append((second, bad_sum))
            found.append((dict(labels, __name__=self.metric, **self.good), good))
            found.append((dict(labels, __name__=self.errors or self.metric, **self.bad), bad))
        if self.noise:
            found.append((dict(self.noise, __name__=self.metric, instance=instance),
                          [(second, 1000 + second - start) for second, _, _ in samples_of(story, start)]))
        return found


class Histogram:
    """Only what is read of a classic histogram: its count and the bucket of the bound. Noise is always above the bound."""

    def __init__(self, metric, labels, le, noise=None):
        self.metric, self.labels, self.le, self.noise, self.others = metric, labels, le, noise, []

    def series(self, story, start, instance):
        labels = dict(self.labels, instance=instance)
        whole, below, count, bucket = 0, 0, [], []
        for second, share, events in samples_of(story, start):
            whole += events
            below += events * (1 - share)
            count.append((second, whole))
            bucket.append((second, below))
        found = [(dict(labels, __name__=self.metric + "_count"), count),
                 (dict(labels, __name__=self.metric + "_bucket", le=self.le), bucket)]
        if self.noise:
            labels = dict(self.noise, instance=instance)
            found.append((dict(labels, __name__=self.metric + "_count"), count))
            found.append((dict(labels, __name__=self.metric + "_bucket", le=self.le), [(second, 0) for second, _ in count]))
        return found + self.others_at(count, instance)

    def beside(self, **labels):
        """With series of other labels, which exist but never count."""
        self.others.append(dict(self.labels, **labels))
        return self

    def others_at(self, times, instance):
        still = [(second, 0) for second, _ in times]
        return [(dict(labels, instance=instance, **extra), still) for labels in self.others
                for extra in ({"__name__": self.metric + "_count"}, {"__name__": self.metric + "_bucket", "le": self.le})]


class Gauge:
    """Some series that all say how much is good."""

    def __init__(self, metric, labels, count):
        self.metric, self.labels, self.count = metric, labels, count

    def series(self, story, start, instance):
        samples = [(second, 1 - share) for second, share, _ in samples_of(story, start)]
        return [(dict(self.labels, __name__=self.metric, instance=f"{instance}-{i}"), samples) for i in range(self.count)]


class Clients:
    """Some series that are each good or bad, a minute at a time, so that the share of bad ones comes out over time."""

    def __init__(self, metric, labels, count, bad, good):
        self.metric, self.labels, self.count, self.bad, self.good = metric, labels, count, bad, good

    def series(self, story, start, instance):
        found = []
        for i in range(self.count):
            owed, value, samples = i / self.count, self.good, []
            for second, share, _ in samples_of(story, start):
                if (second - OFFSET) % 60 == 0:
                    owed += share
                    value = self.bad if owed >= 1 - 1e-9 else self.good
                    owed -= 1 if owed >= 1 - 1e-9 else 0
                samples.append((second, value))
            found.append((dict(self.labels, __name__=self.metric, instance=f"{instance}-{i}"), samples))
        return found


def around(row, budget):
    """Just below the row's burn rate for its long window, then just above it for long enough to fire."""
    below, above = (min(1, part * row.factor * budget) for part in (0.95, 1.1))
    return [Stretch(row.long + 20, below), Stretch(row.long // 2 + 40, above)]


def incidents(rows, budget):
    """An outage; both sides of both pages; bursts; an idle night and an outage at its end: hours of quiet after each."""
    quiet = Stretch(max(row.short for row in rows) + 60, 0)
    story = [Stretch(20, 1), quiet]
    for row in rows[:2]:
        if row.factor * budget < 0.9:
            story += around(row, budget) + [quiet]
    bursts = [Stretch(5, min(1, 40 * budget)), Stretch(30, 0), Stretch(10, min(0.5, 100 * budget)), Stretch(25, 0),
              Stretch(8, min(0.7, 60 * budget), 400), Stretch(90, 0, 25)]
    return story + bursts + [Stretch(100, 0, 0), Stretch(12, 1, 3), Stretch(120, 0)]


def long_incidents(rows, budget):
    """A trickle that no row sees, both sides of the slow ticket, and of the fast one after it."""
    quiet = Stretch(rows[3].short + 60, 0)
    return [Stretch(600, 0.5 * budget)] + around(rows[3], budget) + [quiet] + around(rows[2], budget) + [quiet]
