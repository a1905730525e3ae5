#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// The tables that the work refers to by code (offices, channels, categories, areas) are alike:
// written once here, and told apart by this description. The order of placeholders and of the row's
// columns is fixed: see bind_entry().
struct Catalogue {
  model::Noun noun;
  store::Noun journal_noun;
  const char* name;  // "office"
  bool has_parent;
  bool has_digital;
  bool has_contacts;  // email, phone, address
  // SQL
  const char* insert;   // id, created_us, then the entry
  const char* update;   // id, then the entry
  const char* row;      // by id: version, then the entry
  const char* by_code;  // id
  const char* select;   // what `columns` says
  const char* select_by_id;
  const Columns* columns;
};

struct EntryFields {
  Field<std::string> code, name;
  Field<bool> active;
  Field<std::int64_t> parent;
  Field<bool> digital;
  Field<std::string> email, phone, address;
};

// A parent that is given and empty asks for entries without one.
struct EntryFilter {
  Field<std::string> code;
  Field<bool> active, digital;
  Field<std::int64_t> parent;
};

Result<std::int64_t> create_entry(const Writing& writing, const Catalogue& catalogue,
                                  const EntryFields& fields);
// Gives the new version.
Result<std::int64_t> update_entry(const Writing& writing, const Catalogue& catalogue,
                                  std::int64_t id, const EntryFields& fields);
Result<TablePtr> get_entry(const Reading& reading, const Catalogue& catalogue, std::int64_t id);
Result<TablePtr> list_entries(const Reading& reading, const Catalogue& catalogue,
                              const EntryFilter& filter, const Page& page);

// kNotFound at `field` unless the entry is there; what a row that refers to it asks.
Status check_entry(store::Connection& db, const Catalogue& catalogue, std::int64_t id,
                   std::string_view field);
// 0 when no entry has the code.
Result<std::int64_t> find_entry(store::Connection& db, const Catalogue& catalogue,
                                std::string_view code);

// kInvalid at "code" unless it may be one.
Status check_code(std::string_view code);

}  // namespace pmm::crm
