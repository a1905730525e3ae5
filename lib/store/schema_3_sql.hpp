#pragma once

#include "store/schema_3_appointments_sql.hpp"
#include "store/schema_3_cubes_sql.hpp"
#include "store/schema_3_deliveries_sql.hpp"
#include "store/schema_3_entitlements_sql.hpp"
#include "store/schema_3_notices_sql.hpp"
#include "store/schema_3_privacy_sql.hpp"
#include "store/schema_3_registry_sql.hpp"
#include "store/schema_3_views_sql.hpp"

// What the third schema has more than the second: the relationship's outward side, part by part.
