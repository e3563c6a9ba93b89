#include "render/writers.h"

/* The messages come last: the e-mail carries what the others wrote. */
const struct writer WRITERS[] = {
    {"report table", table_write},    {"api", api_write},
    {"workbook", workbook_write},     {"images", images_write},
    {"brief", brief_write},           {"dashboard", dashboard_write},
    {"model file", model_file_write}, {"messages", messages_write},
};
const size_t WRITERS_N = sizeof WRITERS / sizeof WRITERS[0];
