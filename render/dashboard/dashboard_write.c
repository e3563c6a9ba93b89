#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/dashboard.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

#include <stdio.h>

static const char *const TEMPLATES[PAGE_COUNT] = {
    [PAGE_INDEX] = "templates/index.html.mustache",
    [PAGE_QUARTER] = "templates/quarter.html.mustache",
    [PAGE_DEALS] = "templates/deals.html.mustache",
    [PAGE_GROUPS] = "templates/groups.html.mustache",
    [PAGE_CYCLE] = "templates/cycle.html.mustache",
    [PAGE_TRUST] = "templates/trust.html.mustache",
    [PAGE_DATA] = "templates/data.html.mustache",
    [PAGE_METHOD] = "templates/method.html.mustache",
    [PAGE_DEAL] = "templates/deal.html.mustache",
    [PAGE_DEAL_ANY] = "templates/deal_any.html.mustache",
};

static const struct {
    const char *file, *label;
} NAVIGATION[] = {
    {"index.html", "Overview"},    {"quarter.html", "Quarter"},
    {"deals.html", "Deals"},       {"reps.html", "Reps"},
    {"segments.html", "Segments"}, {"cycle.html", "Cycle"},
    {"trust.html", "Trust"},       {"data.html", "Data"},
    {"method.html", "Method"},
};

static const char *const ASSETS[] = {
    "assets/app.js",      "assets/cards.css",    "assets/charts.css",
    "assets/colours.css", "assets/controls.css", "assets/deal.css",
    "assets/deal.js",     "assets/deals.js",     "assets/draw.js",
    "assets/landing.js",  "assets/logo.svg",     "assets/print.css",
    "assets/published.js", "assets/quarter.css", "assets/quarter.js",
    "assets/score.js",    "assets/style.css",    "assets/tables.css",
    "assets/theme.js",    "assets/whatif.js",
};

/* What an open page asks again and again, to learn that another pack stands
 * in its place (assets/published.js). */
static bool dashboard_version(struct dashboard *d, struct err *err)
{
    struct json_doc *root = json_doc_object();

    json_doc_text(root, "pack", sv_from(d->r->inputs_key));
    json_doc_date(root, "as_of", d->r->as_of);
    return dashboard_put_script(d, "dashboard/data/version.js",
                                "window.DEALSENSE_PUBLISHED = ", root, ";\n",
                                err);
}

static bool (*const PAGES[])(struct dashboard *d, struct err *err) = {
    dashboard_index,   dashboard_quarter, dashboard_deals,
    dashboard_deal_pages, dashboard_groups, dashboard_cycle,
    dashboard_trust,   dashboard_quality, dashboard_method,
    dashboard_columns, dashboard_details, dashboard_whatif,
    dashboard_quarter_data, dashboard_version,
};

/* A partial of the house. Only embedded names exist: the specification has
 * others render nothing, but in a page of ours that is a name mistyped. */
static bool find_partial(void *ctx, struct sv name, struct sv *out)
{
    struct dashboard *d = ctx;
    struct sv path =
        sv_printf(&d->arena, "templates/%.*s.html.mustache", SV_ARG(name));

    if (!embedded_get(out, path.ptr))
        err_set(&d->partial_err, EXIT_INPUT,
                "a template asks for {{>%.*s}}, which is none of the "
                "built-in partials",
                SV_ARG(name));
    else if (resources_get(out, d->h, path.ptr, &d->partial_err))
        return true;
    d->partial_failed = true;
    return false;
}

static bool parse_templates(struct dashboard *d, struct err *err)
{
    for (size_t i = 0; i < PAGE_COUNT; i++) {
        struct page_template *t = &d->templates[i];
        t->source = (struct mustache){.name = strchr(TEMPLATES[i], '/') + 1,
                                      .partial = find_partial,
                                      .ctx = d};
        if (!resources_get(&t->source.text, d->h, TEMPLATES[i], err))
            return false;
        if (!mustache_parse(&t->parsed, &t->source, &d->arena, err))
            return resources_blame(d->h, err);
    }
    return true;
}

/* The company's accent over that of colours.css, with the same selectors, so
 * that the later sheet decides; and its logo. */
static bool write_brand(struct dashboard *d, struct err *err)
{
    const struct brand *b = d->r->brand;
    struct sv css = sv_printf(
        &d->arena,
        "/* The accent of [brand], readable on light and on dark. */\n"
        ":root {\n    --accent: #%06x;\n}\n\n"
        "@media (prefers-color-scheme: dark) {\n"
        "    :root:not([data-theme=\"light\"]) {\n"
        "        --accent: #%06x;\n    }\n}\n\n"
        ":root[data-theme=\"dark\"] {\n    --accent: #%06x;\n}\n",
        b->accent, b->accent_dark, b->accent_dark);

    if (b->own_accent &&
        !sink_put(d->out, "dashboard/assets/brand.css", css, err))
        return false;
    return !b->logo.len ||
           sink_put(d->out, "dashboard/assets/brand.png", b->logo, err);
}

static void put_brand(struct value *v, const struct report *r, struct arena *a)
{
    enum { HIGH = 30 };
    const struct brand *b = r->brand;

    value_bool(a, v, "own_accent", b->own_accent);
    value_bool(a, v, "brand_logo", b->logo.len > 0);
    if (!b->logo.len)
        return;
    value_format(a, v, "logo_height", "%d", HIGH);
    value_format(a, v, "logo_width", "%u",
                 (HIGH * b->picture.width + b->picture.height - 1) /
                     b->picture.height);
}

/* For the scripts, which write numbers as the page does (assets/app.js). */
static void put_marks(struct value *v, const struct report *r, struct arena *a)
{
    const struct number_marks *m = number_marks(r->style.numbers);

    if (r->style.numbers == NUMBERS_COMMA_POINT)
        return; /* what a script writes unasked */
    struct value *marks = value_add(a, v, "marks", VALUE_OBJECT);
    value_text(a, marks, "group", sv_from(m->group));
    value_text(a, marks, "decimal", sv_from(m->decimal));
    value_bool(a, marks, "lakh", m->lakh);
}

static bool write_assets(struct dashboard *d, struct err *err)
{
    for (size_t i = 0; i < sizeof ASSETS / sizeof ASSETS[0]; i++) {
        struct sv bytes;
        char file[64];
        snprintf(file, sizeof file, "dashboard/%s", ASSETS[i]);
        if (!resources_get(&bytes, d->h, ASSETS[i], err) ||
            !sink_put(d->out, file, bytes, err))
            return false;
    }
    return true;
}

struct value *dashboard_page(struct dashboard *d, const char *file,
                             const char *title, const char *root)
{
    const struct report *r = d->r;
    struct arena *a = &d->page;
    struct value *v = value_object(a), *list;
    bool hybrid = r->scores->mode == MODE_HYBRID;

    value_text(a, v, "version", sv_from(r->version));
    value_text(a, v, "page_title",
               r->company.len
                   ? sv_printf(a, "%s - %.*s", title, SV_ARG(r->company))
                   : sv_printf(a, "%s - DealSense", title));
    value_text(a, v, "title", r->title);
    value_text(a, v, "company", r->company);
    value_text(a, v, "pack", sv_from(r->inputs_key));
    put_brand(v, r, a);
    put_marks(v, r, a);
    value_text(a, v, "root", sv_from(root));
    value_bool(a, v, "hybrid", hybrid);
    value_text(a, v, "mode_line",
               hybrid
                   ? SV("Scores combine seven rules with a model that passed "
                        "its test on past deals.")
                   : SV("Rules only: scores are rule points, not a "
                        "forecast."));
    value_text(a, v, "reason", r->reason);
    put_date(d, v, "as_of", r->as_of);
    put_count(d, v, "open", (double)r->n_deals);
    put_counted(d, v, "open_deals", r->n_deals, "open deal");
    put_counted(d, v, "rows", r->rows, "row");
    value_text(a, v, "input_file", r->input_file);
    value_bool(a, v, "has_deals", r->n_deals > 0);
    if (r->hint_as_of == DATE_NONE) {
        value_text(a, v, "hint", SV(""));
    } else {
        char iso[DATE_TEXT];
        value_copy(a, v, "hint", date_iso(iso, r->hint_as_of));
    }
    list = value_add(a, v, "nav", VALUE_LIST);
    for (size_t i = 0; i < sizeof NAVIGATION / sizeof NAVIGATION[0]; i++) {
        struct value *item = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, item, "href", sv_from(NAVIGATION[i].file));
        value_text(a, item, "label", sv_from(NAVIGATION[i].label));
        value_bool(a, item, "current", !strcmp(NAVIGATION[i].file, file));
    }
    return v;
}

bool dashboard_put(struct dashboard *d, enum page page, const struct value *v,
                   const char *file, struct err *err)
{
    struct sv path = sv_printf(&d->page, "dashboard/%s", file);
    bool ok;

    buf_clear(&d->html);
    ok = mustache_apply(&d->html, d->templates[page].parsed, v, err);
    if (ok && d->partial_failed)
        *err = d->partial_err;
    ok = (ok && !d->partial_failed) || resources_blame(d->h, err);
    ok = ok && sink_put(d->out, path.ptr, buf_sv(&d->html), err);
    arena_reset(&d->page);
    return ok;
}

bool dashboard_write(const struct report *r, const struct resources *h,
                     struct sink *out, struct err *err)
{
    struct dashboard d = {.r = r, .h = h, .out = out};
    bool ok;

    arena_init(&d.arena);
    arena_init(&d.page);
    buf_init(&d.html);
    buf_init(&d.svg);
    ok = parse_templates(&d, err) && write_assets(&d, err) &&
         write_brand(&d, err);
    for (size_t i = 0; ok && i < sizeof PAGES / sizeof PAGES[0]; i++)
        ok = PAGES[i](&d, err);
    buf_release(&d.svg);
    buf_release(&d.html);
    arena_release(&d.page);
    arena_release(&d.arena);
    return ok;
}
