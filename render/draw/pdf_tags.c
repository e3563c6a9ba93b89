/* The structure of the PDF: its elements (ISO 32000-1, 14.7), which content
 * of which page is theirs (14.6), and the metadata that say so. */
#include "render/draw/pdf_parts.h"

#include <assert.h>
#include <hpdf.h>

#include "render/base/escape.h"

enum { DEPTH = 16 };

/* What a page's content stands in: an element from FIRST_ELEMENT on. */
enum { IN_NOTHING, IN_ORNAMENT, IN_PAGINATION, FIRST_ELEMENT };

static const struct {
    const char *name, *outer; /* outer: an element of its own around it */
    bool holds_text;
    bool empty;        /* is there without a content */
    const char *scope; /* of a header cell */
} TAGS[TAG_COUNT] = {
    [TAG_H1] = {"H1", NULL, true, false, NULL},
    [TAG_H2] = {"H2", NULL, true, false, NULL},
    [TAG_P] = {"P", NULL, true, false, NULL},
    [TAG_LINK] = {"Link", NULL, true, false, NULL},
    [TAG_LIST] = {"L", NULL, false, false, NULL},
    [TAG_ITEM] = {"LBody", "LI", true, false, NULL},
    [TAG_TABLE] = {"Table", NULL, false, false, NULL},
    [TAG_ROW] = {"TR", NULL, false, false, NULL},
    [TAG_COLUMN_HEAD] = {"TH", NULL, true, true, "Column"},
    [TAG_ROW_HEAD] = {"TH", NULL, true, true, "Row"},
    [TAG_CELL] = {"TD", NULL, true, true, NULL},
    [TAG_FIGURE] = {"Figure", NULL, true, true, NULL},
};

struct element {
    enum tag tag;
    HPDF_Dict dict;
    HPDF_Array kids; /* NULL until there is one */
    HPDF_Dict page;  /* of its first content */
    size_t serial;
    bool has_text;
    struct sv alt;
};

struct pdf_tags {
    HPDF_Dict root;
    struct element open[DEPTH]; /* the first is the document */
    size_t n_open, serial;
    struct {
        size_t in;       /* IN_… or the element's serial */
        HPDF_Array mine; /* the element of each marked content */
    } page[PDF_PAGES_MAX];
    HPDF_Array annotations; /* their key and element, in turn */
    size_t n_annotations;
};

static HPDF_Dict new_object(struct pdf *p)
{
    HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);

    pdf_ok(p, d ? HPDF_Xref_Add(p->doc->xref, d) : HPDF_FAILD_TO_ALLOC_MEM);
    return d;
}

static HPDF_Dict new_element(struct pdf *p, const char *name, HPDF_Dict parent)
{
    HPDF_Dict d = new_object(p);

    if (p->failed)
        return NULL;
    pdf_ok(p, HPDF_Dict_AddName(d, "S", name));
    pdf_ok(p, HPDF_Dict_Add(d, "P", parent));
    return d;
}

static void add_scope(struct pdf *p, HPDF_Dict d, const char *scope)
{
    HPDF_Dict a = HPDF_Dict_New(p->doc->mmgr);

    pdf_ok(p, HPDF_Dict_Add(d, "A", a));
    pdf_ok(p, HPDF_Dict_AddName(a, "O", "Table"));
    pdf_ok(p, HPDF_Dict_AddName(a, "Scope", scope));
}

static HPDF_Array kids_of(struct pdf *p, struct element *e);

/* An element is made when there is something in it: of a text that is empty
 * none is read. A cell is there without one, too. */
static void make(struct pdf *p, struct element *e)
{
    HPDF_Dict above;
    HPDF_Array kids;

    if (e->dict || e->tag == TAG_ARTIFACT || p->failed)
        return;
    make(p, e - 1); /* the first is the document, which is there */
    above = e[-1].dict;
    kids = kids_of(p, e - 1);
    if (TAGS[e->tag].outer) {
        above = new_element(p, TAGS[e->tag].outer, above);
        pdf_ok(p, HPDF_Array_Add(kids, above));
        kids = HPDF_Array_New(p->doc->mmgr);
        if (!p->failed)
            pdf_ok(p, HPDF_Dict_Add(above, "K", kids));
    }
    e->dict = new_element(p, TAGS[e->tag].name, above);
    if (p->failed)
        return;
    pdf_ok(p, HPDF_Array_Add(kids, e->dict));
    if (TAGS[e->tag].scope)
        add_scope(p, e->dict, TAGS[e->tag].scope);
    if (e->tag == TAG_FIGURE)
        pdf_ok(p, HPDF_Dict_Add(e->dict, "Alt", pdf_string(p, e->alt)));
}

static HPDF_Array kids_of(struct pdf *p, struct element *e)
{
    make(p, e);
    if (e->kids || p->failed)
        return e->kids;
    e->kids = HPDF_Array_New(p->doc->mmgr);
    pdf_ok(p, HPDF_Dict_Add(e->dict, "K", e->kids));
    return e->kids;
}

static struct element *innermost(struct pdf *p)
{
    return &p->tags->open[p->tags->n_open - 1];
}

void pdf_begin(struct pdf *p, enum tag tag, struct sv alt)
{
    struct pdf_tags *t = p->tags;

    assert(t->n_open < DEPTH);
    struct element *e = &t->open[t->n_open++];
    *e = (struct element){.tag = tag, .serial = ++t->serial, .alt = alt};
    if (TAGS[tag].empty)
        make(p, e);
}

void pdf_end(struct pdf *p)
{
    assert(p->tags->n_open > 1);
    p->tags->n_open--;
}

void pdf_figure(struct pdf *p, size_t page, const double box[4], struct sv alt)
{
    pdf_begin(p, TAG_FIGURE, alt);
    if (p->failed)
        return;
    HPDF_Dict a = HPDF_Dict_New(p->doc->mmgr);
    HPDF_Array corners = HPDF_Array_New(p->doc->mmgr);
    pdf_ok(p, HPDF_Dict_Add(innermost(p)->dict, "A", a));
    pdf_ok(p, HPDF_Dict_AddName(a, "O", "Layout"));
    pdf_ok(p, HPDF_Dict_AddName(a, "Placement", "Block"));
    pdf_ok(p, HPDF_Dict_Add(a, "BBox", corners));
    pdf_ok(p, HPDF_Array_AddReal(corners, pdf_safe(box[0])));
    pdf_ok(p, HPDF_Array_AddReal(corners, pdf_flip(p, page, box[1] + box[3])));
    pdf_ok(p, HPDF_Array_AddReal(corners, pdf_safe(box[0] + box[2])));
    pdf_ok(p, HPDF_Array_AddReal(corners, pdf_flip(p, page, box[1])));
}

bool pdf_takes_text(struct pdf *p)
{
    const struct element *e = innermost(p);

    return e->tag == TAG_ARTIFACT || TAGS[e->tag].holds_text;
}

static void leave(struct pdf *p, size_t page)
{
    if (p->tags->page[page].in != IN_NOTHING)
        pdf_write(p, page, "EMC\n");
    p->tags->page[page].in = IN_NOTHING;
}

static void enter_artifact(struct pdf *p, size_t page, size_t kind)
{
    if (p->tags->page[page].in == kind)
        return;
    leave(p, page);
    p->tags->page[page].in = kind;
    pdf_write(p, page,
              kind == IN_PAGINATION ? "/Artifact <</Type /Pagination>> BDC\n"
                                    : "/Artifact BMC\n");
}

/* An element has its first page in itself; content on others says where. */
static void add_content(struct pdf *p, size_t page, struct element *e, int id)
{
    HPDF_Array kids = kids_of(p, e);

    if (!e->page) {
        e->page = p->page[page];
        pdf_ok(p, HPDF_Dict_Add(e->dict, "Pg", e->page));
    }
    if (e->page == p->page[page]) {
        pdf_ok(p, HPDF_Array_AddNumber(kids, id));
        return;
    }
    HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);
    pdf_ok(p, HPDF_Array_Add(kids, d));
    pdf_ok(p, HPDF_Dict_AddName(d, "Type", "MCR"));
    pdf_ok(p, HPDF_Dict_Add(d, "Pg", p->page[page]));
    pdf_ok(p, HPDF_Dict_AddNumber(d, "MCID", id));
}

static void enter(struct pdf *p, size_t page, struct element *e)
{
    struct pdf_tags *t = p->tags;
    char ops[48];

    if (t->page[page].in == e->serial)
        return;
    make(p, e);
    leave(p, page);
    if (!t->page[page].mine)
        t->page[page].mine = HPDF_Array_New(p->doc->mmgr);
    if (!t->page[page].mine || p->failed) {
        pdf_ok(p, HPDF_FAILD_TO_ALLOC_MEM);
        return;
    }
    int id = (int)HPDF_Array_Items(t->page[page].mine);
    t->page[page].in = e->serial;
    pdf_ok(p, HPDF_Array_Add(t->page[page].mine, e->dict));
    add_content(p, page, e, id);
    snprintf(ops, sizeof ops, "/%s <</MCID %d>> BDC\n", TAGS[e->tag].name, id);
    pdf_write(p, page, ops);
}

bool pdf_mark(struct pdf *p, size_t page, bool text)
{
    struct pdf_tags *t = p->tags;

    if (p->failed)
        return false;
    for (size_t i = t->n_open; i-- > 1;)
        if (t->open[i].tag == TAG_ARTIFACT) {
            enter_artifact(p, page, IN_PAGINATION);
            return false;
        } else if (t->open[i].tag == TAG_FIGURE) {
            enter(p, page, &t->open[i]);
            return false;
        }
    if (!text) {
        enter_artifact(p, page, IN_ORNAMENT);
        return false;
    }
    bool alone = !pdf_takes_text(p);
    if (alone)
        pdf_begin(p, TAG_P, (struct sv){0});
    struct element *e = innermost(p);
    bool goes_on = e->has_text;
    e->has_text = true;
    if (!p->failed)
        enter(p, page, e);
    if (alone)
        pdf_end(p);
    return goes_on;
}

/* Where it goes is said of the annotation as well as of the element. */
static void add_annotation(struct pdf *p, size_t page, HPDF_Annotation a)
{
    struct element *e = innermost(p);

    make(p, e);
    int key = PDF_PAGES_MAX + (int)p->tags->n_annotations++;
    HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);

    pdf_ok(p, HPDF_Array_Add(kids_of(p, e), d));
    pdf_ok(p, HPDF_Dict_AddName(d, "Type", "OBJR"));
    pdf_ok(p, HPDF_Dict_Add(d, "Obj", a));
    pdf_ok(p, HPDF_Dict_Add(d, "Pg", p->page[page]));
    pdf_ok(p, HPDF_Dict_AddNumber(a, "StructParent", key));
    pdf_ok(p, HPDF_Dict_Add(a, "Contents", pdf_string(p, e->alt)));
    pdf_ok(p, HPDF_Array_AddNumber(p->tags->annotations, key));
    pdf_ok(p, HPDF_Array_Add(p->tags->annotations, e->dict));
}

void pdf_tag_link(struct pdf *p, size_t page, HPDF_Annotation a, struct sv url)
{
    bool alone = innermost(p)->tag != TAG_LINK;

    if (alone)
        pdf_begin(p, TAG_LINK, url);
    if (!p->failed)
        add_annotation(p, page, a);
    if (alone)
        pdf_end(p);
}

void pdf_tags_init(struct pdf *p)
{
    struct pdf_tags *t = p->tags = mem_alloc(1, sizeof *t);

    t->serial = FIRST_ELEMENT;
    t->n_open = 1;
    t->open[0] = (struct element){.tag = TAG_TABLE, .serial = t->serial};
    if (p->failed)
        return;
    HPDF_Dict marks = HPDF_Dict_New(p->doc->mmgr);
    t->root = new_object(p);
    t->annotations = HPDF_Array_New(p->doc->mmgr);
    if (!marks || !t->annotations || p->failed) {
        pdf_ok(p, HPDF_FAILD_TO_ALLOC_MEM);
        return;
    }
    pdf_ok(p, HPDF_Dict_AddBoolean(marks, "Marked", HPDF_TRUE));
    pdf_ok(p, HPDF_Dict_Add(p->doc->catalog, "MarkInfo", marks));
    pdf_ok(p, HPDF_Dict_Add(p->doc->catalog, "StructTreeRoot", t->root));
    pdf_ok(p, HPDF_Dict_AddName(t->root, "Type", "StructTreeRoot"));
    t->open[0].dict = new_element(p, "Document", t->root);
    if (!p->failed)
        pdf_ok(p, HPDF_Dict_Add(t->root, "K", t->open[0].dict));
}

/* From content to element: of pages by their index, then of annotations. */
void pdf_tags_finish(struct pdf *p)
{
    struct pdf_tags *t = p->tags;
    HPDF_Dict tree = p->failed ? NULL : new_object(p);
    HPDF_Array nums = tree ? HPDF_Array_New(p->doc->mmgr) : NULL;

    if (!nums)
        return;
    for (size_t k = 0; k < p->n_pages; k++) {
        leave(p, k);
        pdf_ok(p, HPDF_Dict_AddName(p->page[k], "Tabs", "S"));
        if (!t->page[k].mine)
            continue;
        pdf_ok(p, HPDF_Dict_AddNumber(p->page[k], "StructParents", (int)k));
        pdf_ok(p, HPDF_Array_AddNumber(nums, (int)k));
        pdf_ok(p, HPDF_Array_Add(nums, t->page[k].mine));
        t->page[k].mine = NULL;
    }
    for (HPDF_UINT i = 0; i < 2 * t->n_annotations; i += 2) {
        HPDF_Number key =
            HPDF_Array_GetItem(t->annotations, i, HPDF_OCLASS_NUMBER);
        HPDF_Dict e =
            HPDF_Array_GetItem(t->annotations, i + 1, HPDF_OCLASS_DICT);
        pdf_ok(p, HPDF_Array_AddNumber(nums, key ? key->value : 0));
        pdf_ok(p, HPDF_Array_Add(nums, e));
    }
    pdf_ok(p, HPDF_Dict_Add(tree, "Nums", nums));
    pdf_ok(p, HPDF_Dict_Add(t->root, "ParentTree", tree));
    pdf_ok(p, HPDF_Dict_AddNumber(t->root, "ParentTreeNextKey",
                                  PDF_PAGES_MAX + (int)t->n_annotations));
}

void pdf_tags_free(struct pdf *p)
{
    if (!p->tags)
        return;
    for (size_t k = 0; k < p->n_pages; k++)
        if (p->tags->page[k].mine)
            HPDF_Array_Free(p->tags->page[k].mine);
    if (p->tags->annotations)
        HPDF_Array_Free(p->tags->annotations);
    free(p->tags);
}

static void add_property(struct buf *b, const char *name, struct sv text)
{
    if (!text.len)
        return;
    buf_printf(b, "<%s>", name);
    escape_html(b, text);
    buf_printf(b, "</%s>\n", name);
}

/* Title and author as a list of one, in XMP's way (ISO 16684-1). */
static void add_listed(struct buf *b, const char *name, const char *list,
                       struct sv text)
{
    if (!text.len)
        return;
    buf_printf(b, "<%s><%s>%s", name, list,
               strcmp(list, "rdf:Alt") ? "<rdf:li>"
                                       : "<rdf:li xml:lang=\"x-default\">");
    escape_html(b, text);
    buf_printf(b, "</rdf:li></%s></%s>\n", list, name);
}

static void write_metadata(struct buf *b, const struct pdf_about *about)
{
    char date[DATE_TEXT];
    struct sv day = {0};

    if (about->date != DATE_NONE)
        day = sv_from(date_iso(date, about->date));
    buf_add_str(b,
                "<?xpacket begin=\"\xef\xbb\xbf\" "
                "id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF "
                "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                "<rdf:Description rdf:about=\"\" "
                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                "<pdfuaid:part>1</pdfuaid:part>\n");
    add_listed(b, "dc:title", "rdf:Alt", about->title);
    add_listed(b, "dc:creator", "rdf:Seq", about->author);
    add_listed(b, "dc:description", "rdf:Alt", about->subject);
    add_listed(b, "dc:language", "rdf:Bag", SV("en"));
    add_property(b, "xmp:CreatorTool", about->creator);
    add_property(b, "xmp:CreateDate", day);
    add_property(b, "xmp:ModifyDate", day);
    buf_add_str(b, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
                   "<?xpacket end=\"r\"?>\n");
}

void pdf_metadata(struct pdf *p, const struct pdf_about *about)
{
    HPDF_Dict d = HPDF_DictStream_New(p->doc->mmgr, p->doc->xref);
    struct buf b = {0};

    if (!d) {
        pdf_ok(p, HPDF_FAILD_TO_ALLOC_MEM);
        return;
    }
    write_metadata(&b, about);
    pdf_ok(p, HPDF_Dict_AddName(d, "Type", "Metadata"));
    pdf_ok(p, HPDF_Dict_AddName(d, "Subtype", "XML"));
    pdf_ok(p, HPDF_Stream_Write(d->stream, (const HPDF_BYTE *)b.ptr,
                                (HPDF_UINT)b.len));
    pdf_ok(p, HPDF_Dict_Add(p->doc->catalog, "Metadata", d));
    buf_release(&b);
}
