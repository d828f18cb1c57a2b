/*
 * What Alertmanager's `global:` may say; see the rows in alertmanager_global.def.
 */
#include "model/alertmanager_global.h"

#define LOADED_BY_ALERTMANAGER
#include "model/http_client.h"
#include "model/alertmanager_global.def"
