/* libpmmcrm: the citizen relationship management of a city, as a library. All of it. */
#ifndef PMMCRM_PMMCRM_H
#define PMMCRM_PMMCRM_H

#include "pmmcrm/actor.h"
#include "pmmcrm/address.h"
#include "pmmcrm/area.h"
#include "pmmcrm/base.h"
#include "pmmcrm/case.h"
#include "pmmcrm/category.h"
#include "pmmcrm/channel.h"
#include "pmmcrm/contact.h"
#include "pmmcrm/db.h"
#include "pmmcrm/export.h"
#include "pmmcrm/find.h"
#include "pmmcrm/frozen.h"
#include "pmmcrm/holiday.h"
#include "pmmcrm/identifier.h"
#include "pmmcrm/import.h"
#include "pmmcrm/indicator.h"
#include "pmmcrm/mandate.h"
#include "pmmcrm/office.h"
#include "pmmcrm/query.h"
#include "pmmcrm/relationship.h"
#include "pmmcrm/result.h"
#include "pmmcrm/role.h"
#include "pmmcrm/segment.h"
#include "pmmcrm/service.h"
#include "pmmcrm/subject.h"
#include "pmmcrm/task.h"
#include "pmmcrm/timeline.h"
#include "pmmcrm/visit.h"

#endif
