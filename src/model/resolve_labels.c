/*
 * Following names in labels: the vocabulary, sets of labels, and the domains of their values.
 *
 * A domain is described in one of three places: beside the label itself, under the vocabulary
 * entry that `like` names, or under the entry of its own name. A name that is described nowhere
 * is an error, for a mistyped label would otherwise be an open one that nothing is checked
 * against; only libraries, which do not know the vocabulary of those who include them, may
 * leave it open.
 */
#include "model/resolve.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "base/vec.h"

enum { DEEPEST_SET = 8 };

static int
compare_names(const void *a, const void *b)
{
    const struct name *const *left = a;
    const struct name *const *right = b;
    return str_compare((*left)->text, (*right)->text);
}

static void
close_domain(struct resolver *resolver, struct label_domain *domain, struct text_list values)
{
    struct model *model = resolver->model;
    domain->is_closed = true;
    domain->values = ARENA_ARRAY(model->arena, const struct name *, values.count);
    for (size_t i = 0; i < values.count; i++) {
        domain->values[i] = intern(model->names, values.at[i].str);
    }
    qsort(domain->values, values.count, sizeof *domain->values, compare_names);
    for (size_t i = 0; i < values.count; i++) {
        if (i == 0 || domain->values[i] != domain->values[i - 1]) {
            domain->values[domain->value_count++] = domain->values[i];
        }
    }
    domain->max = (int64_t)domain->value_count;
}

static const struct regex *
compile_match(struct resolver *resolver, struct text match)
{
    struct str error;
    const struct regex *regex = regex_compile(resolver->model->regexes, match.str, &error);
    if (!regex) {
        struct finding *finding = diag_report(resolver->diags, &kind_regex_syntax, match.span,
            "the pattern `%.*s` is no regular expression", STR_ARG(match.str));
        finding_caption(resolver->diags, finding, "%.*s", STR_ARG(error));
    }
    return regex;
}

/* What a description of values says, wherever it stands. */
const struct label_domain *
resolve_domain(struct resolver *resolver, const struct domain_words *words)
{
    struct label_domain *domain = ARENA_NEW(resolver->model->arena, struct label_domain);
    domain->span = words->span;
    domain->class = words->class;
    domain->match = words->match;
    domain->max = words->max.value;
    if (words->values.count > 0) {
        close_domain(resolver, domain, words->values);
    } else if (words->match.str.at) {
        domain->regex = compile_match(resolver, words->match);
    }
    if (words->values.count > 0 && (words->match.str.at || words->max.is_set)) {
        struct finding *finding = diag_report(resolver->diags, &kind_invalid_value, words->span,
            "`values` already says all values, so `%s` has nothing to add",
            words->match.str.at ? "match" : "max");
        finding_help(resolver->diags, finding,
            "keep `values` for a closed set, or `match` and `max` for an open one");
    }
    return domain;
}

static const struct label_entry *
find_entry(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->labels.count; i++) {
        if (str_equal(model->labels.at[i].key.str, name)) {
            return &model->labels.at[i];
        }
    }
    return NULL;
}

/* The check forbidden-label tells of it, and advice to declare it would be wrong. */
static bool
is_forbidden(const struct model *model, struct str name)
{
    const struct forbidden_class_list *classes = &model->policy.forbidden_labels;
    for (size_t i = 0; i < classes->count; i++) {
        for (size_t j = 0; j < classes->at[i].labels.count; j++) {
            if (str_equal(classes->at[i].labels.at[j].str, name)) {
                return true;
            }
        }
    }
    return false;
}

static void
report_unknown_label(struct resolver *resolver, struct text name)
{
    struct finding *finding = diag_report(resolver->diags, &kind_unknown_name, name.span,
        "the label `%.*s` is not in the vocabulary", STR_ARG(name.str));
    finding_caption(resolver->diags, finding, "no entry of `labels:` has this name");
    finding_topic(resolver->diags, finding, name.str);
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    for (size_t i = 0; i < resolver->model->labels.count; i++) {
        nearest_offer(&nearest, resolver->model->labels.at[i].key.str);
    }
    if (nearest.best.len > 0) {
        finding_help(resolver->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(resolver->diags, finding, name.span, nearest.best);
    }
    finding_help(resolver->diags, finding,
        "%s say here which values it takes: `%.*s: {max: 20}` or `%.*s: [a, b]`",
        nearest.best.len > 0 ? "or" : "declare it under `labels:`, or", STR_ARG(name.str),
        STR_ARG(name.str));
}

static void
add_label(struct resolver *resolver, struct label_vec *labels, struct label label)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (labels->at[i].name == label.name) {
            struct finding *finding = diag_report(resolver->diags, &kind_duplicate_name,
                label.span, "the label `%.*s` is listed twice", STR_ARG(label.name->text));
            finding_label(resolver->diags, finding, labels->at[i].span, "first here");
            return;
        }
    }
    VEC_PUSH(resolver->model->arena, labels, label);
}

static void add_refs(
    struct resolver *resolver, struct label_ref_list refs, struct label_vec *labels, int depth);

static bool
describes_values(const struct label_ref *ref)
{
    return ref->values.count > 0 || ref->match.str.at || ref->max.is_set || ref->class.str.at;
}

static void
add_ref(
    struct resolver *resolver, const struct label_ref *ref, struct label_vec *labels, int depth)
{
    struct text wanted = ref->like.str.at ? ref->like : ref->name;
    const struct label_entry *entry = find_entry(resolver->model, wanted.str);
    bool is_set = entry && entry->set.count > 0;
    if (is_set && !ref->like.str.at && !describes_values(ref)) {
        add_refs(resolver, entry->set, labels, depth + 1);
        return;
    }
    struct label label = { .name = intern(resolver->model->names, ref->name.str),
        .span = ref->name.span };
    if (describes_values(ref)) {
        struct domain_words words = { ref->values, ref->match, ref->max, ref->class,
            ref->span };
        label.domain = resolve_domain(resolver, &words);
    } else if (!entry) {
        bool is_own = model_is_own(resolver->model, wanted.span);
        bool is_expected = is_own || ref->like.str.at;
        if (is_expected && !is_forbidden(resolver->model, wanted.str)) {
            report_unknown_label(resolver, wanted);
        }
        label.domain = ARENA_NEW(resolver->model->arena, struct label_domain);
    } else if (is_set) {
        diag_report(resolver->diags, &kind_invalid_value, wanted.span,
            "`%.*s` is a set of labels and has no values", STR_ARG(wanted.str));
        label.domain = ARENA_NEW(resolver->model->arena, struct label_domain);
    } else {
        label.domain = entry->domain;
    }
    add_label(resolver, labels, label);
}

static void
add_refs(
    struct resolver *resolver, struct label_ref_list refs, struct label_vec *labels, int depth)
{
    if (depth > DEEPEST_SET) {
        diag_report(resolver->diags, &kind_invalid_value, refs.at[0].span,
            "sets of labels contain each other");
        return;
    }
    for (size_t i = 0; i < refs.count; i++) {
        add_ref(resolver, &refs.at[i], labels, depth);
    }
}

static int
compare_labels(const void *a, const void *b)
{
    const struct label *left = a;
    const struct label *right = b;
    return str_compare(left->name->text, right->name->text);
}

struct label_list
resolve_label_list(struct label_vec *labels)
{
    if (labels->count > 0) {
        qsort(labels->at, labels->count, sizeof *labels->at, compare_labels);
    }
    return (struct label_list){ labels->at, labels->count };
}

struct label_list
resolve_label_refs(struct resolver *resolver, struct label_ref_list refs)
{
    struct label_vec labels = { 0 };
    add_refs(resolver, refs, &labels, 0);
    return resolve_label_list(&labels);
}

void
resolve_vocabulary(struct resolver *resolver)
{
    for (size_t i = 0; i < resolver->model->labels.count; i++) {
        struct label_entry *entry = &resolver->model->labels.at[i];
        if (entry->set.count == 0) {
            struct domain_words words = { entry->values, entry->match, entry->max, entry->class,
                entry->span };
            entry->domain = resolve_domain(resolver, &words);
        }
    }
}
