/*
 * RE2 behind the C interface.
 */
#include "regex/regex.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/re2.h>

struct regex {
    std::unique_ptr<RE2> pattern;
    std::string error;
};

struct regex_set {
    std::mutex mutex;
    std::map<std::string, regex> patterns;
};

namespace {

/* The end of what a scan must not look into, when a quotation or a class starts at `i`. */
size_t
skip_class(const std::string &text, size_t i)
{
    i++;
    if (i < text.size() && text[i] == '^') {
        i++;
    }
    if (i < text.size() && text[i] == ']') {
        i++;
    }
    while (i < text.size() && text[i] != ']') {
        i += text[i] == '\\' && i + 1 < text.size() && text[i + 1] != 'C' ? 2 : 1;
    }
    return i;
}

/* Go takes (?<name>…) for (?P<name>…), since 1.22; RE2 of 2022 knows only the latter. */
std::string
as_re2_spells_it(const std::string &text)
{
    std::string spelled;
    for (size_t i = 0; i < text.size(); i++) {
        size_t end = i;
        if (text[i] == '\\' && i + 1 < text.size()) {
            end = i + 1;
        } else if (text[i] == '[') {
            end = skip_class(text, i);
        } else if (text.compare(i, 3, "(?<") == 0 && i + 3 < text.size() &&
                   text[i + 3] != '=' && text[i + 3] != '!') {
            spelled += "(?P<";
            i += 2;
            continue;
        }
        spelled.append(text, i, end - i + 1);
        i = end;
    }
    return spelled;
}

/* Go has no \C (one byte), neither inside a class nor outside; \Q…\E quotes it. */
bool
has_byte_escape(const std::string &text)
{
    for (size_t i = 0; i + 1 < text.size(); i++) {
        if (text[i] != '\\') {
            continue;
        }
        if (text[i + 1] == 'C') {
            return true;
        }
        i++;
        if (text[i] == 'Q') {
            size_t end = text.find("\\E", i);
            if (end == std::string::npos) {
                return false;
            }
            i = end + 1;
        }
    }
    return false;
}

struct translation {
    const char *re2;
    const char *go;
};

/* RE2 says `kind: argument`; Go has other words for some kinds. */
const translation translations[] = {
    { "bad repetition operator", "invalid nested repetition operator" },
    { "no argument for repetition operator", "missing argument to repetition operator" },
    { "missing )", "missing closing )" },
    { "missing ]", "missing closing ]" },
    { "invalid perl operator", "invalid or unsupported Perl syntax" },
    { "invalid repetition size", "invalid repeat count" },
    { "invalid named capture group", "invalid named capture" },
    { "trailing \\", "trailing backslash at end of expression" },
};

/* The message in Go's words, with the argument between backquotes. */
std::string
go_error(const RE2 &pattern)
{
    const std::string &argument = pattern.error_arg();
    std::string kind = pattern.error();
    if (!argument.empty() && kind.size() > argument.size() + 2) {
        kind.resize(kind.size() - argument.size() - 2);
    }
    for (const translation &known : translations) {
        if (kind == known.re2) {
            kind = known.go;
        }
    }
    return kind + ": `" + argument + "`";
}

std::unique_ptr<RE2>
compile(const std::string &text)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_never_nl(false);
    options.set_max_mem(8 << 20);
    return std::make_unique<RE2>(text, options);
}

re2::StringPiece
piece(struct str s)
{
    return re2::StringPiece(s.len ? s.at : "", s.len);
}

/* A group that took no part is empty. */
bool
match_groups(const struct regex *regex, struct str text, size_t from, RE2::Anchor anchor,
    struct str *groups)
{
    int count = regex->pattern->NumberOfCapturingGroups() + 1;
    std::vector<re2::StringPiece> found(static_cast<size_t>(count));
    re2::StringPiece whole = piece(text);
    if (!regex->pattern->Match(whole, from, whole.size(), anchor, found.data(), count)) {
        return false;
    }
    for (size_t i = 0; i < found.size(); i++) {
        groups[i] = str_make(found[i].data() ? found[i].data() : "", found[i].size());
    }
    return true;
}

} // namespace

struct regex_set *
regex_set_open(void)
{
    return new regex_set();
}

void
regex_set_close(struct regex_set *set)
{
    delete set;
}

const struct regex *
regex_compile(struct regex_set *set, struct str pattern, struct str *error)
{
    std::string text(pattern.len ? pattern.at : "", pattern.len);
    std::lock_guard<std::mutex> lock(set->mutex);
    auto [entry, is_new] = set->patterns.try_emplace(text);
    regex &found = entry->second;
    if (is_new) {
        if (has_byte_escape(text)) {
            found.error = "invalid escape sequence: `\\C`";
        } else {
            found.pattern = compile(as_re2_spells_it(text));
            if (!found.pattern->ok()) {
                found.error = go_error(*found.pattern);
            }
        }
    }
    if (!found.error.empty()) {
        *error = str_make(found.error.data(), found.error.size());
        return nullptr;
    }
    return &found;
}

bool
regex_matches(const struct regex *regex, struct str text)
{
    return RE2::FullMatch(piece(text), *regex->pattern);
}

bool
regex_finds(const struct regex *regex, struct str text)
{
    return RE2::PartialMatch(piece(text), *regex->pattern);
}

int
regex_group_count(const struct regex *regex)
{
    return regex->pattern->NumberOfCapturingGroups();
}

bool
regex_groups(const struct regex *regex, struct str text, struct str *groups)
{
    return match_groups(regex, text, 0, RE2::ANCHOR_BOTH, groups);
}

bool
regex_search(const struct regex *regex, struct str text, size_t from, struct str *groups)
{
    return match_groups(regex, text, from, RE2::UNANCHORED, groups);
}

int
regex_group_named(const struct regex *regex, struct str name)
{
    const std::map<std::string, int> &names = regex->pattern->NamedCapturingGroups();
    auto found = names.find(std::string(name.len ? name.at : "", name.len));
    return found == names.end() ? -1 : found->second;
}
