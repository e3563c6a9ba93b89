/* Files of every format as tables, and what is refused, and how. */
#include "tests/test.h"

#include "scoring/base/buf.h"
#include "scoring/intake/table.h"
#include "tests/zip.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS                                                                   \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

/* The parts of a workbook; NULL: the usual one. */
struct parts {
    const char *book, *rels, *strings, *styles, *sheet1, *sheet2, *root;
};

static const char BOOK[] =
    "<workbook xmlns='" MAIN "' xmlns:r='" RELS "'><sheets>"
    "<sheet name='Notes' sheetId='1' r:id='a'/>"
    "<sheet name='Deals' sheetId='2' r:id='b'/></sheets></workbook>";
static const char RELATIONS[] =
    "<Relationships xmlns='" PACKAGE "'>"
    "<Relationship Id='a' Type='" RELS "/worksheet' "
    "Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='b' Type='" RELS "/worksheet' "
    "Target='/xl/worksheets/sheet2.xml'/>"
    "<Relationship Id='c' Type='" RELS "/sharedStrings' "
    "Target='../xl/sharedStrings.xml'/>"
    "<Relationship Id='d' Type='" RELS "/styles' Target='styles.xml'/>"
    "</Relationships>";
static const char STRINGS[] =
    "<sst xmlns='" MAIN "'><si><t>Id</t></si>"
    "<si><r><t>Am</t></r><r><rPr><b/></rPr><t>ount</t></r></si>"
    "<si><t>\xe6\x9d\xb1\xe4\xba\xac</t>"
    "<rPh sb='0' eb='2'><t>TOUKYOU</t></rPh><phoneticPr fontId='1'/></si>"
    "<si><t xml:space='preserve'> a_x000D_b_x005F_c_xD83D__xDE00_ </t></si>"
    "<si><t/></si></sst>";
static const char STYLES[] =
    "<styleSheet xmlns='" MAIN "'><numFmts count='1'>"
    "<numFmt numFmtId='164' formatCode='[$\xe2\x82\xac-407]\\ 0.00'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='9'/><xf numFmtId='9'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='10'/>"
    "<xf numFmtId='164'/></cellXfs></styleSheet>";
static const char ROWS[] =
    "<worksheet xmlns='" MAIN "'><sheetData>"
    "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c></row>"
    "<row r='5'><c r='A5'><v>7</v></c><c r='C5' s='3'><v>1.5</v></c></row>"
    "</sheetData></worksheet>";
static const char NOTES[] =
    "<worksheet xmlns='" MAIN "'><sheetData><row><c t='inlineStr'><is><t>no"
    "</t></is></c></row></sheetData></worksheet>";

static struct sv text_or(const char *text, const char *usual)
{
    return sv_from(text ? text : usual);
}

static struct sv workbook(const struct parts *p, struct arena *a)
{
    const struct zip_part parts[] = {
        {"[Content_Types].xml", SV("<Types/>")},
        {"_rels/.rels", text_or(p->root, "")},
        {"xl/workbook.xml", text_or(p->book, BOOK)},
        {"xl/_rels/workbook.xml.rels", text_or(p->rels, RELATIONS)},
        {"xl/sharedStrings.xml", text_or(p->strings, STRINGS)},
        {"xl/styles.xml", text_or(p->styles, STYLES)},
        {"xl/worksheets/sheet1.xml", text_or(p->sheet1, NOTES)},
        {"xl/worksheets/sheet2.xml", text_or(p->sheet2, ROWS)},
    };

    return zip_of(parts, sizeof parts / sizeof parts[0], "compression=deflate",
                  a);
}

static size_t known(const void *ctx, const struct sv *cells, size_t n)
{
    size_t found = 0;

    (void)ctx;
    for (size_t k = 0; k < n; k++)
        found += sv_eq(cells[k], SV("Id")) || sv_eq(cells[k], SV("Amount"));
    return found;
}

/* The table as "2:Id||Amount 5:7||€ 1.5", or the error. */
static const char *said(struct sv bytes, const char *sheet)
{
    static char out[2048];
    const struct table_form form = {.sheet = sv_from(sheet), .known = known};
    struct err err = {0};
    struct table t;
    struct arena a;
    size_t len = 0;

    arena_init(&a);
    out[0] = 0;
    if (!table_read(&t, bytes, "x", &form, &a, &err)) {
        assert_int_equal(err.code, EXIT_INPUT);
        snprintf(out, sizeof out, "%s", err.text);
        t.n_rows = 0;
    }
    for (size_t r = 0; r < t.n_rows; r++)
        for (size_t f = 0; f < t.rows[r].fields && len < 1024; f++) {
            struct sv text = table_field(&t, t.rows[r].first + f);
            if (f)
                out[len++] = '|';
            else
                len += (size_t)snprintf(out + len, sizeof out - len,
                                        "%s%zu:", r ? " " : "", t.rows[r].line);
            len += (size_t)snprintf(out + len, sizeof out - len, "%.*s",
                                    SV_ARG(text));
        }
    arena_release(&a);
    return out;
}

static void assert_book(const struct parts *p, const char *sheet,
                        const char *want)
{
    struct arena a;

    arena_init(&a);
    assert_string_equal(said(workbook(p, &a), sheet), want);
    arena_release(&a);
}

static const char USUAL[] = "2:Id||Amount 5:7||\xe2\x82\xac 1.5";

/* One row of cells in the sheet that is read. */
static void assert_cells(const char *cells, const char *want)
{
    char sheet[2048], all[2048];

    snprintf(sheet, sizeof sheet,
             "<worksheet xmlns='" MAIN "'><sheetData>"
             "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
             "<row>%s</row></sheetData></worksheet>",
             cells);
    snprintf(all, sizeof all, "1:Id|Amount%s", want);
    assert_book(&(struct parts){.sheet2 = sheet}, NULL, all);
}

static void a_sheet_of_typed_cells(void **state)
{
    (void)state;
    assert_book(&(struct parts){0}, NULL, USUAL);
    /* shared strings: rich text, readings, escapes, an empty one */
    assert_cells("<c t='s'><v>1</v></c><c t='s'><v>2</v></c>",
                 " 2:Amount|\xe6\x9d\xb1\xe4\xba\xac");
    assert_cells("<c t='s'><v>3</v></c>", " 2: a\rb_c\xf0\x9f\x98\x80 ");
    assert_cells("<c t='s'><v>4</v></c>", "");
    /* inline, of a formula, of a formula that gives nothing */
    assert_cells("<c t='inlineStr'><is><r><t>a</t></r><r><t>_x0041_</t></r>"
                 "<rPh><t>no</t></rPh></is></c>",
                 " 2:aA");
    assert_cells("<c t='str'><f>A1</f><v>yes</v></c><c t='str'><f>A1</f><v/>"
                 "</c><c><f>1+1</f><v>2</v></c>",
                 " 2:yes||2");
    /* numbers, booleans, errors, ISO dates */
    assert_cells("<c s='1'><v>45322.5</v></c><c s='2'><v>0.25</v></c>"
                 "<c s='3'><v>-2</v></c><c s='99'><v>1E3</v></c>",
                 " 2:2024-01-31T12:00:00|25%|\xe2\x82\xac -2|1000");
    assert_cells("<c t='b'><v>1</v></c><c t='b'><v>0</v></c>"
                 "<c t='e'><v>#DIV/0!</v></c>"
                 "<c t='d'><v>2024-01-31T00:00:00</v></c>",
                 " 2:TRUE|FALSE|#DIV/0!|2024-01-31T00:00:00");
    /* columns by reference, by order, in any order; empty ones at the end */
    assert_cells("<c r='C2'><v>3</v></c><c><v>4</v></c><c r='A2'><v>1</v></c>"
                 "<c r='J2' s='1'/>",
                 " 2:1||3|4");
    /* formulas without values keep their text while they are few */
    assert_cells("<c><f>A1*2</f></c>", " 2:=A1*2");
}

static void sheets_are_chosen(void **state)
{
    static const char HIDDEN[] =
        "<workbook xmlns='" MAIN "' xmlns:r='" RELS "'><workbookPr "
        "date1904='true'/><sheets><sheet name='Notes' sheetId='1' r:id='a'/>"
        "<sheet name='D&amp;D' state='veryHidden' sheetId='2' r:id='b'/>"
        "<sheet name='Chart' sheetId='3' r:id='z'/></sheets></workbook>";
    static const char ALL_HIDDEN[] =
        "<workbook xmlns='" MAIN "' xmlns:r='" RELS "'><sheets>"
        "<sheet name='Deals' state='hidden' sheetId='2' r:id='b'/></sheets>"
        "</workbook>";
    static const char TWIN[] =
        "<worksheet xmlns='" MAIN "'><sheetData><row><c t='s'><v>0</v></c>"
        "<c t='s'><v>1</v></c></row></sheetData></worksheet>";
    static const char DATED[] =
        "<worksheet xmlns='" MAIN "'><sheetData><row r='1'>"
        "<c r='A1' s='1'><v>0</v></c></row></sheetData></worksheet>";

    (void)state;
    assert_book(&(struct parts){0}, "Notes", "1:no");
    assert_book(&(struct parts){0}, "dEALS", USUAL);
    assert_book(&(struct parts){0}, "Deal",
                "x: has no sheet \"Deal\"; its sheets: Notes, Deals");
    assert_book(&(struct parts){.sheet1 = TWIN}, NULL, "1:Id|Amount");
    assert_book(&(struct parts){.sheet2 = NOTES}, NULL, "1:no");
    assert_book(&(struct parts){.book = HIDDEN}, NULL, "1:no");
    assert_book(&(struct parts){.book = HIDDEN}, "D&D", USUAL);
    assert_book(&(struct parts){.book = HIDDEN}, "Chart",
                "x: has no sheet \"Chart\"; its sheets: Notes, D&D (hidden)");
    assert_book(&(struct parts){.book = HIDDEN, .sheet2 = DATED}, "D&D",
                "1:1904-01-01");
    assert_book(&(struct parts){.book = ALL_HIDDEN}, NULL,
                "x: has no sheet that is not hidden; name one with --sheet "
                "(its sheets: Deals (hidden))");
}

static void other_ways_to_write_a_workbook(void **state)
{
    static const char STRICT_MAIN[] =
        "<worksheet xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'>"
        "<sheetData><row><c t='inlineStr'><is><t>Id</t></is></c></row>"
        "</sheetData></worksheet>";
    static const char PREFIXED[] =
        "<x:worksheet xmlns:x='" MAIN "' xmlns:y='urn:y'><x:sheetData>"
        "<y:row><y:c><y:v>9</y:v></y:c></y:row>"
        "<x:row><x:c t='s'><x:v>0</x:v></x:c></x:row></x:sheetData>"
        "</x:worksheet>";
    static const char ROOT[] =
        "<Relationships xmlns='" PACKAGE "'><Relationship Id='q' Type='" RELS
        "/officeDocument' Target='/xl/workbook.xml'/></Relationships>";

    (void)state;
    assert_book(&(struct parts){.sheet2 = STRICT_MAIN}, NULL, "1:Id");
    assert_book(&(struct parts){.sheet2 = PREFIXED}, NULL, "1:Id");
    assert_book(&(struct parts){.root = ROOT}, NULL, USUAL);
    assert_book(&(struct parts){.styles = "<a/>",
                                .strings = "<b/>",
                                .sheet2 = STRICT_MAIN},
                NULL, "1:Id");
}

static void damaged_workbooks(void **state)
{
    static const char FORMULAS[] =
        "<worksheet xmlns='" MAIN "'><sheetData>"
        "<row r='4'><c><f>1+1</f></c></row><row><c><f>1</f><v></v></c></row>"
        "</sheetData></worksheet>";
    struct arena a;

    (void)state;
    assert_book(&(struct parts){.strings = "<sst xmlns='" MAIN "'/>"}, NULL,
                "x:2: a cell names text 0, which the workbook does not hold; "
                "it is damaged: export it again");
    assert_book(&(struct parts){.book = "<!DOCTYPE w [<!ENTITY a 'b'>]><w/>"},
                NULL,
                "x: xl/workbook.xml: declares a document type, as no workbook "
                "does; save the workbook anew");
    assert_book(&(struct parts){.rels = "<a><b></a>"}, NULL,
                "x: xl/_rels/workbook.xml.rels: line 1: mismatched tag; the "
                "file is damaged or cut short: export it again");
    assert_book(&(struct parts){.sheet2 = "<worksheet><sheetData>"}, "Deals",
                "x: xl/worksheets/sheet2.xml: line 1: no element found; the "
                "file is damaged or cut short: export it again");
    assert_book(&(struct parts){.sheet2 = FORMULAS}, "Deals",
                "x:4: 2 rows hold formulas without their values; open the "
                "workbook in a spreadsheet, save it, and name that file");
    arena_init(&a);
    struct sv whole = workbook(&(struct parts){0}, &a);
    for (size_t len = 4; len < whole.len; len++) {
        const char *got = said((struct sv){whole.ptr, len}, NULL);
        if (strcmp(got, USUAL) && strncmp(got, "x: ", 3))
            fail_msg("cut at %zu: %s", len, got);
    }
    assert_string_equal(said((struct sv){whole.ptr, whole.len / 2}, NULL),
                        "x: is a workbook or zip archive that is damaged or "
                        "cut short; export it again");
    arena_release(&a);
}

static void sheets_too_large(void **state)
{
    struct arena a;
    struct buf sheet;

    (void)state;
    arena_init(&a);
    buf_init(&sheet);
    buf_add_str(&sheet, "<worksheet xmlns='" MAIN "'><sheetData><row>"
                        "<c r='FBA1'><v>1</v></c></row></sheetData>"
                        "</worksheet>");
    assert_book(&(struct parts){.sheet2 = sheet.ptr}, "Deals",
                "x:1: a row has more than 4096 columns; is this an export of "
                "deals?");
    /* One cell a row, 4,000 columns away. */
    buf_clear(&sheet);
    buf_add_str(&sheet, "<worksheet xmlns='" MAIN "'><sheetData>");
    for (int k = 0; k < 6000; k++)
        buf_add_str(&sheet, "<row><c r='EWV1'><v>1</v></c></row>");
    buf_add_str(&sheet, "</sheetData></worksheet>");
    struct sv wide = workbook(&(struct parts){.sheet2 = sheet.ptr}, &a);
    assert_non_null(strstr(said(wide, "Deals"), "the sheet is far wider"));
    /* 128 MB of blanks in a file of 130 KB. */
    buf_clear(&sheet);
    buf_add_str(&sheet, "<worksheet xmlns='" MAIN "'><sheetData>");
    for (int k = 0; k < 1 << 21; k++)
        buf_add_str(
            &sheet,
            "<!--                                                      -->\n");
    buf_add_str(&sheet, "</sheetData></worksheet>");
    struct sv bomb = workbook(&(struct parts){.sheet2 = sheet.ptr}, &a);
    assert_non_null(strstr(said(bomb, "Deals"), "(a zip bomb?)"));
    /* A text of more than a cell may hold. */
    buf_clear(&sheet);
    buf_add_str(&sheet, "<sst xmlns='" MAIN "'><si><t>");
    for (int k = 0; k < 132000; k++)
        buf_add_char(&sheet, 'x');
    buf_add_str(&sheet, "</t></si></sst>");
    assert_book(&(struct parts){.strings = sheet.ptr}, "Deals",
                "x: a cell is longer than 131072 bytes; is this an export of "
                "deals?");
    buf_release(&sheet);
    arena_release(&a);
}

static void pages_of_html(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
    } CASES[] = {
        {SV("<html><table><tr><th>Id</th><th>Amount</th></tr><tr><td>1</td>"
            "<td>5</td></tr></table>"),
         "1:Id|Amount 2:1|5"},
        /* end tags left out, capitals, nested tags, entities, blanks */
        {SV("\n<TABLE><TR><TD>Id<TD> a <b>b</b>\n c<br>d<TR><TD>&lt;&#228;"
            "&#x20AC;&eacute;&nbsp;&nosuch; & <TD>&nbsp;"),
         "1:Id|a b c d 2:<\xc3\xa4\xe2\x82\xac\xc3\xa9 &nosuch; &"},
        {SV("\xEF\xBB\xBF<!-- x --><!DOCTYPE html><meta charset=utf-8>"
            "<script>if (a < b) '<table><tr><td>no';</script><style>td{}"
            "</style><table><tr><td>Id</td></tr></table>"),
         "1:Id"},
        /* spans of columns and rows */
        {SV("<table><tr><td colspan=2>Id</td><td>c</td></tr><tr><td "
            "rowspan='2'>1</td><td>2</td><td>3</td></tr><tr><td>5</td>"
            "<td>6</td></tr><tr><td>7</td></tr></table>"),
         "1:Id||c 2:1|2|3 3:|5|6 4:7"},
        /* the table with known headers; one within another */
        {SV("<table><tr><td>x</td></tr></table><table><tr><td>Amount</td>"
            "</tr></table><table><tr><td>y</td></tr></table>"),
         "1:Amount"},
        {SV("<table><tr><td>Id<table><tr><td>Id</td></tr><tr><td>4</td></tr>"
            "</table></td></tr><tr><td>Id</td><td>Amount</td></tr></table>"),
         "1:Id 2:4"},
        {SV("<html><head><title>Log in</title></head><body><table></table>"),
         "x: is a web page without a table of deals (a sign-in page?); export "
         "the deals again"},
        /* encodings */
        {SV("<meta charset=\"iso-8859-1\"><table><tr><td>Id\xfc\x80</td>"),
         "1:Id\xc3\xbc\xe2\x82\xac"},
        {SV("<table><tr><td>Id\xfc</td>"), "1:Id\xc3\xbc"},
        {SV("<meta http-equiv=Content-Type content='text/html; "
            "charset=Shift_JIS'><table><tr><td>\x8b\xe0\x8az</td>"),
         "1:\xe9\x87\x91\xe9\xa1\x8d"},
        {SV("<meta charset=gb2312><table><tr><td>\xbd\xf0\xb6\xee</td>"),
         "1:\xe9\x87\x91\xe9\xa2\x9d"},
        {SV("\xFF\xFE<\0t\0a\0b\0l\0e\0>\0<\0t\0d\0>\0I\0d\0"), "1:Id"},
        {SV("<meta charset=klingon><table><tr><td>Id</td>"),
         "x: declares the encoding klingon, which is not known here; save it "
         "as UTF-8 or .xlsx and name that file"},
        {SV("<meta charset=shift_jis><table><tr><td>\x8b"),
         "x: holds bytes that are not shift_jis, as it declares; export it as "
         "UTF-8 or .xlsx"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        if (strcmp(said(CASES[k].text, NULL), CASES[k].want))
            fail_msg("%zu: %s, not %s", k, said(CASES[k].text, NULL),
                     CASES[k].want);
}

#define SS "urn:schemas-microsoft-com:office:spreadsheet"

static void xml_of_excel_2003(void **state)
{
    static const char TEXT[] =
        "<?xml version='1.0' encoding='windows-1252'?>"
        "<?mso-application progid='Excel.Sheet'?>"
        "<Workbook xmlns='" SS "' xmlns:ss='" SS "' "
        "xmlns:x='urn:schemas-microsoft-com:office:excel'><Styles>"
        "<Style ss:ID='p'><NumberFormat ss:Format='Percent'/></Style>"
        "<Style ss:ID='d'><NumberFormat ss:Format='Short Date'/></Style>"
        "</Styles><Worksheet ss:Name='Old'><Table><Row><Cell>"
        "<Data ss:Type='String'>Id</Data></Cell><Cell><Data ss:Type='String'>"
        "Amount</Data></Cell></Row></Table><x:WorksheetOptions><x:Visible>"
        "SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
        "<Worksheet ss:Name='Notes'><Table><Row><Cell><Data ss:Type='String'>"
        "a</Data></Cell></Row></Table></Worksheet>"
        "<Worksheet ss:Name='Deals'><Table><Row ss:Index='3'><Cell>"
        "<Data ss:Type='String'>Id</Data></Cell></Row><Row>"
        "<Cell ss:Index='2' ss:StyleID='p' ss:MergeAcross='1'>"
        "<Data ss:Type='Number'>0.25</Data></Cell>"
        "<Cell ss:StyleID='d'><Data ss:Type='Number'>45322</Data></Cell>"
        "<Cell><Data ss:Type='DateTime'>2024-01-31T00:00:00.000</Data></Cell>"
        "<Cell><ss:Data ss:Type='String' xmlns='http://www.w3.org/TR/"
        "REC-html40'>M<B>\xfc</B>ller</ss:Data></Cell>"
        "<Cell><Data ss:Type='Boolean'>1</Data></Cell></Row></Table>"
        "</Worksheet></Workbook>";

    (void)state;
    assert_string_equal(said(sv_from(TEXT), NULL),
                        "3:Id 4:|25%||2024-01-31|2024-01-31T00:00:00.000|"
                        "M\xc3\xbcller|TRUE");
    assert_string_equal(said(sv_from(TEXT), "notes"), "1:a");
    assert_string_equal(said(sv_from(TEXT), "Old"), "1:Id|Amount");
    assert_string_equal(
        said(sv_from(TEXT), "None"),
        "x: has no sheet \"None\"; its sheets: Old (hidden), Notes, Deals");
    assert_non_null(strstr(said((struct sv){TEXT, sizeof TEXT / 2}, NULL),
                           "damaged or cut short"));
}

static void what_is_no_export(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
    } CASES[] = {
        {SV("%PDF-1.7\n"), "x: is a PDF; export the deals as CSV or .xlsx"},
        {SV("\x1f\x8b\x08"),
         "x: is compressed (gzip); unpack it and name the file inside"},
        {SV("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
         "x: is a workbook locked with a password; open it, save it without "
         "the password, and name that file"},
        {SV("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xW\0o\0r\0k\0b\0o\0o\0k\0"),
         "x: is a binary Excel workbook (.xls); save it as .xlsx or CSV and "
         "name that file"},
        {SV("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
         "x: is an old Office document; save it as .xlsx or CSV and name that "
         "file"},
        {SV("<?xml version='1.0'?><deals/>"),
         "x: is XML, and no workbook; export the deals as CSV or .xlsx"},
        {SV("[{\"Id\": 1}]"), "x: is JSON; export the deals as CSV or .xlsx"},
        {SV("MIME-Version: 1.0\n"), "x: is a web archive (MHTML); save it as "
                                    ".xlsx or CSV and name that file"},
        {SV("PK\005\006"), "x: is a workbook or zip archive that is damaged or "
                           "cut short; export it again"},
    };
    static const struct {
        const char *part, *want;
    } ZIPS[] = {
        {"deals.csv", "x: is a zip archive (of deals.csv), no workbook; unpack "
                      "it and name the export"},
        {"META-INF/manifest.xml",
         "x: is an OpenDocument file (.ods); save it as CSV or .xlsx and name "
         "that file"},
        {"Index/Document.iwa", "x: is a Numbers document; save it as CSV or "
                               ".xlsx and name that file"},
        {"xl/workbook.bin", "x: is a binary Excel workbook (.xlsb); save it as "
                            "CSV or .xlsx and name that file"},
        {"word/document.xml", "x: is a Word document; save it as CSV or .xlsx "
                              "and name that file"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++)
        assert_string_equal(said(CASES[k].text, NULL), CASES[k].want);
    for (size_t k = 0; k < sizeof ZIPS / sizeof ZIPS[0]; k++) {
        const struct zip_part part = {ZIPS[k].part, SV("x")};
        struct arena a;
        arena_init(&a);
        assert_string_equal(
            said(zip_of(&part, 1, "compression=store", &a), NULL),
            ZIPS[k].want);
        arena_release(&a);
    }
}

static void anything_else_is_delimited(void **state)
{
    (void)state;
    assert_string_equal(said(SV("Id,Amount\n1,5\n"), "Deals"),
                        "1:Id|Amount 2:1|5");
    assert_string_equal(said(SV("<5 days,Id\n1,2\n"), NULL),
                        "1:<5 days|Id 2:1|2");
    assert_string_equal(said(SV("PK,Id\n1,2\n"), NULL), "1:PK|Id 2:1|2");
    assert_string_equal(said(SV(""), NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_of_typed_cells),
        cmocka_unit_test(sheets_are_chosen),
        cmocka_unit_test(other_ways_to_write_a_workbook),
        cmocka_unit_test(damaged_workbooks),
        cmocka_unit_test(sheets_too_large),
        cmocka_unit_test(pages_of_html),
        cmocka_unit_test(xml_of_excel_2003),
        cmocka_unit_test(what_is_no_export),
        cmocka_unit_test(anything_else_is_delimited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
