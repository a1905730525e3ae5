#include "crm/office.hpp"

#include "crm/office_sql.hpp"

namespace pmm::crm {
namespace {

const Columns kOfficeColumns{{"id", Type::kInt64},     {"version", Type::kInt64},
                             {"code", Type::kText},    {"name", Type::kText},
                             {"parent", Type::kInt64}, {"email", Type::kText},
                             {"phone", Type::kText},   {"address", Type::kText},
                             {"active", Type::kBool},  {"created", Type::kTime}};

}  // namespace

const Catalogue kOffices{.noun = model::Noun::kOffice,
                         .journal_noun = store::Noun::kOffice,
                         .name = "office",
                         .has_parent = true,
                         .has_digital = false,
                         .has_contacts = true,
                         .insert = sql::kInsertOffice,
                         .update = sql::kUpdateOffice,
                         .row = sql::kOfficeRow,
                         .by_code = sql::kOfficeByCode,
                         .select = sql::kSelectOffices,
                         .select_by_id = sql::kSelectOffice,
                         .columns = &kOfficeColumns};

}  // namespace pmm::crm
