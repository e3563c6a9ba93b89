/*
 * One escape function per output context, all of them here. Each appends
 * `text`, valid UTF-8, to `out`, made harmless for its context.
 */
#ifndef RENDER_BASE_ESCAPE_H
#define RENDER_BASE_ESCAPE_H

#include "scoring/base/buf.h"

/* HTML and XML text and double-quoted attributes: & < > " ' */
void escape_html(struct buf *out, struct sv text);
/* The same of a text that stands in a page. Between a minus and a currency's sign
 * ("−$272K") a line might break: a word joiner, U+2060, keeps both together. */
void escape_page(struct buf *out, struct sv text);
/* A CSV field, quoted where needed (RFC 4180); text that a spreadsheet would
 * run gets a leading ': = + - @ or the same of full width at its start, also
 * behind blanks of any script and what is not seen; a TAB, a CR. */
void escape_csv(struct buf *out, struct sv text);
/* Slack mrkdwn: & < > as entities; * _ ~ ` made inert. */
void escape_slack(struct buf *out, struct sv text);
/* An e-mail header value: no CR or LF, RFC 2047 B-words where not ASCII. */
void escape_header(struct buf *out, struct sv text);
/* A display name before an address: quoted where RFC 5322 asks for it. */
void escape_phrase(struct buf *out, struct sv text);
/* A path segment or query value of a URL: percent-encoded. */
void escape_url(struct buf *out, struct sv text);
/* A spreadsheet cell: at most 32,767 UTF-16 units, no U+FFFE/U+FFFF; what reads
 * as the code of a character, "_x0041_", stays text (ECMA-376 part 1,
 * 22.9.2.19). */
void escape_cell(struct buf *out, struct sv text);

#endif
