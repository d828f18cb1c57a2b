/*
 * The letters and the words of the language; words are found by length and letters in any case.
 */
#include "promql/lexer_parts.h"

#define L CHAR_LETTER
#define D CHAR_DIGIT

const uint8_t promql_lexer_classes[256] = { ['0'] = D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    ['A'] = L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    ['_'] = L,
    ['a'] = L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L };

struct keyword {
    struct str word;
    uint8_t kind;
    uint8_t op;
};

/* In order of length, so that a word is compared with the few of its own length. */
static const struct keyword keywords[] = {
    { STR_INIT("or"), TOKEN_OPERATOR, PROMQL_OP_OR },
    { STR_INIT("by"), TOKEN_BY, 0 },
    { STR_INIT("on"), TOKEN_ON, 0 },
    { STR_INIT("and"), TOKEN_OPERATOR, PROMQL_OP_AND },
    { STR_INIT("sum"), TOKEN_AGGREGATOR, PROMQL_OP_SUM },
    { STR_INIT("max"), TOKEN_AGGREGATOR, PROMQL_OP_MAX },
    { STR_INIT("min"), TOKEN_AGGREGATOR, PROMQL_OP_MIN },
    { STR_INIT("avg"), TOKEN_AGGREGATOR, PROMQL_OP_AVG },
    { STR_INIT("inf"), TOKEN_NUMBER, 0 },
    { STR_INIT("nan"), TOKEN_NUMBER, 0 },
    { STR_INIT("end"), TOKEN_FINISH, 0 },
    { STR_INIT("topk"), TOKEN_AGGREGATOR, PROMQL_OP_TOPK },
    { STR_INIT("bool"), TOKEN_BOOL, 0 },
    { STR_INIT("fill"), TOKEN_FILL, 0 },
    { STR_INIT("step"), TOKEN_STEP, 0 },
    { STR_INIT("count"), TOKEN_AGGREGATOR, PROMQL_OP_COUNT },
    { STR_INIT("group"), TOKEN_AGGREGATOR, PROMQL_OP_GROUP },
    { STR_INIT("atan2"), TOKEN_OPERATOR, PROMQL_OP_ATAN2 },
    { STR_INIT("start"), TOKEN_START, 0 },
    { STR_INIT("range"), TOKEN_RANGE, 0 },
    { STR_INIT("offset"), TOKEN_OFFSET, 0 },
    { STR_INIT("unless"), TOKEN_OPERATOR, PROMQL_OP_UNLESS },
    { STR_INIT("stddev"), TOKEN_AGGREGATOR, PROMQL_OP_STDDEV },
    { STR_INIT("stdvar"), TOKEN_AGGREGATOR, PROMQL_OP_STDVAR },
    { STR_INIT("limitk"), TOKEN_AGGREGATOR, PROMQL_OP_LIMITK },
    { STR_INIT("max_of"), TOKEN_MAX_OF, 0 },
    { STR_INIT("min_of"), TOKEN_MIN_OF, 0 },
    { STR_INIT("without"), TOKEN_WITHOUT, 0 },
    { STR_INIT("bottomk"), TOKEN_AGGREGATOR, PROMQL_OP_BOTTOMK },
    { STR_INIT("ignoring"), TOKEN_IGNORING, 0 },
    { STR_INIT("quantile"), TOKEN_AGGREGATOR, PROMQL_OP_QUANTILE },
    { STR_INIT("anchored"), TOKEN_ANCHORED, 0 },
    { STR_INIT("smoothed"), TOKEN_SMOOTHED, 0 },
    { STR_INIT("fill_left"), TOKEN_FILL_LEFT, 0 },
    { STR_INIT("group_left"), TOKEN_GROUP_LEFT, 0 },
    { STR_INIT("fill_right"), TOKEN_FILL_RIGHT, 0 },
    { STR_INIT("group_right"), TOKEN_GROUP_RIGHT, 0 },
    { STR_INIT("limit_ratio"), TOKEN_AGGREGATOR, PROMQL_OP_LIMIT_RATIO },
    { STR_INIT("count_values"), TOKEN_AGGREGATOR, PROMQL_OP_COUNT_VALUES },
};

enum { KEYWORD_COUNT = sizeof keywords / sizeof keywords[0], LONGEST_KEYWORD = 12 };

/* Where the keywords of each length begin in the table. */
static const uint8_t first_of_length[LONGEST_KEYWORD + 2] = { 0, 0, 0, 3, 11, 15, 20, 27, 29,
    33, 34, 36, 38, KEYWORD_COUNT };

static bool
is_same_word(const char *word, struct str keyword)
{
    for (size_t i = 0; i < keyword.len; i++) {
        char c = word[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != keyword.at[i]) {
            return false;
        }
    }
    return true;
}

struct token
promql_lexer_keyword(struct str word)
{
    struct token token = { .kind = TOKEN_IDENTIFIER, .len = (uint32_t)word.len };
    if (word.len > LONGEST_KEYWORD) {
        return token;
    }
    for (size_t i = first_of_length[word.len]; i < first_of_length[word.len + 1]; i++) {
        if (is_same_word(word.at, keywords[i].word)) {
            token.kind = keywords[i].kind;
            token.op = keywords[i].op;
            return token;
        }
    }
    return token;
}
