/*
 * Labels and annotations that are templates.
 */
#include "rules/template.h"

/* `$limit` as the rule's own number: `0.8` for `80%`. */
static struct str
substitute_limit(
    struct arena *arena, const struct gotmpl *template, const struct alert_limit *limit)
{
    struct buf number;
    struct buf text;
    buf_init(&number);
    buf_init(&text);
    ratio_print(&number, limit->limit.value);
    gotmpl_print_substituted(&text, template, buf_str(&number));
    struct str substituted = arena_copy(arena, buf_str(&text));
    buf_finish(&number);
    buf_finish(&text);
    return substituted;
}

/* What is kept of a template: a parsed one is many times as large as its text. */
static struct gotmpl_use_vec
keep_uses(struct arena *arena, const struct gotmpl_use_vec *uses)
{
    struct gotmpl_use_vec kept = { 0 };
    if (uses->count > 0) {
        VEC_RESERVE(arena, &kept, uses->count);
    }
    for (size_t i = 0; i < uses->count; i++) {
        struct gotmpl_use use = uses->at[i];
        use.name = arena_copy(arena, use.name);
        use.formatter = arena_copy(arena, use.formatter);
        VEC_PUSH(arena, &kept, use);
    }
    return kept;
}

static void
read_template(struct maker *maker, const struct gotmpl_options *options,
    const struct alert_limit *limit, struct rule_text *text)
{
    const struct gotmpl *template =
        gotmpl_parse(&maker->scratch, text->value.str, text->value.span, options, maker->diags);
    struct gotmpl_uses uses;
    if (!template || template->is_plain ||
        !gotmpl_check(template, maker->model->regexes, maker->diags, &uses)) {
        return;
    }
    text->is_template = true;
    text->uses = keep_uses(maker->arena, &uses.all);
    if (limit && template->limits.count > 0) {
        text->value.str = substitute_limit(maker->arena, template, limit);
    }
}

void
read_template_text(struct maker *maker, const struct alert_limit *limit, struct rule_text *text)
{
    if (!str_contains(text->value.str, STR("{{"))) {
        return;
    }
    struct gotmpl_options options = {
        .dialect = GOTMPL_DIALECT_PROMETHEUS,
        .version = maker->model->versions.prometheus.version,
        .allow_limit = limit != NULL,
    };
    read_template(maker, &options, limit, text);
    arena_clear(&maker->scratch);
}
