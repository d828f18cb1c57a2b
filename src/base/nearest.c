/*
 * Optimal string alignment over three rows; names are short, so rows live on the stack.
 */
#include "base/nearest.h"

#include <stdint.h>

enum {
    LONGEST = 64,
    SHORTEST_BEGINNING = 5, /* shorter words begin too many names */
};

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Which letters a word has, a bit for each and one for all other characters of the same rest.
 */
static uint32_t
letters_of(struct str word)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < word.len; i++) {
        letters |= 1U << (lower(word.at[i]) & 31);
    }
    return letters;
}

/* A change takes one letter out and puts one in, an exchange none. */
static bool
differ_in_letters(struct str a, struct str b, size_t changes)
{
    uint32_t different = letters_of(a) ^ letters_of(b);
    size_t count = 0;
    for (; different; different &= different - 1) {
        count++;
    }
    return count > 2 * changes;
}

size_t
nearest_distance(struct str a, struct str b, size_t limit)
{
    size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (gap > limit || a.len > LONGEST || b.len > LONGEST || differ_in_letters(a, b, limit)) {
        return limit + 1;
    }
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = lower(a.at[i - 1]) == lower(b.at[j - 1]) ? 0 : 1;
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + change);
            if (i > 1 && j > 1 && lower(a.at[i - 1]) == lower(b.at[j - 2]) &&
                lower(a.at[i - 2]) == lower(b.at[j - 1]) && two_above[j - 2] + 1 < row[j]) {
                row[j] = two_above[j - 2] + 1;
            }
        }
    }
    size_t distance = rows[a.len % 3][b.len];
    return distance > limit ? limit + 1 : distance;
}

void
nearest_begin(struct nearest *nearest, struct str wanted)
{
    size_t limit = wanted.len / 3 > 1 ? wanted.len / 3 : 1;
    *nearest = (struct nearest){ .wanted = wanted, .distance = limit + 1 };
}

void
nearest_offer(struct nearest *nearest, struct str candidate)
{
    if (nearest->distance == 0) {
        return;
    }
    size_t distance = nearest_distance(nearest->wanted, candidate, nearest->distance - 1);
    bool is_beginning = nearest->wanted.len >= SHORTEST_BEGINNING &&
                        candidate.len > nearest->wanted.len &&
                        str_starts_with(candidate, nearest->wanted);
    if (is_beginning && nearest->best.len == 0) {
        distance = nearest->distance - 1; /* `active` for `active_time_intervals` */
    }
    if (distance < nearest->distance && distance < candidate.len) {
        nearest->distance = distance;
        nearest->best = candidate;
    }
}
