/*
 * The table of configuration keys: one line a key, from which it is read
 * (settings_read.c), checked (settings_check.c), described for the manifest
 * and the sheet Settings, and explained in the file that `init` writes
 * (scoring/intake/init_file.c).
 */
#ifndef SCORING_SETTINGS_SETTINGS_KEYS_H
#define SCORING_SETTINGS_SETTINGS_KEYS_H

#include <stddef.h>

#include "scoring/settings/settings.h"

enum key_type {
    KEY_TEXT,   /* struct sv[count] */
    KEY_LIST,   /* struct sv[max] and, at `counter`, a size_t */
    KEY_NUMBER, /* double[count] */
    KEY_WHOLE,  /* int */
    KEY_CHOICE, /* an enum or bool of 1 or 4 bytes: index of the word */
    KEY_MARKS,  /* enum numbers, by the example of scoring/base/number.h */
};

struct settings_key {
    const char *section, *name;
    enum key_type type;
    size_t offset;
    size_t count;   /* entries; of KEY_LIST the most */
    size_t counter; /* of KEY_LIST */
    size_t size;    /* of KEY_CHOICE: bytes */
    double min, max;
    const char *choices; /* words, divided by blanks */
    const char *help;    /* one line */
};

extern const struct settings_key SETTINGS_KEYS[];
extern const size_t SETTINGS_KEYS_N;

/* Sections in the order of the file. [filter], [rates] and [actions], and
 * the canonical names in [columns], are keyed by the user's own words. */
extern const char *const SETTINGS_SECTIONS[];
extern const size_t SETTINGS_SECTIONS_N;

const struct settings_key *settings_key_find(struct sv section, struct sv name);

/* Does it decide no byte of the pack, only where the pack goes? */
bool settings_key_carries(const struct settings_key *key);

/* A double as text that reads back the same. */
enum { KEY_NUMBER_TEXT = 32 };
char *settings_number(char out[KEY_NUMBER_TEXT], double x);

/* The value as the file would write it. */
struct buf;
void settings_key_value(struct buf *out, const struct settings_key *key,
                        const struct settings *s);

#endif
