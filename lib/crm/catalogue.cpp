#include "crm/catalogue.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/catalogue_sql.hpp"
#include "crm/change.hpp"
#include "model/address.hpp"

namespace pmm::crm {
namespace {

using model::Action;

struct Entry {
  std::int64_t version = 0;
  std::string code, name;
  bool active = true;
  std::optional<std::int64_t> parent;
  bool digital = false;
  std::optional<std::string> email, phone, address;
};

// The order of the placeholders from `next` on; read_entry() has the same.
void bind_entry(store::Statement& statement, int next, const Catalogue& catalogue,
                const Entry& entry) {
  statement.bind(next++, std::string_view(entry.code));
  statement.bind(next++, std::string_view(entry.name));
  statement.bind(next++, std::int64_t{entry.active});
  if (catalogue.has_parent) statement.bind(next++, entry.parent);
  if (catalogue.has_digital) statement.bind(next++, std::int64_t{entry.digital});
  if (!catalogue.has_contacts) return;
  statement.bind(next++, entry.email);
  statement.bind(next++, entry.phone);
  statement.bind(next++, entry.address);
}

Result<Entry> load_entry(store::Connection& db, const Catalogue& catalogue, std::int64_t id) {
  PMM_ASSIGN(auto row, db.prepare(catalogue.row));
  PMM_ASSIGN(const bool found, row.bind(1, id).step());
  if (!found) return no_such(catalogue.name, id);
  Entry entry;
  int next = 0;
  entry.version = row.int_at(next++);
  entry.code = row.string_at(next++);
  entry.name = row.string_at(next++);
  entry.active = row.int_at(next++) != 0;
  if (catalogue.has_parent) entry.parent = row.opt_int(next++);
  if (catalogue.has_digital) entry.digital = row.int_at(next++) != 0;
  if (!catalogue.has_contacts) return entry;
  entry.email = row.opt_text(next++);
  entry.phone = row.opt_text(next++);
  entry.address = row.opt_text(next++);
  return entry;
}

Changes apply(Entry& entry, const EntryFields& fields) {
  Changes changes;
  changes.apply(entry.code, fields.code, "code");
  changes.apply(entry.name, fields.name, "name");
  changes.apply(entry.active, fields.active, "active");
  changes.apply(entry.parent, fields.parent, "parent");
  changes.apply(entry.digital, fields.digital, "digital");
  changes.apply(entry.email, fields.email, "email");
  changes.apply(entry.phone, fields.phone, "phone");
  changes.apply(entry.address, fields.address, "address");
  return changes;
}

// The way up from the new parent must end at a root without meeting the entry itself.
Status check_parent(store::Connection& db, const Catalogue& catalogue,
                    const std::optional<std::int64_t>& parent, std::int64_t self) {
  std::optional<std::int64_t> next = parent;
  for (std::size_t depth = 1; next; ++depth) {
    if (*next == self)
      return Status::invalid("parent", std::string(catalogue.name) + " " + std::to_string(self) +
                                           " would be above itself");
    if (depth >= limits::kTreeDepth)
      return Status::limit("parent",
                           "a tree deeper than " + std::to_string(limits::kTreeDepth) + " levels");
    auto entry = load_entry(db, catalogue, *next);
    if (!entry.ok())
      return entry.status().code() == Code::kNotFound ? no_such(catalogue.name, *next, "parent")
                                                      : entry.take_status();
    next = entry->parent;
  }
  return {};
}

// An email and a phone are kept as they are everywhere else.
Result<EntryFields> normalised(EntryFields fields) {
  if (fields.email.value) {
    PMM_ASSIGN(auto email, model::parse_email(*fields.email.value, "email"));
    fields.email.value = email.value;
  }
  if (fields.phone.value) {
    PMM_ASSIGN(auto phone, model::parse_phone(*fields.phone.value, "phone"));
    fields.phone.value = phone.value;
  }
  return fields;
}

Status check_rules(store::Connection& db, const Catalogue& catalogue, const Entry& entry,
                   std::int64_t self) {
  PMM_TRY(check_code(entry.code));
  if (entry.name.empty())
    return Status::invalid("name", std::string("a name is needed by every ") + catalogue.name);
  PMM_ASSIGN(const std::int64_t holder, find_entry(db, catalogue, entry.code));
  if (holder != 0 && holder != self)
    return Status::conflict("code", text::quoted(entry.code) + " is the code of " + catalogue.name +
                                        " " + std::to_string(holder));
  return check_parent(db, catalogue, entry.parent, self);
}

}  // namespace

Status check_code(std::string_view code) {
  if (code.empty()) return Status::invalid("code", "a code is needed");
  if (text::trim(code) != code)
    return Status::invalid("code", text::quoted(code) + " begins or ends with a blank");
  return {};
}

Result<std::int64_t> create_entry(const Writing& writing, const Catalogue& catalogue,
                                  const EntryFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, catalogue.noun, {}, "", 0));
  PMM_ASSIGN(const EntryFields wanted, normalised(fields));
  Entry entry;
  const Changes changes = apply(entry, wanted);
  PMM_TRY(check_rules(writing.db(), catalogue, entry, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(catalogue.journal_noun));
  PMM_ASSIGN(auto insert, writing.db().prepare(catalogue.insert));
  insert.bind(1, id).bind(2, writing.now_us());
  bind_entry(insert, 3, catalogue, entry);
  PMM_TRY(insert.run());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = catalogue.journal_noun, .id = id, .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_entry(const Writing& writing, const Catalogue& catalogue,
                                  std::int64_t id, const EntryFields& fields) {
  PMM_ASSIGN(Entry entry, load_entry(writing.db(), catalogue, id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, catalogue.noun, {}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, entry.version));
  PMM_ASSIGN(const EntryFields wanted, normalised(fields));
  const Changes changes = apply(entry, wanted);
  if (changes.none()) return entry.version;
  PMM_TRY(check_rules(writing.db(), catalogue, entry, id));
  PMM_ASSIGN(auto update, writing.db().prepare(catalogue.update));
  bind_entry(update.bind(1, id), 2, catalogue, entry);
  PMM_TRY(update.run());
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = catalogue.journal_noun, .id = id, .fields = changes.names()}));
  return entry.version + 1;
}

Result<TablePtr> get_entry(const Reading& reading, const Catalogue& catalogue, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, catalogue.noun, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(catalogue.select_by_id));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), *catalogue.columns));
  if (table->rows == 0) return no_such(catalogue.name, id);
  return table;
}

Result<TablePtr> list_entries(const Reading& reading, const Catalogue& catalogue,
                              const EntryFilter& filter, const Page& page) {
  List list(catalogue.name, catalogue.select);
  if (filter.code.value) list.where(sql::kCodeIs, {*filter.code.value});
  if (filter.active.value) list.where(sql::kActiveIs, {std::int64_t{*filter.active.value}});
  if (filter.digital.value) list.where(sql::kDigitalIs, {std::int64_t{*filter.digital.value}});
  if (filter.parent.value)
    list.where(sql::kParentIs, {*filter.parent.value});
  else if (filter.parent.given)
    list.where(sql::kNoParent);
  list.restrict_to(reading.plan, catalogue.noun);
  return list.run(reading, *catalogue.columns, page, List::Order::kOldestFirst);
}

Status check_entry(store::Connection& db, const Catalogue& catalogue, std::int64_t id,
                   std::string_view field) {
  PMM_ASSIGN(auto row, db.prepare(catalogue.row));
  PMM_ASSIGN(const bool found, row.bind(1, id).step());
  if (!found) return no_such(catalogue.name, id, field);
  return {};
}

Result<std::int64_t> find_entry(store::Connection& db, const Catalogue& catalogue,
                                std::string_view code) {
  PMM_ASSIGN(auto find, db.prepare(catalogue.by_code));
  PMM_ASSIGN(const bool found, find.bind(1, code).step());
  return found ? find.int_at(0) : std::int64_t{0};
}

}  // namespace pmm::crm
