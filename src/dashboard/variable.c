/*
 * Variables: what they offer at first, and whom they ask.
 *
 * They are made in the order of the spec, and each filter reaches what comes after it: so a
 * variable narrows the choices of the next, and no circle can arise.
 */
#include "dashboard/make.h"

/* The first declared choice among Prometheus servers, or NULL. */
static const struct variable *
find_chooser(const struct dashboard *dashboard)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct variable *variable = &dashboard->variables.at[i];
        if (variable->kind == VARIABLE_KIND_DATASOURCE &&
            str_is(variable->datasource_type.str, "prometheus")) {
            return variable;
        }
    }
    return NULL;
}

static struct datasource_ref
ref_of_chooser(struct arena *arena, struct str name)
{
    return (struct datasource_ref){
        .type = STR("prometheus"),
        .uid = arena_printf(arena, "${%.*s}", STR_ARG(name)),
    };
}

/* The choice of a Prometheus that every dashboard has which names none itself. */
static void
add_chooser(struct dashboard_maker *maker)
{
    struct loaded_variable made = {
        .subject = arena_printf(
            maker->arena, "%.*s/variables/datasource", STR_ARG(maker->made->subject)),
        .name = { .str = STR("datasource") },
        .kind = VARIABLE_KIND_DATASOURCE,
        .span = maker->written->span,
    };
    VEC_PUSH(maker->arena, &maker->made->variables, made);
}

static void
print_selector_call(struct buf *buf, const struct variable_query *query)
{
    buf_add_text(buf, "label_values(");
    if (query->tree) {
        promql_print(buf, query->tree, promql_root(query->tree), NULL);
        buf_add_text(buf, ", ");
    }
    buf_printf(buf, "%.*s)", STR_ARG(query->label.str));
}

/* The query as Grafana's Prometheus plugin reads it. */
static struct str
print_query(
    struct arena *arena, const struct variable *variable, const struct variable_query *query)
{
    struct buf buf;
    buf_init(&buf);
    switch (query->kind) {
    case VARIABLE_QUERY_LABEL_NAMES:
        buf_add_text(&buf, "label_names(");
        if (query->tree) {
            promql_print(&buf, query->tree, promql_root(query->tree), NULL);
        }
        buf_add_char(&buf, ')');
        break;
    case VARIABLE_QUERY_LABEL_VALUES:
        print_selector_call(&buf, query);
        break;
    case VARIABLE_QUERY_METRICS:
        buf_printf(&buf, "metrics(%.*s)", STR_ARG(query->pattern.str));
        break;
    case VARIABLE_QUERY_RESULT:
        buf_add_text(&buf, "query_result(");
        if (query->tree) {
            promql_print(&buf, query->tree, promql_root(query->tree), NULL);
        }
        buf_add_char(&buf, ')');
        break;
    case VARIABLE_QUERY_UNKNOWN:
        buf_add(&buf, variable->query.str);
        break;
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
make_query(struct dashboard_maker *maker, const struct variable *variable,
    struct loaded_variable *made)
{
    made->query = variable->parsed;
    if (made->query.tree) {
        struct shapes shapes;
        analysis_shapes(maker->analysis, made->query.tree, &maker->scratch, &shapes);
        made->query.tree = filter_apply(maker, made->query.tree, &shapes);
    }
    made->definition = print_query(maker->arena, variable, &made->query);
}

/* What a fixed choice begins with, or an empty text. */
static struct str
first_choice(struct arena *arena, const struct variable *variable)
{
    switch ((enum variable_kind)variable->kind) {
    case VARIABLE_KIND_CUSTOM:
        return variable->values.count > 0 ? variable->values.at[0].value.str : STR("");
    case VARIABLE_KIND_INTERVAL:
        if (variable->automatic.truth) {
            return arena_printf(arena, "$__auto_interval_%.*s", STR_ARG(variable->key.str));
        }
        return variable->intervals.count > 0 ? variable->intervals.at[0].str : STR("");
    case VARIABLE_KIND_CONSTANT:
        return variable->constant.str;
    case VARIABLE_KIND_TEXTBOX:
        return variable->textbox.str;
    case VARIABLE_KIND_QUERY:
    case VARIABLE_KIND_DATASOURCE:
    case VARIABLE_KIND_ADHOC:
    case VARIABLE_KIND_GROUPBY:
    case VARIABLE_KIND_SWITCH:
        return STR("");
    }
    return STR("");
}

/* What is selected until somebody chooses: as written, else all, else the first. */
static void
select_first(struct arena *arena, const struct variable *variable, struct loaded_variable *made)
{
    for (size_t i = 0; i < variable->selected.count; i++) {
        VEC_PUSH(arena, &made->selected, variable->selected.at[i].str);
    }
    if (made->selected.count > 0) {
        return;
    }
    struct str first = made->includes_all ? STR("$__all") : first_choice(arena, variable);
    if (first.len > 0) {
        VEC_PUSH(arena, &made->selected, first);
    }
}

static bool
asks_datasource(enum variable_kind kind)
{
    return kind == VARIABLE_KIND_QUERY || kind == VARIABLE_KIND_ADHOC ||
           kind == VARIABLE_KIND_GROUPBY;
}

static void
make_variable(struct dashboard_maker *maker, const struct variable *variable)
{
    struct loaded_variable made = {
        .subject = arena_printf(maker->arena, "%.*s/variables/%.*s",
            STR_ARG(maker->made->subject), STR_ARG(variable->key.str)),
        .name = variable->key,
        .kind = (enum variable_kind)variable->kind,
        .is_multi = variable->multi.truth,
        .all_value = variable->all_value.str,
        .variable = variable,
        .span = variable->span,
    };
    bool is_multi_query = made.is_multi && made.kind == VARIABLE_KIND_QUERY;
    made.includes_all = variable->all.is_set ? variable->all.truth : is_multi_query;
    diag_set_subject(maker->diags, made.subject);
    if (asks_datasource(made.kind)) {
        made.datasource = datasource_find(maker, variable->datasource, maker->datasource);
    }
    if (made.kind == VARIABLE_KIND_QUERY) {
        make_query(maker, variable, &made);
    }
    select_first(maker->arena, variable, &made);
    VEC_PUSH(maker->arena, &maker->made->variables, made);
    if (variable->filter.truth) {
        filter_declare(maker, variable, VEC_LAST(&maker->made->variables));
    }
    arena_clear(&maker->scratch);
}

/* Filters point at their variables, so the list must not grow while it is filled. */
static void
reserve(struct dashboard_maker *maker)
{
    struct loaded_variable_vec *variables = &maker->made->variables;
    variables->capacity = maker->written->variables.count + 1;
    variables->at = ARENA_ARRAY(maker->arena, struct loaded_variable, variables->capacity);
}

void
variables_make(struct dashboard_maker *maker)
{
    reserve(maker);
    maker->filters = (struct filter_vec){ 0 };
    const struct variable *chooser = find_chooser(maker->written);
    struct str name = chooser ? chooser->key.str : STR("datasource");
    if (!chooser && maker->written->datasource.str.len == 0) {
        add_chooser(maker);
    }
    maker->datasource =
        datasource_find(maker, maker->written->datasource, ref_of_chooser(maker->arena, name));
    for (size_t i = 0; i < maker->written->variables.count; i++) {
        if (maker->written->variables.at[i].kind >= 0) {
            make_variable(maker, &maker->written->variables.at[i]);
        }
    }
}
