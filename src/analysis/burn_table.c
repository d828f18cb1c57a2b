/*
 * The tables of what alerts mean: exact shares where they are short, else three digits; times
 * in one unit, as people say them.
 */
#include "analysis/burn_table.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/false_alarms.h"
#include "base/buf.h"
#include "base/duration.h"

static struct str
take_text(struct arena *arena, struct buf *buf)
{
    struct str text = arena_copy(arena, buf_str(buf));
    buf_finish(buf);
    return text;
}

/* So many digits, and no more than are needed. */
static void
print_digits(struct buf *buf, double number, int digits)
{
    if (number == 0) {
        buf_add_char(buf, '0');
        return;
    }
    int decimals = digits - 1 - (int)floor(log10(fabs(number)));
    double scale = pow(10, fabs((double)decimals));
    number_print(
        buf, decimals >= 0 ? round(number * scale) / scale : round(number / scale) * scale);
}

/* `52s`, `9m`, `3.6h`, `2.5d`: with one decimal where a whole number would be coarse. */
static struct str
time_text(struct arena *arena, double seconds)
{
    static const struct {
        double seconds;
        double until;
        const char *name;
        bool is_whole;
    } units[] = {
        { 1, 120, "s", true },
        { 60, 90 * 60, "m", true },
        { 3600, 48 * 3600, "h", false },
        { 86400, HUGE_VAL, "d", false },
    };
    size_t i = 0;
    while (round(seconds / units[i].seconds) * units[i].seconds >= units[i].until) {
        i++;
    }
    double count = seconds / units[i].seconds;
    bool is_whole = units[i].is_whole || count >= 10;
    struct buf buf;
    buf_init(&buf);
    if (seconds < 0.5) {
        buf_add_text(&buf, "<1s");
    } else {
        number_print(&buf, is_whole ? round(count) : round(count * 10) / 10);
        buf_add_text(&buf, units[i].name);
    }
    return take_text(arena, &buf);
}

static struct str
share_text(struct arena *arena, double share)
{
    struct buf buf;
    buf_init(&buf);
    print_digits(&buf, share * 100, 3);
    buf_add_char(&buf, '%');
    return take_text(arena, &buf);
}

struct str
burn_table_percent(struct arena *arena, struct ratio share)
{
    struct ratio hundredfold;
    if (!ratio_multiply(share, ratio_from(100), &hundredfold)) {
        return share_text(arena, ratio_to_double(share));
    }
    struct buf buf;
    buf_init(&buf);
    ratio_print(&buf, hundredfold);
    buf_add_char(&buf, '%');
    return take_text(arena, &buf);
}

/* `52s / 5m`: fires after, and is silent after; `never`. */
static struct str
times_text(struct arena *arena, const struct objective_row *row, double rate)
{
    double burn = ratio_to_double(row->burn.value);
    if (burn >= rate) {
        return STR("never");
    }
    double fires = (double)row->long_window.milliseconds / 1000 * burn / rate;
    double ends = (double)row->short_window.milliseconds / 1000 * (1 - burn / rate);
    struct str after = time_text(arena, fires);
    struct str until = time_text(arena, ends);
    return arena_printf(arena, "%.*s / %.*s", STR_ARG(after), STR_ARG(until));
}

static struct str
windows_text(struct arena *arena, const struct objective_row *row)
{
    struct buf buf;
    buf_init(&buf);
    duration_print_short(&buf, row->long_window.milliseconds);
    buf_add_text(&buf, ", ");
    duration_print_short(&buf, row->short_window.milliseconds);
    return take_text(arena, &buf);
}

static struct str
alarms_text(struct arena *arena, const struct objective *objective,
    const struct objective_row *row, double budget)
{
    if (!objective->traffic.is_set) {
        return STR("");
    }
    const double hour = 3600000;
    struct false_alarm_row counted = {
        .traffic = ratio_to_double(objective->traffic.value),
        .budget = budget,
        .burn = ratio_to_double(row->burn.value),
        .long_window = (double)row->long_window.milliseconds / hour,
        .short_window = (double)row->short_window.milliseconds / hour,
    };
    if (counted.burn * budget >= 1) {
        return STR("0");
    }
    struct arena scratch;
    arena_init(&scratch);
    double alarms = false_alarms_of(&scratch, &counted);
    arena_finish(&scratch);
    if (alarms < 0.01) {
        return STR("<0.01");
    }
    if (isinf(alarms)) {
        return STR("always");
    }
    struct buf buf;
    buf_init(&buf);
    print_digits(&buf, alarms, 2);
    return take_text(arena, &buf);
}

/* The burn rates of a table, an outage first. */
struct rates {
    double at[4];
    size_t count;
};

static struct rates
rates_of(double budget)
{
    static const double usual[] = { 100, 10, 2 };
    struct rates rates = { { 1 / budget }, 1 };
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (usual[i] * budget < 1 - 1e-12) {
            rates.at[rates.count++] = usual[i];
        }
    }
    return rates;
}

static void
fill_heads(struct arena *arena, const struct rates *rates, struct str *heads)
{
    heads[BURN_COLUMN_SEVERITY] = STR("severity");
    heads[BURN_COLUMN_TIER] = STR("tier");
    heads[BURN_COLUMN_WINDOWS] = STR("windows");
    heads[BURN_COLUMN_BURN] = STR("burn rate");
    heads[BURN_COLUMN_ABOVE] = STR("fires above");
    heads[BURN_COLUMN_SPENDS] = STR("budget spent");
    for (size_t i = 0; i < rates->count; i++) {
        struct buf buf;
        buf_init(&buf);
        buf_add_text(&buf, i == 0 ? "outage, " : "");
        print_digits(&buf, rates->at[i], 3);
        buf_add_char(&buf, 'x');
        heads[BURN_COLUMN_FIRST_RATE + i] = take_text(arena, &buf);
    }
    heads[BURN_COLUMN_FIRST_RATE + rates->count] = STR("false alarms a month");
}

static void
fill_row(struct arena *arena, const struct objective *objective,
    const struct objective_row *row, const struct rates *rates, struct str *cells)
{
    double budget = 1 / rates->at[0];
    double burn = ratio_to_double(row->burn.value);
    double part =
        (double)row->long_window.milliseconds / (double)objective->window.milliseconds;
    struct buf buf;
    buf_init(&buf);
    print_digits(&buf, burn, 4);
    cells[BURN_COLUMN_SEVERITY] = row->severity.str;
    cells[BURN_COLUMN_TIER] = row->tier.str;
    cells[BURN_COLUMN_WINDOWS] = windows_text(arena, row);
    cells[BURN_COLUMN_BURN] = take_text(arena, &buf);
    cells[BURN_COLUMN_ABOVE] = share_text(arena, burn * budget);
    cells[BURN_COLUMN_SPENDS] = share_text(arena, burn * part);
    for (size_t i = 0; i < rates->count; i++) {
        cells[BURN_COLUMN_FIRST_RATE + i] = times_text(arena, row, rates->at[i]);
    }
    cells[BURN_COLUMN_FIRST_RATE + rates->count] = alarms_text(arena, objective, row, budget);
}

/* The objective of the table is set. */
static void
fill_table(struct arena *arena, const struct objective *objective, struct burn_table *table)
{
    struct ratio budget;
    double exact = ratio_subtract(ratio_from(1), table->objective, &budget)
                       ? ratio_to_double(budget)
                       : 1 - ratio_to_double(table->objective);
    struct rates rates = rates_of(exact);
    table->column_count = BURN_COLUMN_FIRST_RATE + rates.count + 1;
    table->row_count = objective->alerts.count;
    table->heads = ARENA_ARRAY(arena, struct str, table->column_count);
    table->cells = ARENA_ARRAY(arena, struct str, table->column_count * table->row_count);
    fill_heads(arena, &rates, table->heads);
    for (size_t i = 0; i < table->row_count; i++) {
        fill_row(arena, objective, &objective->alerts.at[i], &rates,
            table->cells + i * table->column_count);
    }
}

static void
add_number(struct buf *key, int64_t number)
{
    buf_add(key, str_make((const char *)&number, sizeof number));
}

static void
add_ratio(struct buf *key, struct ratio ratio)
{
    add_number(key, ratio.num);
    add_number(key, ratio.den);
}

static void
add_text(struct buf *key, struct str text)
{
    add_number(key, (int64_t)text.len);
    buf_add(key, text);
}

/* Everything that a table is made from. */
static void
add_key(struct buf *key, const struct objective *objective, struct ratio promised)
{
    add_ratio(key, promised);
    add_number(key, objective->window.milliseconds);
    add_number(key, objective->traffic.is_set);
    add_ratio(key, objective->traffic.value);
    for (size_t i = 0; i < objective->alerts.count; i++) {
        const struct objective_row *row = &objective->alerts.at[i];
        add_text(key, row->severity.str);
        add_text(key, row->tier.str);
        add_number(key, row->long_window.milliseconds);
        add_number(key, row->short_window.milliseconds);
        add_ratio(key, row->burn.value);
    }
}

static void
add_table(struct burn_table_maker *maker, const struct objective *objective,
    struct ratio promised, struct burn_table_vec *tables)
{
    struct buf key;
    buf_init(&key);
    add_key(&key, objective, promised);
    struct burn_table *made = map_get(&maker->made, buf_str(&key));
    if (!made) {
        made = ARENA_NEW(maker->arena, struct burn_table);
        made->objective = promised;
        fill_table(maker->arena, objective, made);
        map_put(&maker->made, arena_copy(maker->arena, buf_str(&key)), made);
    }
    buf_finish(&key);
    VEC_PUSH(maker->arena, tables, *made);
}

/* The strictest first, values of one objective by name. */
static int
compare_values(const void *left, const void *right)
{
    const struct named_text *a = left;
    const struct named_text *b = right;
    int order =
        ratio_compare(objective_share_of(b->value.str), objective_share_of(a->value.str));
    return order != 0 ? order : str_compare(a->key.str, b->key.str);
}

/* Values of their own, one table for those that are promised the same. */
static void
add_tables_of_values(struct burn_table_maker *maker, const struct objective *objective,
    struct burn_table_vec *tables)
{
    struct arena *arena = maker->arena;
    size_t count = objective->objectives.count;
    struct named_text *values = ARENA_ARRAY(arena, struct named_text, count);
    memcpy(values, objective->objectives.at, count * sizeof *values);
    qsort(values, count, sizeof *values, compare_values);
    for (size_t first = 0, next; first < count; first = next) {
        struct ratio share = objective_share_of(values[first].value.str);
        struct text *names = ARENA_ARRAY(arena, struct text, count - first);
        for (next = first;
             next < count &&
             ratio_compare(objective_share_of(values[next].value.str), share) == 0;
             next++) {
            names[next - first] = values[next].key;
        }
        if (ratio_compare(share, objective->objective.value) != 0) {
            add_table(maker, objective, share, tables);
            VEC_LAST(tables)->values = (struct text_list){ names, next - first };
        }
    }
}

void
burn_table_maker_init(struct burn_table_maker *maker, struct arena *arena)
{
    maker->arena = arena;
    map_init(&maker->made, arena);
}

void
burn_tables_of(struct burn_table_maker *maker, const struct objective *objective,
    struct burn_table_vec *tables)
{
    if (!objective_is_whole(objective)) {
        return;
    }
    add_table(maker, objective, objective->objective.value, tables);
    if (objective->objectives.count > 0) {
        add_tables_of_values(maker, objective, tables);
    }
}

void
burn_table_legend(struct buf *buf, bool has_traffic, bool lacks_traffic)
{
    buf_add_text(buf,
        "`52s / 5m`: the alert fires 52s after errors of that burn rate begin, and stops 5m\n"
        "after they end; scrapes, evaluations, `for` and the grouping of notifications come\n"
        "on top.\n");
    if (has_traffic) {
        buf_add_text(buf, "False alarms a month: how often it fires by chance alone while "
                          "exactly the budget\n"
                          "is spent, at the traffic of the SLO.\n");
    }
    if (lacks_traffic) {
        buf_add_text(buf, "`-` for false alarms a month: the SLO does not say its `traffic`, "
                          "the events of a\n"
                          "usual hour.\n");
    }
}
