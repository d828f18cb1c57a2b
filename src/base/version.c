/*
 * Reading and comparing versions.
 */
#include "base/version.h"

static bool
read_number(struct str part, int *out)
{
    int value = 0;
    if (part.len == 0 || part.len > 6) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        if (part.at[i] < '0' || part.at[i] > '9') {
            return false;
        }
        value = value * 10 + (part.at[i] - '0');
    }
    *out = value;
    return true;
}

bool
version_parse(struct str text, struct version *out)
{
    struct version version = { 0, 0, 0 };
    int *const parts[] = { &version.major, &version.minor, &version.patch };
    struct str rest = str_starts_with(text, STR("v")) ? str_slice(text, 1, text.len) : text;
    for (size_t i = 0; rest.at; i++) {
        if (i == 3 || !read_number(str_cut(&rest, '.'), parts[i])) {
            return false;
        }
    }
    *out = version;
    return true;
}

int
version_compare(struct version a, struct version b)
{
    if (a.major != b.major) {
        return a.major - b.major;
    }
    return a.minor != b.minor ? a.minor - b.minor : a.patch - b.patch;
}
