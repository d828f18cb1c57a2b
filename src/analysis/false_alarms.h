/*
 * How often a row of the burn rate table would fire although all is well.
 *
 * The model: events come at random and independently of each other, so many an hour, and each
 * is bad with a probability of just the error budget; the service meets its objective, and not
 * by more than that. Both counts of every window are then Poisson numbers, and the row fires
 * when the share of bad events is above its threshold in the long and in the short window. An
 * alarm is counted where it fires and did not one short window before: that long an alert stays
 * after its cause, so what comes back within it is the same one. A month has 30 days.
 *
 * What it does not know: errors of real services come in bursts and their traffic has nights
 * (both give more alarms), most services are better than their objective (fewer). Alarms that
 * are over within less than a short window are counted in part, and one that goes on and off
 * for long may be counted again. tests/slo/false_alarms.py simulates the model: the number is
 * that of the simulation (a quarter less for objectives as low as 50%), and within two fifths
 * of how often the row begins to fire after a silence of one short window.
 */
#ifndef TOCSIN_ANALYSIS_FALSE_ALARMS_H
#define TOCSIN_ANALYSIS_FALSE_ALARMS_H

#include "base/arena.h"

struct false_alarm_row {
    double traffic;      /* events an hour */
    double budget;       /* the share that may be bad, between 0 and 1 */
    double burn;         /* fires above so many budgets */
    double long_window;  /* hours */
    double short_window; /* hours, shorter */
};

/* The expected number in a month; infinity when it never stops firing. The arena is for tables,
 * at most a few hundred kilobytes. */
double false_alarms_of(struct arena *arena, const struct false_alarm_row *row);

#endif
