/*
 * The pieces of printed expressions: numbers, durations, labels, selectors, clauses.
 */
#include "promql/print_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/duration.h"
#include "base/ratio.h"
#include "promql/lexer_parts.h"
#include "promql/variable.h"

void
promql_print_token(struct printer *printer, struct str text, struct span from)
{
    if (printer->origins) {
        struct source_origin origin = { (uint32_t)printer->buf->len, from };
        VEC_PUSH(printer->origins->arena, &printer->origins->origins, origin);
    }
    buf_add(printer->buf, text);
}

/* Go's %v: an exponent below 1e-4 and from 1e21 on. */
void
promql_print_number(struct buf *buf, double number)
{
    double size = fabs(number);
    if (size < 1e15 && floor(number) == number && !signbit(number)) {
        buf_add_integer(buf, (int64_t)number);
        return;
    }
    if (number == 0) {
        buf_add_text(buf, "-0");
        return;
    }
    if (!(size < 1e-4)) {
        number_print(buf, number);
        return;
    }
    char text[40];
    for (int precision = 0; precision < 18; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    for (char *c = text; *c; c++) {
        bool is_point = !promql_lexer_is_digit(*c) && *c != '-' && *c != '+' && *c != 'e';
        buf_add_char(buf, is_point ? '.' : *c);
    }
}

/* Whole milliseconds as a duration; what a duration cannot say as a number of seconds. */
static void
add_seconds(struct buf *buf, double seconds)
{
    double milliseconds = round(seconds * 1000);
    if (!(fabs(milliseconds) < 9.2e15) || milliseconds / 1000 != seconds) {
        promql_print_number(buf, seconds);
        return;
    }
    if (milliseconds < 0) {
        buf_add_char(buf, '-');
    }
    duration_print(buf, (int64_t)fabs(milliseconds));
}

struct duration_task {
    const char *text; /* NULL: the duration */
    uint32_t index;
};

static void
push_text(struct promql_table *tasks, const char *text)
{
    TABLE_PUSH(tasks, struct duration_task)->text = text;
}

static void
push_duration(struct promql_table *tasks, uint32_t index)
{
    TABLE_PUSH(tasks, struct duration_task)->index = index;
}

static void
push_two(struct promql_table *tasks, const struct promql_tree *tree, uint32_t index,
    const char *between)
{
    uint32_t right = index - 1;
    push_duration(tasks, right);
    push_text(tasks, between);
    push_duration(tasks, right - tree->durations[right].size);
}

static const char *
spaced_op(enum promql_op op)
{
    static const char *const texts[] = { "", " + ", " - ", " * ", " / ", " % ", " ^ " };
    return texts[op];
}

static void
add_duration_part(
    struct buf *buf, const struct promql_tree *tree, uint32_t index, struct promql_table *tasks)
{
    const struct promql_duration *duration = &tree->durations[index];
    switch ((enum promql_duration_kind)duration->kind) {
    case PROMQL_DURATION_NUMBER:
        promql_print_number(buf, duration->seconds);
        break;
    case PROMQL_DURATION_LITERAL:
        add_seconds(buf, duration->seconds);
        break;
    case PROMQL_DURATION_VARIABLE:
        buf_add(buf, duration->text);
        break;
    case PROMQL_DURATION_STEP:
        buf_add_text(buf, "step()");
        break;
    case PROMQL_DURATION_RANGE:
        buf_add_text(buf, "range()");
        break;
    case PROMQL_DURATION_PAREN:
        buf_add_char(buf, '(');
        push_text(tasks, ")");
        push_duration(tasks, index - 1);
        break;
    case PROMQL_DURATION_NEGATE:
        buf_add_char(buf, '-');
        push_duration(tasks, index - 1);
        break;
    case PROMQL_DURATION_BINARY:
        push_two(tasks, tree, index, spaced_op((enum promql_op)duration->op));
        break;
    case PROMQL_DURATION_MAX_OF:
    case PROMQL_DURATION_MIN_OF:
        buf_add_text(buf, duration->kind == PROMQL_DURATION_MAX_OF ? "max_of(" : "min_of(");
        push_text(tasks, ")");
        push_two(tasks, tree, index, ", ");
        break;
    }
}

void
promql_print_duration(struct buf *buf, const struct promql_tree *tree, uint32_t duration)
{
    uint8_t kind = tree->durations[duration].kind;
    if (kind == PROMQL_DURATION_NUMBER || kind == PROMQL_DURATION_LITERAL) {
        add_seconds(buf, tree->durations[duration].seconds);
        return;
    }
    struct promql_table tasks = { 0 };
    push_duration(&tasks, duration);
    while (tasks.count > 0) {
        struct duration_task task = *TABLE_LAST(&tasks, struct duration_task);
        tasks.count--;
        if (task.text) {
            buf_add_text(buf, task.text);
        } else {
            add_duration_part(buf, tree, task.index, &tasks);
        }
    }
    promql_table_free(&tasks);
}

static bool
is_name(struct str text, bool with_colons)
{
    if (!text.len || promql_lexer_is_digit(text.at[0])) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!promql_lexer_is_word_char(text.at[i]) && !(with_colons && text.at[i] == ':')) {
            return false;
        }
    }
    return true;
}

bool
promql_is_metric_name(struct str text)
{
    return is_name(text, true);
}

bool
promql_is_label_name(struct str text)
{
    return is_name(text, false);
}

/* With a letter in the place of each variable. */
static bool
is_name_with_variables(struct str text, bool with_colons)
{
    struct buf buf;
    buf_init(&buf);
    promql_variable_blank(&buf, text);
    bool is_good = is_name(buf_str(&buf), with_colons);
    buf_finish(&buf);
    return is_good;
}

void
promql_print_matcher(struct buf *buf, const struct promql_matcher *matcher)
{
    bool is_bare = promql_is_label_name(matcher->label) ||
                   (matcher->has_variable && is_name_with_variables(matcher->label, false));
    if (is_bare) {
        buf_add(buf, matcher->label);
    } else {
        promql_print_quoted(buf, matcher->label);
    }
    if (matcher->match != PROMQL_MATCH_VARIABLE) {
        buf_add_text(buf, promql_match_text(matcher->match));
        promql_print_quoted(buf, matcher->value);
    }
}

struct matcher_text {
    struct str text;
    uint32_t index;
};

static int
compare_matcher_texts(const void *a, const void *b)
{
    const struct matcher_text *left = a;
    const struct matcher_text *right = b;
    int order = str_compare(left->text, right->text);
    return order ? order : (left->index > right->index) - (left->index < right->index);
}

/* `label="value"` was printed from `start` on. */
static void
place_matcher(const struct printer *printer, const struct promql_matcher *matcher, size_t start)
{
    size_t op = strlen(promql_match_text(matcher->match));
    promql_print_place(printer, &matcher->value_span, start + matcher->label.len + op);
    promql_print_place(printer, &matcher->label_span, start);
    promql_print_place(printer, &matcher->match_span, start + matcher->label.len);
    if (printer->is_placing) {
        struct promql_matcher *own = (struct promql_matcher *)(uintptr_t)matcher;
        own->label_span.len = (uint32_t)matcher->label.len;
        own->match_span.len = (uint32_t)op;
    }
}

/* As they stand; false, and nothing printed, when that is not the order of their texts. */
static bool
print_in_order(struct printer *printer, const struct promql_matcher *matchers, uint32_t count)
{
    struct buf *buf = printer->buf;
    size_t start = buf->len;
    size_t origins = printer->origins ? printer->origins->origins.count : 0;
    for (size_t i = 0, last = start; i < count; i++) {
        size_t end = buf->len;
        buf_add(buf, i > 0 ? STR(",") : STR(""));
        size_t at = buf->len;
        promql_print_token(printer, STR(""), matchers[i].label_span);
        promql_print_matcher(buf, &matchers[i]);
        place_matcher(printer, &matchers[i], at);
        if (i > 0 && str_compare(str_slice(buf_str(buf), last, end),
                         str_slice(buf_str(buf), at, buf->len)) > 0) {
            buf->len = start;
            printer->is_placing = false; /* the text has them in another order */
            if (printer->origins) {
                printer->origins->origins.count = origins;
            }
            return false;
        }
        last = at;
    }
    return true;
}

/* Matchers are printed in the order of their texts. */
static void
print_sorted(struct printer *printer, const struct promql_matcher *matchers, uint32_t count)
{
    if (print_in_order(printer, matchers, count)) {
        return;
    }
    struct buf buf;
    buf_init(&buf);
    struct matcher_text *texts = memory_resize(NULL, count * sizeof *texts);
    for (uint32_t i = 0; i < count; i++) {
        size_t start = buf.len;
        promql_print_matcher(&buf, &matchers[i]);
        texts[i] = (struct matcher_text){ { NULL, buf.len - start }, i };
    }
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        texts[i].text.at = buf.at + at;
        at += texts[i].text.len;
    }
    qsort(texts, count, sizeof *texts, compare_matcher_texts);
    for (uint32_t i = 0; i < count; i++) {
        if (i) {
            buf_add_char(printer->buf, ',');
        }
        promql_print_token(printer, texts[i].text, matchers[texts[i].index].label_span);
    }
    free(texts);
    buf_finish(&buf);
}

bool
promql_print_is_bare_metric(struct str name)
{
    if (!promql_is_metric_name(name)) {
        return false;
    }
    struct token token = promql_lexer_keyword(name);
    bool is_reserved = token.kind == TOKEN_NUMBER || token.kind == TOKEN_BOOL ||
                       (token.kind >= TOKEN_ON && token.kind <= TOKEN_GROUP_RIGHT) ||
                       (token.kind == TOKEN_OPERATOR && token.op == PROMQL_OP_ATAN2);
    return !is_reserved;
}

/* The matchers with one for the name, which needs quotes, among them. */
static void
print_quoted_name(
    struct printer *printer, const struct promql_selector *selector, uint32_t count)
{
    struct promql_matcher *all = memory_resize(NULL, (count + 1) * sizeof *all);
    if (count) {
        memcpy(all, &printer->tree->matchers[selector->matchers.first], count * sizeof *all);
    }
    all[count] = (struct promql_matcher){
        .label = STR("__name__"), .value = selector->name, .label_span = selector->name_span
    };
    buf_add_char(printer->buf, '{');
    print_sorted(printer, all, count + 1);
    buf_add_char(printer->buf, '}');
    free(all);
}

void
promql_print_selector(struct printer *printer, uint32_t node)
{
    const struct promql_selector *selector = promql_selector_of(printer->tree, node);
    uint32_t count = selector->matchers.count;
    bool has_variable = printer->tree->nodes[node].flags & PROMQL_FLAG_VARIABLE;
    if (selector->name.len && !has_variable && !promql_print_is_bare_metric(selector->name)) {
        print_quoted_name(printer, selector, count);
        return;
    }
    if (selector->name.len) {
        size_t start = printer->buf->len;
        promql_print_token(printer, selector->name, selector->name_span);
        promql_print_place(printer, &selector->name_span, start);
    }
    size_t start = printer->buf->len;
    if (count || !selector->name.len) {
        buf_add_char(printer->buf, '{');
        if (count) {
            print_sorted(printer, &printer->tree->matchers[selector->matchers.first], count);
        }
        buf_add_char(printer->buf, '}');
    }
    promql_print_place(printer, &selector->braces, start);
}

bool
promql_print_is_bare_label(const struct promql_label *label)
{
    if (label->has_variable) {
        return true;
    }
    struct token token = promql_lexer_keyword(label->name);
    return promql_is_label_name(label->name) && token.kind != TOKEN_WITHOUT &&
           token.kind != TOKEN_NUMBER;
}

static void
print_labels(struct printer *printer, struct promql_run run)
{
    buf_add_char(printer->buf, '(');
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_label *label = &printer->tree->labels[run.first + i];
        if (i) {
            buf_add_text(printer->buf, ", ");
        }
        size_t start = printer->buf->len;
        if (promql_print_is_bare_label(label)) {
            promql_print_token(printer, label->name, label->span);
            promql_print_place(printer, &label->span, start);
        } else {
            promql_print_token(printer, STR(""), label->span);
            promql_print_quoted(printer->buf, label->name);
        }
    }
    buf_add_char(printer->buf, ')');
}

static void
print_fill(struct printer *printer, const char *word, double value, struct span span)
{
    buf_add_char(printer->buf, ' ');
    promql_print_token(printer, str_from(word), span);
    buf_add_text(printer->buf, " (");
    promql_print_number(printer->buf, value);
    buf_add_char(printer->buf, ')');
}

static void
print_fills(struct printer *printer, const struct promql_matching *matching)
{
    bool is_same = matching->has_fill_left && matching->has_fill_right &&
                   (matching->fill_left == matching->fill_right ||
                       (isnan(matching->fill_left) && isnan(matching->fill_right)));
    if (is_same) {
        print_fill(printer, "fill", matching->fill_left, matching->fill_span);
        return;
    }
    if (matching->has_fill_left) {
        print_fill(printer, "fill_left", matching->fill_left, matching->fill_span);
    }
    if (matching->has_fill_right) {
        print_fill(printer, "fill_right", matching->fill_right, matching->fill_span);
    }
}

void
promql_print_operator(struct printer *printer, uint32_t node)
{
    const struct promql_node *n = &printer->tree->nodes[node];
    const struct promql_matching *matching = promql_matching_of(printer->tree, node);
    size_t start = printer->buf->len;
    promql_print_token(printer, str_from(promql_op_text((enum promql_op)n->op)),
        promql_op_span(printer->tree, node));
    if (matching) {
        promql_print_place(printer, &matching->op_span, start);
    }
    if (n->flags & PROMQL_FLAG_BOOL) {
        buf_add_text(printer->buf, " bool");
    }
    if (!matching || !promql_matching_counts(printer->tree, node)) {
        return;
    }
    if (matching->is_on || matching->labels.count || matching->card) {
        buf_add_char(printer->buf, ' ');
        start = printer->buf->len;
        promql_print_token(
            printer, matching->is_on ? STR("on ") : STR("ignoring "), matching->on_span);
        print_labels(printer, matching->labels);
        promql_print_place(printer, &matching->on_span, start);
    }
    if (matching->card != PROMQL_CARD_ONE_TO_ONE) {
        buf_add_char(printer->buf, ' ');
        start = printer->buf->len;
        promql_print_token(printer,
            matching->card == PROMQL_CARD_MANY_TO_ONE ? STR("group_left ")
                                                      : STR("group_right "),
            matching->group_span);
        print_labels(printer, matching->include);
        promql_print_place(printer, &matching->group_span, start);
    }
    print_fills(printer, matching);
}

void
promql_print_head(struct printer *printer, uint32_t node)
{
    const struct promql_tree *tree = printer->tree;
    size_t start = printer->buf->len;
    if (tree->nodes[node].kind == PROMQL_KIND_CALL) {
        const struct promql_call *call = promql_call_of(tree, node);
        promql_print_token(printer, call->name, call->name_span);
        promql_print_place(printer, &call->name_span, start);
        return;
    }
    const struct promql_grouping *grouping = promql_grouping_of(tree, node);
    enum promql_op op = (enum promql_op)tree->nodes[node].op;
    struct str name = op == PROMQL_OP_VARIABLE ? grouping->name : str_from(promql_op_text(op));
    promql_print_token(printer, name, grouping->name_span);
    promql_print_place(printer, &grouping->name_span, start);
    bool is_shown = grouping->is_without || (grouping->has_clause && grouping->labels.count);
    /* `$agg() by ()` would read as a call without its empty clause. */
    if (is_shown || (grouping->has_clause && op == PROMQL_OP_VARIABLE)) {
        buf_add_char(printer->buf, ' ');
        start = printer->buf->len;
        promql_print_token(
            printer, grouping->is_without ? STR("without ") : STR("by "), grouping->clause);
        print_labels(printer, grouping->labels);
        promql_print_place(printer, &grouping->clause, start);
        buf_add_char(printer->buf, ' ');
    }
}

static void
print_at(struct printer *printer, const struct promql_modifiers *modifiers)
{
    if (modifiers->at == PROMQL_AT_NONE) {
        return;
    }
    buf_add_char(printer->buf, ' ');
    promql_print_token(printer, STR("@ "), modifiers->at_span);
    if (modifiers->at == PROMQL_AT_START) {
        buf_add_text(printer->buf, "start()");
    } else if (modifiers->at == PROMQL_AT_END) {
        buf_add_text(printer->buf, "end()");
    } else if (modifiers->at == PROMQL_AT_VARIABLE) {
        buf_add(printer->buf, modifiers->at_text);
    } else {
        int64_t time = modifiers->at_milliseconds;
        uint64_t size = time < 0 ? -(uint64_t)time : (uint64_t)time;
        buf_printf(printer->buf, "%s%llu.%03llu", time < 0 ? "-" : "",
            (unsigned long long)(size / 1000), (unsigned long long)(size % 1000));
    }
}

void
promql_print_modifiers(struct printer *printer, const struct promql_modifiers *modifiers)
{
    if (modifiers->is_anchored || modifiers->is_smoothed) {
        buf_add_char(printer->buf, ' ');
        promql_print_token(printer, modifiers->is_anchored ? STR("anchored") : STR("smoothed"),
            modifiers->extension_span);
    }
    print_at(printer, modifiers);
    if (modifiers->offset == PROMQL_NONE) {
        return;
    }
    const struct promql_duration *offset = &printer->tree->durations[modifiers->offset];
    bool is_literal =
        offset->kind == PROMQL_DURATION_NUMBER || offset->kind == PROMQL_DURATION_LITERAL;
    if (is_literal && offset->seconds == 0) {
        return;
    }
    buf_add_char(printer->buf, ' ');
    promql_print_token(printer, STR("offset "), modifiers->offset_span);
    promql_print_duration(printer->buf, printer->tree, modifiers->offset);
}

void
promql_print_tail(struct printer *printer, uint32_t node)
{
    const struct promql_range *range = promql_range_of(printer->tree, node);
    bool is_subquery = printer->tree->nodes[node].kind == PROMQL_KIND_SUBQUERY;
    size_t start = printer->buf->len;
    promql_print_token(printer, STR("["), range->brackets);
    promql_print_duration(printer->buf, printer->tree, range->range);
    promql_print_place(printer, &printer->tree->durations[range->range].span, start + 1);
    if (is_subquery) {
        buf_add_char(printer->buf, ':');
        if (range->step != PROMQL_NONE) {
            promql_print_duration(printer->buf, printer->tree, range->step);
        }
    }
    buf_add_char(printer->buf, ']');
    promql_print_place(printer, &range->brackets, start);
    promql_print_modifiers(printer,
        is_subquery ? &range->modifiers : &promql_selector_of(printer->tree, node)->modifiers);
}
