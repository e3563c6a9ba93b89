/* The PDF read back: whole ones pass, ones that nobody can hear do not. */
#include "tests/test.h"

#include "render/draw/canvas.h"
#include "render/draw/pdf.h"
#include "render/pack/verify_parts.h"

static const struct type BODY = {WEIGHT_REGULAR, 10, 0, ALIGN_LEFT};

/* A page with a table, a figure and a link to `url`. */
static void make(struct buf *out, struct sv url)
{
    struct pdf_about about = {.title = SV("A page"), .date = DATE_NONE};
    struct lettering *l = NULL;
    struct pdf *pdf = NULL;
    struct canvas *c = NULL;
    struct err err = {0};

    assert_true(lettering_new(&l, &err) && pdf_new(&pdf, &about, &err));
    assert_true(canvas_new_page(&c, l, pdf, pdf_add_page(pdf, 300, 300), &err));
    canvas_begin(c, TAG_TABLE);
    canvas_begin(c, TAG_ROW);
    canvas_begin(c, TAG_COLUMN_HEAD);
    canvas_text(c, &BODY, 10, 20, SV("Head"));
    canvas_end(c);
    canvas_end(c);
    canvas_end(c);
    canvas_figure(c, 10, 30, 50, 50, SV("A square"));
    canvas_bar(c, 10, 30, 50, 50, 0);
    canvas_end(c);
    pdf_begin(pdf, TAG_LINK, SV("Where it goes"));
    canvas_text(c, &BODY, 10, 90, SV("Text"));
    canvas_link(c, 10, 80, 30, 12, url);
    canvas_end(c);
    assert_true(pdf_finish(pdf, out, &err));
    canvas_free(c);
    pdf_free(pdf);
    lettering_free(l);
}

static bool passes(struct buf *pdf, struct err *err)
{
    struct arena a;

    arena_init(&a);
    bool ok = verify_pdf("brief.pdf", buf_sv(pdf), &a, err);
    arena_release(&a);
    return ok;
}

/* Words of the file format in an address are no structure of the file. */
static void passes_whole(void **state)
{
    (void)state;
    static const char *const urls[] = {"https://a.example",
                                       "https://upstream.example/endobj/stream",
                                       "https://a.example/(x)%3E%3E"};

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct buf pdf = {0};
        struct err err = {0};
        make(&pdf, sv_from(urls[i]));
        if (!passes(&pdf, &err))
            fail_msg("%s: %s", urls[i], err.text);
        buf_release(&pdf);
    }
}

static void needs_its_structure(void **state)
{
    (void)state;
    static const char *const lost[] = {"/StructTreeRoot ", "/Marked true",
                                       "/S /Document",     "/ParentTree ",
                                       "<pdfuaid:part>1<", "/Metadata "};

    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
        struct buf pdf = {0};
        struct err err = {0};
        make(&pdf, SV("https://a.example"));
        char *at = memmem(pdf.ptr, pdf.len, lost[i], strlen(lost[i]));
        assert_non_null(at);
        at[2] = '_';
        if (passes(&pdf, &err) || !strstr(err.text, "structure"))
            fail_msg("without %s: %s", lost[i], err.text);
        buf_release(&pdf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_whole),
        cmocka_unit_test(needs_its_structure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
