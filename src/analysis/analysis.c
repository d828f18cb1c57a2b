/*
 * Making the analysis of one environment.
 */
#include "analysis/analysis.h"

#include "analysis/known_selectors.h"
#include "analysis/order.h"
#include "analysis/shaper.h"
#include "base/work.h"

/* A shape that outlives the tree's: with its own alternatives and labels. */
static const struct shape *
keep_shape(struct arena *arena, const struct shape *shape)
{
    struct shape *kept = ARENA_NEW(arena, struct shape);
    struct shape_alternative *alternatives =
        ARENA_ARRAY(arena, struct shape_alternative, shape->count);
    *kept = *shape;
    kept->selector = NULL;
    for (size_t i = 0; i < shape->count; i++) {
        alternatives[i] = alternative_copy(arena, &shape->alternatives[i]);
    }
    kept->alternatives = alternatives;
    return kept;
}

static void
analyse_rule(struct analysis *analysis, size_t rule, struct arena *scratch)
{
    const struct promql_tree *tree = analysis->rules->all.at[rule].tree;
    if (!tree) {
        return;
    }
    struct shapes shapes;
    struct shaper shaper;
    struct shape output;
    analysis_shapes(analysis, tree, scratch, &shapes);
    shaper_init(&shaper, scratch, analysis);
    shape_output(&shaper, rule, shape_of_root(&shapes), &output);
    struct rule_result *result = &analysis->results[rule];
    result->expr = keep_shape(analysis->arena, shape_of_root(&shapes));
    result->output = keep_shape(analysis->arena, &output);
}

/* Rules in cycles, and their readers, are unknown. */
static void
give_up_cycles(struct analysis *analysis)
{
    struct shape *unknown = ARENA_NEW(analysis->arena, struct shape);
    unknown->type = PROMQL_TYPE_VECTOR;
    shape_make_unknown(unknown, SHAPE_FAULT_CYCLE);
    for (size_t i = 0; i < analysis->rules->all.count; i++) {
        if (!analysis->results[i].output && analysis->rules->all.at[i].tree) {
            analysis->results[i] = (struct rule_result){ unknown, unknown };
        }
    }
}

static void
index_alerts(struct analysis *analysis)
{
    map_init(&analysis->alerts_by_name, analysis->arena);
    for (size_t i = 0; i < analysis->rules->all.count; i++) {
        const struct rule *rule = &analysis->rules->all.at[i];
        if (rule->kind != RULE_KIND_ALERT) {
            continue;
        }
        VEC_PUSH(analysis->arena, &analysis->alerts, i);
        void **slot = map_slot(&analysis->alerts_by_name, rule->name.str);
        *slot = *slot ? *slot : ARENA_NEW(analysis->arena, struct rule_index_vec);
        struct rule_index_vec *namesakes = *slot;
        VEC_PUSH(analysis->arena, namesakes, i);
    }
}

static void
make_shapes(struct analysis *analysis)
{
    struct rule_order order;
    order_rules(analysis, &order);
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < order.count; i++) {
        analyse_rule(analysis, order.rules[i], &scratch);
        arena_clear(&scratch);
    }
    arena_finish(&scratch);
    give_up_cycles(analysis);
}

/* Shapes and cross references need nothing of each other but names, so two threads make them,
 * each with a branch of the names. Shapes take longer, and nothing of annotations: who makes
 * the cross references reads those first. */
enum making_job { MAKING_SHAPES, MAKING_XREF, MAKING_JOBS };

struct making {
    struct analysis *analysis;
    struct rules *rules; /* for their annotations */
    struct arena xref_arena;
    struct diags xref_diags;
    struct model models[MAKING_JOBS]; /* by job: the same with its names */
    struct interner names[MAKING_JOBS];
};

static void
make_part(void *work, size_t job)
{
    struct making *making = work;
    struct analysis *analysis = making->analysis;
    if (job == MAKING_SHAPES) {
        make_shapes(analysis);
    } else {
        rules_read_annotations(&making->xref_arena, &making->models[MAKING_XREF], making->rules,
            &making->xref_diags);
        xref_make(&making->xref_arena, &making->models[MAKING_XREF], analysis->rules,
            analysis->world, &analysis->xref);
    }
}

static void
make_parts(struct analysis *analysis, struct rules *rules, struct diags *diags)
{
    enum { FEW_RULES = 128 };
    struct arena *arena = analysis->arena;
    const struct model *model = analysis->model;
    struct making making = {
        .analysis = analysis, .rules = rules, .models = { *model, *model }
    };
    arena_init(&making.xref_arena);
    diags_init(&making.xref_diags, &making.xref_arena);
    interner_branch(&making.names[MAKING_SHAPES], model->names, arena);
    interner_branch(&making.names[MAKING_XREF], model->names, &making.xref_arena);
    for (size_t i = 0; i < MAKING_JOBS; i++) {
        making.models[i].names = &making.names[i];
    }
    making.models[MAKING_XREF].arena = &making.xref_arena;
    analysis->model = &making.models[MAKING_SHAPES];
    analysis->sets = value_sets_new(arena, analysis->model->names, model->regexes);
    work_run(make_part, &making, MAKING_JOBS,
        analysis->rules->all.count > FEW_RULES ? model->threads : 1);
    interner_adopt(model->names, &making.names[MAKING_SHAPES]);
    value_sets_rename(analysis->sets, model->names);
    analysis->model = model;
    xref_rename(&making.xref_arena, model->names, &making.names[MAKING_XREF], &analysis->xref);
    diags_append(diags, &making.xref_diags);
    arena_adopt(arena, &making.xref_arena);
}

static void
make_label_names(struct interner *names, const struct rule *rule)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        intern(names, rule->labels.at[i].name);
    }
}

/* Names that stand in thousands of places, made before the branches: each would make them for
 * itself, and those of one branch are renamed later, place by place. Rules of one group have
 * much the same labels: the first and the last tell nearly all. */
static void
make_common_names(const struct model *model, const struct rules *rules)
{
    for (size_t i = 0; i < model->severities.count; i++) {
        intern(model->names, model->severities.at[i].key.str);
    }
    for (size_t i = 0; i < rules->groups.count; i++) {
        const struct rule_group *group = &rules->groups.at[i];
        make_label_names(model->names, &rules->all.at[group->first]);
        make_label_names(model->names, &rules->all.at[group->first + group->count - 1]);
    }
}

bool
analysis_make(struct arena *arena, const struct model *model, struct rules *rules,
    struct analysis *analysis, struct diags *diags)
{
    *analysis = (struct analysis){ .arena = arena, .model = model, .rules = rules };
    analysis->world = ARENA_NEW(arena, struct world);
    world_make(arena, model, rules, analysis->world);
    analysis->metric_name = intern(model->names, STR("__name__"));
    analysis->selectors = known_selectors_new(arena);
    analysis->results = ARENA_ARRAY(arena, struct rule_result, rules->all.count);
    analysis->sources =
        ARENA_ARRAY(arena, const struct shape_alternative *, analysis->world->source_count);
    analysis->units = ARENA_ARRAY(arena, const struct unit *, analysis->world->source_count);
    make_common_names(model, rules);
    make_parts(analysis, rules, diags);
    index_alerts(analysis);
    return true;
}

void
analysis_branch(const struct analysis *parent, struct arena *arena, const struct model *model,
    struct analysis *branch)
{
    size_t count = parent->world->source_count;
    *branch = *parent;
    branch->arena = arena;
    branch->model = model;
    branch->sets = value_sets_branch(parent->sets, arena, model->names);
    branch->selectors = known_selectors_branch(parent->selectors, arena);
    branch->sources = ARENA_ARRAY(arena, const struct shape_alternative *, count);
    branch->units = ARENA_ARRAY(arena, const struct unit *, count);
    if (count > 0) {
        memcpy(branch->sources, parent->sources, count * sizeof *branch->sources);
        memcpy(branch->units, parent->units, count * sizeof *branch->units);
    }
}

size_t
analysis_rule_index(const struct analysis *analysis, const struct rule *rule)
{
    return (size_t)(rule - analysis->rules->all.at);
}

struct shape_label
analysis_template_label(const struct analysis *analysis, size_t rule, struct str name)
{
    const struct shape *expr = analysis->results[rule].expr;
    const struct name *label = intern(analysis->model->names, name);
    if (!expr) {
        return (struct shape_label){ .name = label, .presence = PRESENCE_MAYBE };
    }
    return shape_label(analysis->sets, expr, label);
}
