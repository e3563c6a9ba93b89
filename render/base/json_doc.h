/*
 * JSON document, written and read by jansson behind an opaque type.
 * Output is ASCII (every other character escaped) and keeps the order in
 * which members were added, so that the same report gives the same bytes.
 *
 * Keys are literals of ours, never CRM text. What is not known (NAN,
 * DATE_NONE, an empty view) becomes null. Numbers are rounded as they are
 * shown elsewhere, so that all files agree. Values belong to their parent;
 * the root is released by json_doc_release().
 */
#ifndef RENDER_BASE_JSON_DOC_H
#define RENDER_BASE_JSON_DOC_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/buf.h"

struct json_doc;

struct json_doc *json_doc_object(void);
struct json_doc *json_doc_list(void);
void json_doc_release(struct json_doc *root); /* accepts NULL */

/* Add a member to an object, or with key NULL an item to a list. */
struct json_doc *json_doc_add_object(struct json_doc *parent, const char *key);
struct json_doc *json_doc_add_list(struct json_doc *parent, const char *key);
void json_doc_text(struct json_doc *parent, const char *key, struct sv text);
void json_doc_number(struct json_doc *parent, const char *key, double x,
                     int decimals);
void json_doc_exact(struct json_doc *parent, const char *key,
                    double x); /* 15 digits */
void json_doc_count(struct json_doc *parent, const char *key, size_t n);
void json_doc_bool(struct json_doc *parent, const char *key, bool truth);
void json_doc_date(struct json_doc *parent, const char *key, int32_t date);

/* Appends the text; `pretty` puts each member on a line of its own. */
void json_doc_dump(struct buf *out, const struct json_doc *root, bool pretty);

/* Reading. json_doc_parse() returns NULL for what is no JSON and puts the
 * reason into `why` if there is room for one. The others accept NULL and answer
 * NULL, false, an empty view, NAN or 0 where there is no such value. */
struct json_doc *json_doc_parse(struct sv text, char *why, size_t why_size);
const struct json_doc *json_doc_find(const struct json_doc *object,
                                     const char *key);
const struct json_doc *json_doc_path(const struct json_doc *object,
                                     const char *dotted);
enum json_kind {
    JSON_KIND_NULL, /* also of what is not there */
    JSON_KIND_TEXT,
    JSON_KIND_NUMBER,
    JSON_KIND_BOOL,
    JSON_KIND_LIST,
    JSON_KIND_OBJECT
};
enum json_kind json_doc_kind(const struct json_doc *value);
/* Calls fn for each member in turn, until it answers false, and answers that;
 * true of what is no object. */
bool json_doc_each(const struct json_doc *object,
                   bool (*fn)(void *ctx, const char *key,
                              const struct json_doc *value),
                   void *ctx);
size_t json_doc_items(const struct json_doc *list);
const struct json_doc *json_doc_item(const struct json_doc *list, size_t i);
struct sv
json_doc_get_text(const struct json_doc *value); /* valid as long as root */
double json_doc_get_number(const struct json_doc *value);
bool json_doc_is_true(const struct json_doc *value);

#endif
