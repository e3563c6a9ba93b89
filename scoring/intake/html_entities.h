/* Entities of HTML: &amp; &#228; &eacute;. Private to this room. */
#ifndef SCORING_INTAKE_HTML_ENTITIES_H
#define SCORING_INTAKE_HTML_ENTITIES_H

#include <stdint.h>

#include "scoring/base/sv.h"

/* The character that the entity at the front of `s` (it begins with `&`)
 * stands for, and in *used its bytes; 0: it is none. */
int32_t html_entity(struct sv s, size_t *used);

#endif
