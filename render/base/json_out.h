/*
 * Doc: JSON documents, written and read by jansson behind an opaque type.
 * Output is ASCII (every other character escaped) and keeps the order in
 * which members were added, so that the same report gives the same bytes.
 *
 * Keys are literals of ours, never CRM text. What is not known (NAN,
 * DATE_NONE, an empty view) becomes null. Numbers are rounded as they are
 * shown elsewhere, so that all files agree. Values belong to their parent;
 * the root is released by doc_release().
 */
#ifndef RENDER_BASE_JSON_OUT_H
#define RENDER_BASE_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/buf.h"

struct doc;

struct doc *doc_object(void);
struct doc *doc_list(void);
void doc_release(struct doc *root); /* accepts NULL */

/* Add a member to an object, or with key NULL an item to a list. */
struct doc *doc_add_object(struct doc *parent, const char *key);
struct doc *doc_add_list(struct doc *parent, const char *key);
void doc_text(struct doc *parent, const char *key, struct sv text);
void doc_number(struct doc *parent, const char *key, double x, int decimals);
void doc_exact(struct doc *parent, const char *key, double x); /* 15 digits */
void doc_count(struct doc *parent, const char *key, size_t n);
void doc_bool(struct doc *parent, const char *key, bool truth);
void doc_date(struct doc *parent, const char *key, int32_t date);

/* Appends the text; `pretty` puts each member on a line of its own. */
void doc_dump(struct buf *out, const struct doc *root, bool pretty);

/* Reading. doc_parse() returns NULL for what is no JSON and puts the reason
 * into `why` if there is room for one. The others accept NULL and answer
 * NULL, false, an empty view, NAN or 0 where there is no such value. */
struct doc *doc_parse(struct sv text, char *why, size_t why_size);
const struct doc *doc_find(const struct doc *object, const char *key);
const struct doc *doc_path(const struct doc *object, const char *dotted);
size_t doc_items(const struct doc *list);
const struct doc *doc_item(const struct doc *list, size_t i);
struct sv doc_get_text(const struct doc *value); /* valid as long as root */
double doc_get_number(const struct doc *value);
bool doc_is_true(const struct doc *value);

#endif
