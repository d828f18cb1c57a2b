/*
 * Judging a word by Grafana's lists, and finding the words of a panel.
 */
#include "check/words.h"

static const char *
find_renamed(const struct words *words, struct str word)
{
    for (size_t i = 0; words->renamed && words->renamed[i][0]; i++) {
        if (str_is(word, words->renamed[i][0])) {
            return words->renamed[i][1];
        }
    }
    return NULL;
}

static bool
has_variable(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '$') {
            return true;
        }
    }
    return false;
}

void
words_verify(struct checker *checker, const struct words *words, struct text word)
{
    if (word.str.len == 0 || !span_is_set(word.span) || has_variable(word.str) ||
        grafana_knows(words->list, word.str)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, word.span, "Grafana knows no %s `%.*s`", words->what, STR_ARG(word.str));
    finding_topic(checker->diags, finding, word.str);
    finding_caption(checker->diags, finding, "not a %s", words->what);
    finding_note(checker->diags, finding, "%s", words->note);
    const char *present = find_renamed(words, word.str);
    if (present) {
        finding_help(checker->diags, finding, "it is called `%s` now", present);
        finding_fix(checker->diags, finding, word.span, str_from(present));
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, word.str);
    grafana_offer(words->list, &nearest);
    check_suggest(checker, finding, word.span, &nearest);
}

void
words_verify_value(
    struct checker *checker, const struct words *words, const struct value *value)
{
    if (value->kind == VALUE_KIND_TEXT) {
        words_verify(checker, words, (struct text){ value->text, value->span });
    }
}

void
words_walk(struct checker *checker, const struct value *value, words_entry_function *found)
{
    if (!value) {
        return;
    }
    for (size_t i = 0; i < value->items.count; i++) {
        words_walk(checker, value->items.at[i], found);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        found(checker, entry->key, entry->value);
        words_walk(checker, entry->value, found);
    }
}

void
words_each_field(
    struct checker *checker, const struct loaded_panel *panel, words_field_function *found)
{
    found(checker, &panel->field);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        found(checker, &panel->overrides.at[i].field);
    }
}
