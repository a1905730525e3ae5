#include "crm/category.hpp"

#include "crm/category_sql.hpp"

namespace pmm::crm {
namespace {

const Columns kCategoryColumns{{"id", Type::kInt64},     {"version", Type::kInt64},
                               {"code", Type::kText},    {"name", Type::kText},
                               {"parent", Type::kInt64}, {"active", Type::kBool},
                               {"created", Type::kTime}};

}  // namespace

const Catalogue kCategories{.noun = model::Noun::kCategory,
                            .journal_noun = store::Noun::kCategory,
                            .name = "category",
                            .has_parent = true,
                            .has_digital = false,
                            .has_contacts = false,
                            .insert = sql::kInsertCategory,
                            .update = sql::kUpdateCategory,
                            .row = sql::kCategoryRow,
                            .by_code = sql::kCategoryByCode,
                            .select = sql::kSelectCategories,
                            .select_by_id = sql::kSelectCategory,
                            .columns = &kCategoryColumns};

}  // namespace pmm::crm
