#include "cmd/io/salesforce/salesforce_fields.h"

#include "scoring/intake/deals.h"

enum need { NICE, NEEDED, CONFIGURED };

/* The fields that a pull asks for; one that scoring cannot do without is
 * NEEDED. */
static const struct {
    const char *path;
    enum need need;
} DEAL_FIELDS[] = {
    {"Id", NEEDED},
    {"Name", NICE},
    {"AccountId", NICE},
    {"Account.Name", NICE},
    {"OwnerId", NICE},
    {"Owner.Name", NICE},
    {"Owner.Manager.Name", NICE},
    {"Amount", NICE},
    {"CurrencyIsoCode", NICE},
    {"CreatedDate", NEEDED},
    {"CloseDate", NEEDED},
    {"StageName", NEEDED},
    {"IsClosed", NEEDED},
    {"IsWon", NEEDED},
    {"Industry", NICE},
    {"Account.Industry", NICE},
    {"Region__c", NICE},
    {"Product__c", NICE},
    {"LeadSource", NICE},
    {"LastStageChangeDate", NICE},
    {"LastActivityDate", NICE},
    {"NextStep", NICE},
    {"PushCount", NICE},
    {"ForecastCategoryName", NICE},
    {"Probability", NICE},
    {"LastModifiedDate", NICE},
};

/* OpportunityHistory has a row for each change of stage, amount, close date or
 * probability, without any field history being switched on
 * (developer.salesforce.com, Object Reference, OpportunityHistory); so it holds
 * the edits that OpportunityFieldHistory has only where an org tracks them. */
static const struct {
    const char *path;
    enum need need;
} HISTORY_FIELDS[] = {
    {"OpportunityId", NEEDED}, {"StageName", NEEDED},
    {"CreatedDate", NEEDED},   {"Amount", NICE},
    {"CloseDate", NICE},       {"ForecastCategory", NICE},
    {"Probability", NICE},
};

void org_objects_init(struct org_objects *o, struct org *org)
{
    *o = (struct org_objects){.org = org};
}

void org_objects_release(struct org_objects *o)
{
    for (size_t i = 0; i < o->n; i++)
        json_doc_release(o->seen[i].description);
    o->n = 0;
}

/* A name as Salesforce makes them, and so safe in a query and a path. */
static bool is_name(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9';
        if (!letter && (i == 0 || (!digit && c != '_')))
            return false;
    }
    return s.len > 0 && s.len <= 80;
}

/* The description of an object. *out NULL: its user may not read it. */
static bool describe(const struct json_doc **out, struct org_objects *o,
                     struct sv name, struct err *err)
{
    struct arena *run = o->org->session.run;
    const struct crm_request request = {
        .method = "GET",
        .path = sv_printf(run, "/sobjects/%.*s/describe", SV_ARG(name)).ptr};
    struct json_doc *d;
    int status;

    for (size_t i = 0; i < o->n; i++)
        if (sv_eq(o->seen[i].name, name)) {
            *out = o->seen[i].description;
            return true;
        }
    if (o->n == ORG_OBJECTS)
        return err_set(err, EXIT_INPUT,
                       "[columns] leads through more than %d objects of "
                       "Salesforce",
                       ORG_OBJECTS);
    d = org_json(o->org, &request,
                 sv_printf(run, "describe of %.*s", SV_ARG(name)).ptr, &status,
                 err);
    if (!d && status != 404)
        return false;
    if (d && !json_doc_items(json_doc_find(d, "fields"))) {
        json_doc_release(d);
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: the description of %.*s lists no fields",
                       SV_ARG(name));
    }
    o->seen[o->n].name = sv_copy(run, name);
    o->seen[o->n++].description = d;
    *out = d;
    return true;
}

/* The field whose `key` says `text`: its name, relationshipName or label. */
static const struct json_doc *find_field(const struct json_doc *description,
                                         const char *key, struct sv text)
{
    const struct json_doc *fields = json_doc_find(description, "fields");

    for (size_t i = 0; i < json_doc_items(fields); i++) {
        const struct json_doc *field = json_doc_item(fields, i);
        if (sv_eq_fold(json_doc_get_text(json_doc_find(field, key)), text))
            return field;
    }
    return NULL;
}

/*
 * Follows a path from an object. *found is the path in the org's spelling,
 * empty where the org lacks it.
 */
static bool follow(struct sv *found, struct org_objects *o, const char *object,
                   struct sv path, struct err *err)
{
    struct buf spelt;
    const struct json_doc *d, *field;
    struct sv name = sv_from(object);
    bool ok;

    *found = (struct sv){0};
    buf_init(&spelt);
    for (;;) {
        bool last = !memchr(path.ptr, '.', path.len);
        struct sv step = sv_cut(&path, '.');
        const char *key = last ? "name" : "relationshipName";

        ok = describe(&d, o, name, err);
        field = ok && is_name(step) ? find_field(d, key, step) : NULL;
        step = json_doc_get_text(json_doc_find(field, key));
        if (!is_name(step))
            break;
        buf_add_sv(&spelt, step);
        if (last) {
            *found = sv_copy(o->org->session.run, buf_sv(&spelt));
            break;
        }
        buf_add_char(&spelt, '.');
        name = json_doc_get_text(
            json_doc_item(json_doc_find(field, "referenceTo"), 0));
        if (!is_name(name) || !path.len)
            break;
    }
    buf_release(&spelt);
    return ok;
}

static bool lacks(struct org_fields *f, struct org_objects *o, struct sv path,
                  enum need need, struct err *err)
{
    const struct json_doc *d = NULL, *field;
    struct sv meant;

    if (need == NICE) {
        if (f->n_lacking < ORG_FIELDS)
            f->lacking[f->n_lacking++] = path;
        return true;
    }
    if (need == NEEDED)
        return err_set(err, EXIT_INPUT,
                       "Salesforce: %s has no field %.*s that the app's user "
                       "may read; give that user the right to read it",
                       f->object, SV_ARG(path));
    if (!describe(&d, o, sv_from(f->object), err))
        return false;
    field = find_field(d, "label", path);
    meant = json_doc_get_text(json_doc_find(field, "name"));
    return err_set(
        err, EXIT_INPUT,
        "the configuration names \"%.*s\", which is no field of %s "
        "that the app's user may read%s%.*s%s",
        SV_ARG(path), f->object, meant.len ? "; name it by its API name, " : "",
        SV_ARG(meant), meant.len ? ", in [columns] or [filter]" : "");
}

static bool add(struct org_fields *f, struct org_objects *o, struct sv path,
                enum need need, struct err *err)
{
    struct sv found;

    if (!follow(&found, o, f->object, path, err))
        return false;
    if (!found.len)
        return lacks(f, o, path, need, err);
    for (size_t i = 0; i < f->n; i++)
        if (sv_eq_fold(f->names[i], found))
            return true;
    if (f->n == ORG_FIELDS)
        return err_set(err, EXIT_INPUT,
                       "Salesforce: more than %d fields; name fewer in "
                       "[columns]",
                       ORG_FIELDS);
    f->names[f->n++] = found;
    return true;
}

static void write_query(struct org_fields *f, struct arena *run)
{
    struct buf b;

    buf_init(&b);
    buf_add_str(&b, "SELECT ");
    for (size_t i = 0; i < f->n; i++)
        buf_printf(&b, "%s%.*s", i ? ", " : "", SV_ARG(f->names[i]));
    buf_printf(&b, " FROM %s", f->object);
    f->query = sv_copy(run, buf_sv(&b));
    buf_release(&b);
}

/* The object itself must be readable. */
static bool begin(struct org_fields *out, struct org_objects *objects,
                  const char *object, struct err *err)
{
    const struct json_doc *d;

    *out = (struct org_fields){.object = object};
    if (!describe(&d, objects, sv_from(object), err))
        return false;
    return d || err_set(err, EXIT_INPUT,
                        "Salesforce: the app's user may not read %s; give it "
                        "a permission set that may",
                        object);
}

bool org_fields_deals(struct org_fields *out, struct org_objects *objects,
                      struct err *err)
{
    const struct settings *s = objects->org->session.settings;

    if (!begin(out, objects, "Opportunity", err))
        return false;
    for (size_t i = 0; i < sizeof DEAL_FIELDS / sizeof DEAL_FIELDS[0]; i++)
        if (!add(out, objects, sv_from(DEAL_FIELDS[i].path),
                 DEAL_FIELDS[i].need, err))
            return false;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (s->columns[c].len &&
            !add(out, objects, s->columns[c], CONFIGURED, err))
            return false;
    for (size_t k = 0; k < s->n_own_categories; k++)
        if (!add(out, objects, s->own_categories[k], CONFIGURED, err))
            return false;
    for (size_t k = 0; k < s->n_own_numerics; k++)
        if (!add(out, objects, s->own_numerics[k], CONFIGURED, err))
            return false;
    for (size_t k = 0; k < s->n_filters; k++)
        if (!add(out, objects, s->filters[k].column, CONFIGURED, err))
            return false;
    write_query(out, objects->org->session.run);
    return true;
}

bool org_fields_history(struct org_fields *out, struct org_objects *objects,
                        struct err *err)
{
    if (!begin(out, objects, "OpportunityHistory", err))
        return false;
    for (size_t i = 0; i < sizeof HISTORY_FIELDS / sizeof HISTORY_FIELDS[0];
         i++)
        if (!add(out, objects, sv_from(HISTORY_FIELDS[i].path),
                 HISTORY_FIELDS[i].need, err))
            return false;
    write_query(out, objects->org->session.run);
    return true;
}
