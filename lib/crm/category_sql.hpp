#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertCategory = R"sql(
INSERT INTO categories (id, version, created_us, code, name, active, parent)
VALUES ($1, 1, $2, $3, $4, $5, $6)
)sql";

inline constexpr const char* kUpdateCategory = R"sql(
UPDATE categories SET version = version + 1, code = $2, name = $3, active = $4, parent = $5
WHERE id = $1
)sql";

inline constexpr const char* kCategoryRow = R"sql(
SELECT version, code, name, active, parent FROM categories WHERE id = $1
)sql";

inline constexpr const char* kCategoryByCode = R"sql(
SELECT id FROM categories WHERE code = $1
)sql";

inline constexpr const char* kSelectCategories = R"sql(
SELECT id, version, code, name, parent, active, created_us FROM categories
)sql";

inline constexpr const char* kSelectCategory = R"sql(
SELECT id, version, code, name, parent, active, created_us FROM categories
WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
