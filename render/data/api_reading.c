/* The receipt of the reading, for machines; its words for people are those of
 * render/words/reading.h. */
#include "render/data/api_parts.h"

static const char *why_key(enum column_why why)
{
    static const char *const KEYS[] = {
        [WHY_CONFIGURED] = "configured", [WHY_CRM] = "crm",
        [WHY_CANONICAL] = "canonical",   [WHY_WORD] = "word",
        [WHY_OTHER_CRM] = "other_crm",
    };
    return KEYS[why];
}

static const char *reading_key(enum reading reading)
{
    static const char *const KEYS[READ_COUNT] = {
        [READ_UNKNOWN] = "unknown", [READ_OPEN] = "open",
        [READ_WON] = "won",         [READ_LOST] = "lost",
        [READ_CLOSED] = "closed",   [READ_NO_DEAL] = "no_deal",
    };
    return KEYS[reading];
}

static const char *source_key(enum outcome_source source)
{
    static const char *const KEYS[SOURCE_COUNT] = {
        [SOURCE_FLAGS] = "flags",       [SOURCE_OUTCOME] = "outcome",
        [SOURCE_STAGE] = "stage",       [SOURCE_STATUS] = "status",
        [SOURCE_EVIDENCE] = "evidence", [SOURCE_NONE] = "none",
    };
    return KEYS[source];
}

static const char *order_key(enum order_from from)
{
    static const char *const KEYS[] = {
        [ORDER_USUAL] = "usual",
        [ORDER_CONFIGURED] = "configured",
        [ORDER_POSITION] = "position",
        [ORDER_HISTORY] = "history",
        [ORDER_PROBABILITY] = "probability",
        [ORDER_UNKNOWN] = "unknown",
    };
    return KEYS[from];
}

static const char *newest_key(enum newest_from from)
{
    static const char *const KEYS[] = {
        [NEWEST_CREATED] = "created",   [NEWEST_WON] = "won",
        [NEWEST_LOST] = "lost",         [NEWEST_STAGE] = "stage",
        [NEWEST_MODIFIED] = "modified", [NEWEST_HISTORY] = "history",
    };
    return KEYS[from];
}

static void add_columns(struct json_doc *out, const struct deals *d)
{
    struct json_doc *list = json_doc_add_list(out, "columns");

    for (size_t k = 0; k < d->n_profile; k++) {
        const struct column_profile *p = &d->profile[k];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", p->name);
        json_doc_text(o, "header", p->header);
        json_doc_text(o, "why", sv_from(why_key(p->why)));
        json_doc_count(o, "filled", p->filled);
        json_doc_count(o, "read", p->read);
        json_doc_count(o, "unreadable", p->unreadable);
        json_doc_text(o, "example", p->example);
    }
}

static void add_outcome(struct json_doc *out, const struct outcome_reading *r)
{
    struct json_doc *o = json_doc_add_object(out, "outcome"), *list;

    json_doc_count(o, "disagreed", r->disagreed);
    list = json_doc_add_list(o, "values");
    for (size_t k = 0; k < r->n_values; k++) {
        const struct outcome_value *v = &r->values[k];
        o = json_doc_add_object(list, NULL);
        json_doc_text(o, "reading", sv_from(reading_key(v->reading)));
        json_doc_text(o, "source", sv_from(source_key(v->source)));
        json_doc_text(o, "header", v->header);
        json_doc_text(o, "value", v->value);
        json_doc_count(o, "deals", v->deals);
    }
}

static void add_stages(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "stages"), *list;
    const struct deals *d = r->quality;

    json_doc_text(o, "order_from",
                  d->n_open_stages ? sv_from(order_key(d->stage_order_from))
                                   : (struct sv){0});
    list = json_doc_add_list(o, "open");
    for (size_t k = 0; k < r->reading.n_open_stages; k++)
        json_doc_text(list, NULL, r->reading.open_stages[k]);
}

static void add_as_of(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "as_of");
    const struct deals *d = r->quality;
    bool known = d->newest != DATE_NONE;

    json_doc_date(o, "newest", d->newest);
    json_doc_text(o, "newest_from",
                  known ? sv_from(newest_key(d->newest_from)) : (struct sv){0});
    json_doc_bool(o, "is_newest", known && d->newest == r->as_of);
}

static void add_left_out(struct json_doc *out, const struct deals *d)
{
    struct json_doc *list = json_doc_add_list(out, "left_out");

    for (size_t k = 0; k < d->n_left_out; k++) {
        const struct left_out *l = &d->left_out[k];
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "reason", sv_from(l->reason));
        json_doc_text(o, "header", l->column);
        json_doc_text(o, "value", l->value);
        json_doc_count(o, "rows", l->rows);
        json_doc_bool(o, "counted", l->counted);
    }
}

void api_reading(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "reading");
    const struct deals *d = r->quality;

    json_doc_text(o, "crm", sv_from(d->dialect));
    add_columns(o, d);
    add_outcome(o, &d->outcome_read);
    add_stages(o, r);
    add_as_of(o, r);
    add_left_out(o, d);
}
