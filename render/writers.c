#include "render/writers.h"

#include "render/brief/brief.h"
#include "render/charts/charts.h"
#include "render/dashboard/dashboard.h"
#include "render/data/data.h"
#include "render/messages/messages.h"
#include "render/workbook/workbook.h"

/* Those that take longest start first; the messages come last, as the e-mail
 * carries what the others wrote. */
const struct writer WRITERS[] = {
    {"writing the API", api_write},
    {"writing the workbook", workbook_write},
    {"writing the dashboard", dashboard_write},
    {"drawing the images", images_write},
    {"writing the brief", brief_write},
    {"writing the table", csv_write},
    {"writing the CRM's update", crm_update_write},
    {"writing the model file", model_file_write},
    {"writing the messages", messages_write},
};
const size_t WRITERS_N = sizeof WRITERS / sizeof WRITERS[0];
