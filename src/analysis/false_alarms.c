/*
 * False alarms: one sum over the bad events of four stretches of time.
 *
 *     hours ago   long+short        long         2 short       short        0
 *                     |  the oldest  |  the middle  |  the former  |  the last  |
 *
 * The row fires now by what the last three hold, and fired one short window before by what the
 * first three hold. Good events only move the thresholds: that of the long window is taken to
 * be the same at both moments, those of the short windows to be independent of it.
 */
#include "analysis/false_alarms.h"

#include <math.h>
#include <stddef.h>

static const double hours_in_month = 720;

/* Beyond so many bad events in the long window, counts are as good as normal. */
static const double most_errors = 2000;

/* Further from the mean than this, in standard deviations, nothing happens. */
static const double reach = 9;

/* Probabilities of 0, 1, … up to `count - 1`, or their sums from an index to the end. */
struct table {
    double *at;
    size_t count;
};

static double
poisson(double mean, double count)
{
    if (mean <= 0) {
        return count == 0 ? 1 : 0;
    }
    return exp(count * log(mean) - mean - lgamma(count + 1));
}

/* The probability of fewer than `limit`; for large means the cube root of Wilson and Hilferty,
 * right to four digits there. */
static double
poisson_below(double mean, double limit)
{
    double most = ceil(limit - 1e-9) - 1;
    if (most < 0) {
        return 0;
    }
    if (mean >= 200) {
        double part = 1 / (9 * (most + 1));
        double root = 1 - part - cbrt(mean / (most + 1));
        return erfc(-3 * sqrt(most + 1) * root / sqrt(2)) / 2;
    }
    double term = exp(-mean);
    double sum = term;
    for (double i = 1; i <= most && i < mean + reach * sqrt(mean) + 30; i++) {
        term *= mean / i;
        sum += term;
    }
    return sum < 1 ? sum : 1;
}

static struct table
table_new(struct arena *arena, double largest)
{
    size_t count = (size_t)largest + 1;
    return (struct table){ ARENA_ARRAY(arena, double, count), count };
}

static double
largest_of(double mean)
{
    return floor(mean + reach * sqrt(mean) + 10);
}

/* From the likeliest count on to both sides, each from its neighbour: rounding errors of one
 * multiplication a step, on numbers that get smaller. */
static struct table
poisson_table(struct arena *arena, double mean)
{
    struct table table = table_new(arena, largest_of(mean));
    size_t likeliest = (size_t)mean;
    table.at[likeliest] = poisson(mean, (double)likeliest);
    for (size_t i = likeliest; i > 0; i--) {
        table.at[i - 1] = table.at[i] * (double)i / mean;
    }
    for (size_t i = likeliest + 1; i < table.count; i++) {
        table.at[i] = table.at[i - 1] * mean / (double)i;
    }
    return table;
}

/* The sums of a table from each index to the end. */
static struct table
tail_of(struct arena *arena, const struct table *table)
{
    struct table tail = table_new(arena, (double)table->count);
    tail.at[table->count] = 0;
    for (size_t i = table->count; i > 0; i--) {
        tail.at[i - 1] = tail.at[i] + table->at[i - 1];
    }
    return tail;
}

static double
at_least(const struct table *tail, size_t limit, size_t have)
{
    size_t missing = limit > have ? limit - have : 0;
    return missing < tail->count ? tail->at[missing] : 0;
}

/* The row in the terms of the sum. */
struct model_row {
    double errors; /* an hour */
    double good;   /* an hour */
    double odds;   /* fires above so many bad events for each good one */
    double long_window;
    double short_window;
};

/* Each count of the short window, and that the window burns with it. */
static struct table
burning_counts(struct arena *arena, const struct model_row *row)
{
    struct table table = poisson_table(arena, row->errors * row->short_window);
    double good = row->good * row->short_window;
    table.at[0] = 0;
    for (size_t i = 1; i < table.count; i++) {
        table.at[i] *= poisson_below(good, (double)i / row->odds);
    }
    return table;
}

/* The former and the middle stretch together hold so many, and the former burns; for less than
 * `least` nobody asks. */
static struct table
convolve(
    struct arena *arena, const struct table *former, const struct table *middle, size_t least)
{
    struct table sum = table_new(arena, (double)(former->count + middle->count));
    for (size_t i = 0; i < sum.count; i++) {
        sum.at[i] = 0;
    }
    for (size_t i = 0; i < former->count; i++) {
        size_t first = least > i ? least - i : 0;
        for (size_t j = first; former->at[i] > 1e-18 && j < middle->count; j++) {
            sum.at[i + j] += former->at[i] * middle->at[j];
        }
    }
    return sum;
}

/* Fires now and did not one short window before, when the long window needs `limit` bad events:
 * the last stretch burns and has what the two before it lack, less where the former burnt as
 * well and the oldest had it too. */
struct stretches {
    struct table last;   /* from so many on, and burning */
    struct table before; /* the former and the middle, all of it */
    struct table burnt;  /* the same where the former burns */
    struct table oldest; /* from so many on */
};

static double
begins(const struct stretches *stretches, size_t limit)
{
    double sum = 0;
    size_t most = stretches->last.count; /* the last stretch holds less than that */
    for (size_t have = limit > most ? limit - most : 0; have < stretches->burnt.count; have++) {
        double now = at_least(&stretches->last, limit, have);
        double all = have < stretches->before.count ? stretches->before.at[have] : 0;
        double fired = stretches->burnt.at[have] * at_least(&stretches->oldest, limit, have);
        sum += now * (all > fired ? all - fired : 0);
    }
    return sum;
}

/* How far what the long window asks for goes to both sides of what it asks for in the mean. */
static double
spread_of_limits(const struct model_row *row)
{
    return reach * row->odds * sqrt(row->good * row->long_window) + 2;
}

/* The fewest bad events that the long window ever asks for. */
static double
first_limit(const struct model_row *row)
{
    double middle = row->odds * row->good * row->long_window;
    double spread = spread_of_limits(row);
    return middle > spread + 1 ? floor(middle - spread) : 1;
}

/* Over all numbers of good events in the long window, each of which asks for so many bad ones.
 */
static double
begins_at_any(const struct stretches *stretches, const struct model_row *row)
{
    double good = row->good * row->long_window;
    double middle = row->odds * good;
    double spread = spread_of_limits(row);
    double first = first_limit(row);
    double below = poisson_below(good, (first - 1) / row->odds);
    double most = (double)(stretches->last.count + stretches->burnt.count);
    double end = fmin(middle + spread + 10, most);
    double sum = 0;
    for (double limit = first; limit <= end; limit++) {
        double next = poisson_below(good, limit / row->odds);
        if (next - below > 1e-12) {
            sum += (next - below) * begins(stretches, (size_t)limit);
        }
        below = next;
    }
    return sum;
}

static double
chance_of_beginning(struct arena *arena, const struct model_row *row)
{
    double rest = row->long_window - 2 * row->short_window;
    struct table middle = poisson_table(arena, rest > 0 ? row->errors * rest : 0);
    struct table burning = burning_counts(arena, row);
    struct table any = poisson_table(arena, row->errors * row->short_window);
    struct table last = tail_of(arena, &burning);
    size_t limit = (size_t)first_limit(row);
    size_t least = limit > last.count ? limit - last.count : 0; /* see `begins` */
    struct stretches stretches = {
        .last = last,
        .before = poisson_table(arena, row->errors * (row->long_window - row->short_window)),
        .burnt = convolve(arena, &burning, &middle, least),
        .oldest = tail_of(arena, &any),
    };
    return begins_at_any(&stretches, row);
}

double
false_alarms_of(struct arena *arena, const struct false_alarm_row *row)
{
    double traffic = row->traffic;
    double burn = row->burn;
    double errors = traffic * row->budget * row->long_window;
    double deviations = (burn - 1) * sqrt(errors / (1 + burn * burn * row->budget));
    if (burn * row->budget >= 1 || deviations > reach) {
        return 0;
    }
    if (deviations < -reach) {
        return INFINITY;
    }
    if (errors > most_errors) { /* fewer events, and the threshold as far away as before */
        burn = 1 + (burn - 1) * sqrt(errors / most_errors);
        traffic *= most_errors / errors;
    }
    double threshold = burn * row->budget;
    if (burn <= 0 || threshold >= 1) {
        return 0;
    }
    struct model_row counted = {
        .errors = traffic * row->budget,
        .good = traffic * (1 - row->budget),
        .odds = threshold / (1 - threshold),
        .long_window = row->long_window,
        .short_window = row->short_window,
    };
    return hours_in_month / row->short_window * chance_of_beginning(arena, &counted);
}
