/*
 * Types, their fields, and the uses of labels.
 */
#include "gotmpl/checker.h"

#include <stdarg.h>

#include "base/nearest.h"

#define NONE                                                                                   \
    {                                                                                          \
        0, 0, 0                                                                                \
    }
#define V(major, minor)                                                                        \
    {                                                                                          \
        major, minor, 0                                                                        \
    }

struct field {
    enum type type;
    struct str name;
    enum type result;
    struct version since;
};

static const struct field fields[] = {
#define FIELD(type, name, result, since) { TYPE_##type, STR_INIT(name), TYPE_##result, since },
#include "gotmpl/types.def"
#undef FIELD
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields };

struct shape
shape_of(enum type type)
{
    return (struct shape){ .type = type };
}

bool
type_is_map(enum type type)
{
    return type == TYPE_LABELS || type == TYPE_EXTERNAL_LABELS || type == TYPE_SAMPLE_LABELS ||
           (type >= TYPE_GROUP_LABELS && type <= TYPE_OTHER_LABELS);
}

const char *
type_text(enum type type)
{
    static const char *const texts[] = {
#define TYPE(id, text) text,
#include "gotmpl/types.def"
#undef TYPE
    };
    return texts[type];
}

enum type
type_element(enum type type)
{
    if (type_is_map(type) || type == TYPE_STRINGS) {
        return TYPE_STRING;
    }
    return type == TYPE_SAMPLES        ? TYPE_SAMPLE
           : type == TYPE_ALERTS       ? TYPE_ALERT
           : type == TYPE_PAIRS        ? TYPE_PAIR
           : type == TYPE_UNKNOWN_DATA ? TYPE_UNKNOWN_DATA
                                       : TYPE_ANY;
}

struct finding *
checker_report(struct checker *checker, const struct diag_kind *kind, struct span span,
    const char *format, ...)
{
    if (!checker->is_final) {
        return NULL;
    }
    va_list arguments;
    va_start(arguments, format);
    struct str message = arena_vprintf(checker->arena, format, arguments);
    va_end(arguments);
    checker->is_broken = true;
    return diag_report(checker->diags, kind, span, "%.*s", STR_ARG(message));
}

void
checker_use(struct checker *checker, struct gotmpl_use use)
{
    if (!checker->is_final) {
        return;
    }
    use.is_condition = checker->is_condition;
    for (size_t i = 0; i < checker->guards.count && !use.is_guarded; i++) {
        const struct label_ref *guard = &checker->guards.at[i];
        use.is_guarded =
            guard->kind == use.kind && use.name.len && str_equal(guard->name, use.name);
    }
    VEC_PUSH(checker->arena, &checker->uses->all, use);
}

/* False for sets that nobody asks about, such as those of a query's samples. */
static bool
use_kind_of(enum type map, enum gotmpl_use_kind *out)
{
    static const struct {
        enum type type;
        enum gotmpl_use_kind kind;
    } kinds[] = {
        { TYPE_LABELS, GOTMPL_USE_LABEL },
        { TYPE_EXTERNAL_LABELS, GOTMPL_USE_EXTERNAL_LABEL },
        { TYPE_GROUP_LABELS, GOTMPL_USE_GROUP_LABEL },
        { TYPE_COMMON_LABELS, GOTMPL_USE_COMMON_LABEL },
        { TYPE_COMMON_ANNOTATIONS, GOTMPL_USE_COMMON_ANNOTATION },
        { TYPE_ALERT_LABELS, GOTMPL_USE_ALERT_LABEL },
        { TYPE_ALERT_ANNOTATIONS, GOTMPL_USE_ALERT_ANNOTATION },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].type == map) {
            *out = kinds[i].kind;
            return true;
        }
    }
    return false;
}

void
checker_use_label(struct checker *checker, enum type map, struct str name, struct span span)
{
    struct gotmpl_use use = { .name = name, .span = span };
    if (use_kind_of(map, &use.kind)) {
        checker_use(checker, use);
    }
}

/* Alertmanager's sets have methods; the maps of Prometheus have none. */
static bool
map_method(
    struct checker *checker, enum type map, const struct gotmpl_name *name, struct shape *out)
{
    if (checker->gotmpl->options.dialect != GOTMPL_DIALECT_ALERTMANAGER) {
        return false;
    }
    if (str_is(name->text, "SortedPairs")) {
        *out = shape_of(TYPE_PAIRS);
    } else if (str_is(name->text, "Names") || str_is(name->text, "Values")) {
        *out = shape_of(TYPE_STRINGS);
    } else if (str_is(name->text, "String")) {
        *out = shape_of(TYPE_STRING);
    } else if (str_is(name->text, "Remove")) {
        /* What remains is asked for by the methods called on it. */
        *out = shape_of(map);
        return true;
    } else {
        return false;
    }
    checker_use_label(checker, map, STR(""), name->span);
    return true;
}

static struct shape
map_field(struct checker *checker, enum type map, const struct gotmpl_name *name)
{
    struct shape shape = shape_of(TYPE_STRING);
    if (map_method(checker, map, name, &shape)) {
        return shape;
    }
    checker_use_label(checker, map, name->text, name->span);
    struct label_ref ref = { .name = name->text };
    if (use_kind_of(map, &ref.kind)) {
        VEC_PUSH(checker->arena, &shape.if_true, ref);
    }
    return shape;
}

static const struct field *
find_field(enum type type, struct str name)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].type == type && str_equal(fields[i].name, name)) {
            return &fields[i];
        }
    }
    return NULL;
}

/* In a `define` whose caller is unknown, the field's name tells what `.` must be. */
static struct shape
guess_field(struct checker *checker, const struct gotmpl_name *name)
{
    static const enum type candidates[] = { TYPE_DATA, TYPE_ALERT, TYPE_PAIR };
    if (checker->gotmpl->options.dialect != GOTMPL_DIALECT_ALERTMANAGER) {
        return shape_of(TYPE_ANY);
    }
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        const struct field *field = find_field(candidates[i], name->text);
        if (field) {
            return shape_of(field->result);
        }
    }
    bool is_list = str_is(name->text, "Firing") || str_is(name->text, "Resolved");
    return shape_of(is_list ? TYPE_ALERTS : TYPE_ANY);
}

static void
help_field(struct checker *checker, struct finding *finding, enum type type, struct str name)
{
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].type == type) {
            nearest_offer(&nearest, fields[i].name);
        }
    }
    if (type == TYPE_DATA && (str_is(name, "Labels") || str_is(name, "Annotations"))) {
        finding_help(checker->diags, finding,
            "write `.Common%.*s` for what all alerts share, or walk through them: "
            "`{{ range .Alerts }}{{ .%.*s.x }}{{ end }}`",
            STR_ARG(name), STR_ARG(name));
    } else if (nearest.best.len > 0) {
        finding_help(checker->diags, finding, "did you mean `.%.*s`?", STR_ARG(nearest.best));
    } else if (type == TYPE_RULE_DATA) {
        finding_help(
            checker->diags, finding, "for a label, write `$labels.%.*s`", STR_ARG(name));
    } else if (type_element(type) != TYPE_ANY) {
        finding_help(checker->diags, finding, "walk through the list with `range`");
    }
}

static void
report_field(struct checker *checker, enum type type, const struct gotmpl_name *name)
{
    struct finding *finding = checker_report(checker, &kind_template_type, name->span,
        "no field `%.*s` in %s", STR_ARG(name->text), type_text(type));
    if (!finding) {
        return;
    }
    help_field(checker, finding, type, name->text);
    const char *list = NULL;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].type == type &&
            version_has(checker->gotmpl->options.version, fields[i].since)) {
            list = list ? arena_printf(checker->arena, "%s, `%s`", list, fields[i].name.at).at
                        : arena_printf(checker->arena, "`%s`", fields[i].name.at).at;
        }
    }
    if (list) {
        finding_note(checker->diags, finding, "its fields are %s", list);
    }
}

struct shape
checker_field(
    struct checker *checker, const struct shape *value, const struct gotmpl_name *name)
{
    enum type type = value->type;
    if (type_is_map(type)) {
        return map_field(checker, type, name);
    }
    if (type == TYPE_UNKNOWN_DATA) {
        return guess_field(checker, name);
    }
    if (type == TYPE_ANY || type == TYPE_TIME) {
        return shape_of(TYPE_ANY);
    }
    const struct field *field = find_field(type, name->text);
    if (!field) {
        report_field(checker, type, name);
        return shape_of(TYPE_ANY);
    }
    const struct gotmpl_options *options = &checker->gotmpl->options;
    if (!version_has(options->version, field->since)) {
        struct finding *finding = checker_report(checker, &kind_unsupported_version, name->span,
            "field `%.*s` needs Alertmanager %d.%d", STR_ARG(name->text), field->since.major,
            field->since.minor);
        if (finding) {
            finding_caption(checker->diags, finding, "the declared version is %d.%d",
                options->version.major, options->version.minor);
        }
    }
    return shape_of(field->result);
}
