#include "tests/render/extremes.h"

#include <math.h>

#include "scoring/base/buf.h"
#include "tests/render/fixture.h"

/* The report shares the fixture's structs: copies that may be changed. */
static struct portfolio *own_portfolio(struct report *r, struct arena *a)
{
    struct portfolio *p = ARENA_NEW(a, struct portfolio);

    *p = *r->portfolio;
    r->portfolio = p;
    return p;
}

static struct score *own_score(struct report_deal *d, struct arena *a)
{
    struct score *s = ARENA_NEW(a, struct score);

    *s = *d->score;
    d->score = s;
    return s;
}

void extreme_letter(struct report *out, struct arena *a)
{
    fixture_report(out, a);
    out->letter = true;
}

void extreme_keep(struct report *out, size_t n, struct arena *a)
{
    struct report_today *t = &out->today;
    uint32_t *kept = ARENA_ARRAY(a, t->n, uint32_t);
    size_t k = 0;

    for (size_t i = 0; i < t->n; i++)
        if (t->deals[i] < n)
            kept[k++] = t->deals[i];
    t->deals = kept;
    t->n = t->first = k;
    t->more = 0;
    out->n_deals = n;
}

void extreme_three(struct report *out, struct arena *a)
{
    fixture_report(out, a);
    extreme_keep(out, 3, a);
    out->n_owners = 1;
    out->owners[0].n_deals = 2;
}

void extreme_critical(struct report *out, struct arena *a)
{
    fixture_report(out, a);
    struct portfolio *p = own_portfolio(out, a);

    for (int l = 0; l < LEVEL_CRITICAL; l++) {
        p->levels[LEVEL_CRITICAL].deals += p->levels[l].deals;
        p->levels[LEVEL_CRITICAL].amount += p->levels[l].amount;
        p->levels[l].deals = 0;
        p->levels[l].amount = 0;
    }
    p->money.at_risk = p->money.pipeline;
    for (size_t i = 0; i < p->n_at_risk; i++)
        p->at_risk[i].at_risk = p->at_risk[i].amount;
    for (size_t i = 0; i < out->n_deals; i++) {
        struct score *s = own_score(&out->deals[i], a);
        s->level = LEVEL_CRITICAL;
        s->shown = i ? 99.5 - (double)i : 100;
        out->deals[i].action = (struct action){SV("Exec sponsor call"),
                                               out->deals[i].action.owner,
                                               out->as_of, true};
    }
}

void extreme_scripts(struct report *out, struct arena *a)
{
    static const char *const names[] = {
        "株式会社サクラ・グローバル商事 基幹システム更改",
        "شركة النور للتجارة – تجديد العقد 2024",
        "חברת הים התיכון בע״מ – הרחבה",
        "👩‍👩‍👧‍👦 Family plan 🚀 für Köln 🇩🇪",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝"
        "̳"
        "͂"
        "̌"
        "̌"
        "͘"
        " "
        "renewal",
        "हिन्दी अनुबंध नवीकरण",
        "การต่ออายุสัญญา",
        "한국 전력 공사 – 클라우드 전환",
        "Việt Nam Đường Sắt – Nâng cấp hệ thống",
        "Ёлки и Ёжики – продление, Ωmega, Łódź",
    };

    fixture_report(out, a);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        out->deals[i].title = out->deals[i].name = sv_from(names[i]);
        out->deals[i].account = sv_from(names[(i + 3) % 10]);
        out->deals[i].owner = sv_from(names[(i + 1) % 10]);
    }
    for (size_t i = 0; i < out->n_owners; i++)
        out->owners[i].owner = sv_from(names[i % 10]);
    out->company = SV("株式会社 شركة");
}

void extreme_long(struct report *out, struct arena *a)
{
    struct buf words = {0}, word = {0};

    while (words.len < 300)
        buf_add_str(&words, "Framework agreement of everything ");
    while (word.len < 300)
        buf_add_str(&word, "WWWWWWWWWW");
    struct sv spaced = sv_copy(a, buf_sv(&words));
    struct sv solid = sv_copy(a, buf_sv(&word));
    buf_release(&words);
    buf_release(&word);

    fixture_report(out, a);
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        struct sv name = i % 2 ? spaced : solid;
        d->title = d->name = d->account = d->owner = name;
        d->stage = d->action.text = d->action.owner = name;
        for (size_t k = 0; k < d->score->n_factors; k++)
            d->evidence[k] = name;
    }
    for (size_t i = 0; i < out->n_owners; i++)
        out->owners[i].owner = i % 2 ? spaced : solid;
    for (size_t i = 0; i < out->news.n; i++)
        out->news.list[i].text = i % 2 ? spaced : solid;
    for (size_t i = 0; i < out->notes.n; i++)
        out->notes.list[i].text = i % 2 ? spaced : solid;
    out->company = out->input_file = solid;
}

void extreme_amounts(struct report *out, struct arena *a)
{
    const double times = 1e7; /* of millions: 10¹² and more */

    fixture_report(out, a);
    struct portfolio *p = own_portfolio(out, a);
    struct money *m = &p->money;
    m->pipeline *= times;
    m->at_risk *= times;
    m->expected_loss *= times;
    m->protection_potential *= times;
    for (int l = 0; l < LEVEL_COUNT; l++)
        p->levels[l].amount *= times;
    for (size_t i = 0; i < p->n_at_risk; i++) {
        p->at_risk[i].amount *= times;
        p->at_risk[i].at_risk *= times;
    }
    for (size_t i = 0; i < out->n_deals; i++)
        out->deals[i].amount *= times;
    for (size_t i = 0; i < out->n_owners; i++)
        out->owners[i].at_risk *= times;
    out->style.code = SV("XOF"); /* no sign: the code stands before it */
}

/* Names that change direction, letters that no font has, numbers as in
 * Germany, a fiscal year, amounts with their sign behind. */
void extreme_mixed(struct report *out, struct arena *a)
{
    static const char *const names[] = {
        "שלום Acme 2026 – חידוש החוזה לשלוש שנים נוספות",
        "شركة الاتصالات ABC 2026/27 (فرع 3) Ltd",
        "Acme \xe2\x80\xae gnp.exe",
        "\xf3\xb0\x80\x81\xf3\xb0\x80\x82",
        "www.example.com/a-path-that-never-ends/and-goes-on/and-on/and-on/on",
    };
    enum { N = sizeof names / sizeof names[0] };

    fixture_report(out, a);
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        d->title = d->name = sv_from(names[i % N]);
        d->account = sv_from(names[(i + 1) % N]);
        d->owner = d->action.owner = sv_from(names[(i + 2) % N]);
        d->stage = sv_from(names[(i + 3) % N]);
    }
    for (size_t i = 0; i < out->n_owners; i++)
        out->owners[i].owner = sv_from(names[i % N]);
    out->company = sv_from(names[0]);
    out->style.numbers = NUMBERS_POINT_COMMA;
    out->style.sign = SV("€");
    out->style.after = true;
    out->fiscal_month = 4;
}

/* An export of ids and outcomes: no amount, owner, stage or date. */
void extreme_bare(struct report *out, struct arena *a)
{
    fixture_report_rules_only(out, a);
    fixture_quarter_none(out, out->as_of, a);
    struct portfolio *p = own_portfolio(out, a);

    p->money = (struct money){.pipeline = NAN,
                               .at_risk = NAN,
                               .expected_loss = NAN,
                               .protection_potential = NAN,
                               .loss80 = {NAN, NAN},
                               .save_rate = 0.2,
                               .without_amount = out->n_deals};
    p->n_at_risk = p->n_outcomes = out->prescriptions.n = 0;
    p->cycle.n_close = p->cycle.n_created = p->cycle.n_incidence = 0;
    p->cycle.logrank_p = p->cycle.median_change = NAN;
    for (int l = 0; l < LEVEL_COUNT; l++)
        p->levels[l].amount = NAN;
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        struct score *s = own_score(d, a);
        d->title = d->id;
        d->name = d->account = d->owner = d->stage = (struct sv){0};
        d->amount = NAN;
        s->expected = DATE_NONE;
        d->action.text = d->action.owner = (struct sv){0};
        s->n_factors = 0;
    }
    out->n_owners = out->news.n = out->news.n_flags = 0;
    out->history_file = (struct sv){0};
}

void extreme_news(struct report *out, struct arena *a)
{
    enum { NOTES = 40 };
    static const char names[] =
        "Harbour Textiles International \xe2\x80\x93 Enterprise (20 Aug 2026 "
        "\xe2\x86\x92 2 Oct 2026), Northern Foods Group \xe2\x80\x93 "
        "Professional (15 Jul 2026 \xe2\x86\x92 22 Aug 2026), Zenith "
        "Analytics \xe2\x80\x93 Core (8 Aug 2026 \xe2\x86\x92 29 Aug 2026) "
        "and 121 more";
    static const char *const looks[] = {"4 weeks ago, 4 Dec 2023",
                                        "8 weeks ago, 6 Nov 2023",
                                        "12 weeks ago, 9 Oct 2023"};

    fixture_report(out, a);
    struct text_line *news = ARENA_ARRAY(a, 7, struct text_line);
    struct text_line *flags = ARENA_ARRAY(a, 3, struct text_line);
    struct note *notes = ARENA_ARRAY(a, NOTES, struct note);
    memcpy(news, out->news.list, out->news.n * sizeof *news);
    for (size_t i = 0; i < out->news.n; i++)
        news[i].text = sv_printf(a, "124 deals, %s", names);
    news[out->news.n++] =
        (struct text_line){SV("Amount changed"), SV("0 deals")};
    for (int k = 0; k < 3; k++)
        flags[k] =
            (struct text_line){sv_from(looks[k]), out->news.flags[0].text};
    for (int k = 0; k < NOTES; k++)
        notes[k] = (struct note){
            sv_printf(a,
                      "Note %d of those that a reader must know before they "
                      "believe a page, long enough to take a second line of "
                      "the paper that it is printed on",
                      k + 1),
            .warning = k % 3 == 0};
    out->news.list = news;
    out->news.flags = flags;
    out->news.n_flags = 3;
    out->notes.list = notes;
    out->notes.n = NOTES;
}
