/*
 * How the numbers in the labels `le` and `quantile` are spelled.
 */
#include "model/bounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/ratio.h"

enum {
    MOST_DIGITS = 17,   /* tell any two doubles apart */
    LEAST_EXPONENT = 6, /* that is written as one */
};

/* As Go's strconv.FormatFloat(x, 'g', -1, 64): the fewest digits that read back the same, with
 * an exponent below 1e-04 and from 1e+06 on. */
static void
print_shortest(struct buf *buf, double number)
{
    char digits[40];
    int count = 1;
    for (; count < MOST_DIGITS; count++) {
        snprintf(digits, sizeof digits, "%.*e", count - 1, number);
        if (strtod(digits, NULL) == number) {
            break;
        }
    }
    snprintf(digits, sizeof digits, "%.*e", count - 1, number);
    long exponent = strtol(strchr(digits, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent >= LEAST_EXPONENT) {
        buf_add_text(buf, digits);
        return;
    }
    long decimals = count - 1 - exponent;
    buf_printf(buf, "%.*f", decimals > 0 ? (int)decimals : 0, number);
}

static void
add(struct arena *arena, struct interner *names, struct buf *text, struct bound_text_vec *texts)
{
    const struct name *name = intern(names, buf_str(text));
    for (size_t i = 0; i < texts->count; i++) {
        if (texts->at[i] == name) {
            return;
        }
    }
    VEC_PUSH(arena, texts, name);
}

static bool
looks_whole(struct str text)
{
    return str_find_char(text, '.') == SIZE_MAX && str_find_char(text, 'e') == SIZE_MAX;
}

/* The text, and the same with `.0` when it looks like a whole number. */
static void
add_both(
    struct arena *arena, struct interner *names, struct buf *text, struct bound_text_vec *texts)
{
    add(arena, names, text, texts);
    if (looks_whole(buf_str(text))) {
        buf_add_text(text, ".0");
        add(arena, names, text, texts);
    }
}

void
bounds_spell(struct arena *arena, struct interner *names, struct version prometheus,
    double number, struct bound_text_vec *texts)
{
    bool is_normal = prometheus.major == 0 || prometheus.major >= 3;
    struct buf text;
    buf_init(&text);
    if (isinf(number)) {
        buf_add_text(&text, number > 0 ? "+Inf" : "-Inf");
        add(arena, names, &text, texts);
    } else if (is_normal) {
        print_shortest(&text, number);
        if (looks_whole(buf_str(&text))) {
            buf_add_text(&text, ".0");
        }
        add(arena, names, &text, texts);
    } else {
        print_shortest(&text, number);
        add_both(arena, names, &text, texts);
        buf_clear(&text);
        number_print(&text, number);
        add_both(arena, names, &text, texts);
    }
    buf_finish(&text);
}
