#include "crm/area.hpp"

#include "crm/area_sql.hpp"

namespace pmm::crm {
namespace {

const Columns kAreaColumns{{"id", Type::kInt64},     {"version", Type::kInt64},
                           {"code", Type::kText},    {"name", Type::kText},
                           {"parent", Type::kInt64}, {"active", Type::kBool},
                           {"created", Type::kTime}};

}  // namespace

const Catalogue kAreas{.noun = model::Noun::kArea,
                       .journal_noun = store::Noun::kArea,
                       .name = "area",
                       .has_parent = true,
                       .has_digital = false,
                       .has_contacts = false,
                       .insert = sql::kInsertArea,
                       .update = sql::kUpdateArea,
                       .row = sql::kAreaRow,
                       .by_code = sql::kAreaByCode,
                       .select = sql::kSelectAreas,
                       .select_by_id = sql::kSelectArea,
                       .columns = &kAreaColumns};

}  // namespace pmm::crm
