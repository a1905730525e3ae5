#include "crm/address.hpp"

#include "crm/address_sql.hpp"
#include "crm/change.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/field_guard.hpp"
#include "crm/subject.hpp"
#include "crm/subject_part.hpp"
#include "model/address.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kAddressColumns{
    {"id", Type::kInt64},        {"version", Type::kInt64}, {"kind", Type::kText},
    {"value", Type::kText},      {"label", Type::kText},    {"verified_on", Type::kDate},
    {"is_default", Type::kBool}, {"ended", Type::kTime},    {"created", Type::kTime},
    {"subject", Type::kInt64},   {"since", Type::kTime}};

// Takes the default away from the address that has it.
Status unset_default(const Writing& writing, std::int64_t subject, std::string_view kind,
                     std::int64_t except) {
  std::int64_t holder = 0, since_us = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kDefaultAddress));
    PMM_ASSIGN(const bool found, find.bind(1, subject).bind(2, kind).step());
    if (found) {
      holder = find.int_at(0);
      since_us = find.int_at(1);
    }
  }
  if (holder == 0 || holder == except) return {};
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepAddressPast, holder, since_us));
  PMM_ASSIGN(auto unset, writing.db().prepare(sql::kUnsetDefaultAddress));
  PMM_TRY(unset.bind(1, holder).bind(2, at_us).run());
  return writing.tx.record({.verb = "update",
                            .noun = store::Noun::kAddress,
                            .id = holder,
                            .subject = subject,
                            .fields = "is_default"});
}

// A subject has each address once among those in use.
Status check_not_in_use(store::Connection& db, std::int64_t subject, std::string_view kind,
                        std::string_view key, std::int64_t self) {
  PMM_ASSIGN(auto find, db.prepare(sql::kAddressInUse));
  PMM_ASSIGN(const bool found, find.bind(1, subject).bind(2, kind).bind(3, key).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("value", "the subject has this " + std::string(kind) + " already");
}

Result<bool> has_default(store::Connection& db, std::int64_t subject, std::string_view kind) {
  PMM_ASSIGN(auto find, db.prepare(sql::kDefaultAddress));
  return find.bind(1, subject).bind(2, kind).step();
}

}  // namespace

Result<std::int64_t> create_address(const Writing& writing, std::int64_t subject,
                                    const AddressFields& fields) {
  store::Connection& db = writing.db();
  PMM_TRY(
      check_subject(db, writing.plan, Action::kCreate, model::Noun::kAddress, subject, "subject"));
  if (!fields.kind.value) return Status::invalid("kind", "an address needs a kind");
  if (!fields.value.value) return Status::invalid("value", "an address needs a value");
  PMM_ASSIGN(const model::Address address,
             model::parse_address(*fields.kind.value, *fields.value.value, "value"));
  if (!fields.ended_us.value)
    PMM_TRY(check_not_in_use(db, subject, address.kind, address.key, 0));
  else if (fields.is_default.value.value_or(false))
    return Status::invalid("is_default", "an address that has ended cannot be the default");
  PMM_ASSIGN(const bool taken, has_default(db, subject, address.kind));
  const bool is_default = !fields.ended_us.value && fields.is_default.value.value_or(!taken);
  if (is_default) PMM_TRY(unset_default(writing, subject, address.kind, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kAddress));
  PMM_ASSIGN(auto insert, db.prepare(sql::kInsertAddress));
  insert.bind(1, id).bind(2, subject).bind(3, std::string_view(address.kind));
  insert.bind(4, std::string_view(address.value)).bind(5, std::string_view(address.key));
  insert.bind(6, fields.label.value).bind(7, fields.verified_on.value);
  insert.bind(8, std::int64_t{is_default}).bind(9, fields.ended_us.value);
  PMM_TRY(insert.bind(10, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kAddress,
                             .id = id,
                             .subject = subject,
                             .fields = "kind,value"}));
  return id;
}

Result<std::int64_t> update_address(const Writing& writing, std::int64_t id,
                                    const AddressFields& fields) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kAddressRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kAddress, "id", id);
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(1);
  const std::string kind = find.string_at(2);
  const std::string key = find.string_at(3);
  auto label = find.opt_text(4);
  auto verified_on = find.opt_day(5);
  bool is_default = find.int_at(6) != 0;
  auto ended_us = find.opt_int(7);
  const std::int64_t since_us = find.int_at(8);
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kAddress,
                              {subject, 0, 0, {}}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.kind, "kind"));
  PMM_TRY(check_fixed(fields.value, "value"));
  Changes changes;
  changes.apply(label, fields.label, "label");
  changes.apply(verified_on, fields.verified_on, "verified_on");
  changes.apply(ended_us, fields.ended_us, "ended_us");
  changes.apply(is_default, fields.is_default, "is_default");
  if (ended_us && is_default) {
    if (fields.is_default.given)
      return Status::invalid("is_default", "an address that has ended cannot be the default");
    is_default = false;
    changes.note("is_default");
  }
  if (fields.verified_on.value) {
    // Whoever proved it again reads what came back before.
    PMM_ASSIGN(auto forget, writing.db().prepare(sql::kForgetBounces));
    PMM_TRY(forget.bind(1, id).run());
    if (writing.db().changes() != 0) changes.note("bounces");
  }
  if (changes.none()) return version;
  if (!ended_us) PMM_TRY(check_not_in_use(writing.db(), subject, kind, key, id));
  if (is_default) PMM_TRY(unset_default(writing, subject, kind, id));
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepAddressPast, id, since_us));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateAddress));
  update.bind(1, id).bind(2, label).bind(3, verified_on).bind(4, std::int64_t{is_default});
  PMM_TRY(update.bind(5, ended_us).bind(6, at_us).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kAddress,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> get_address(const Reading& reading, std::int64_t id) {
  return get_part(reading, model::Noun::kAddress, sql::kSelectAddress, kAddressColumns, id);
}

Result<TablePtr> list_addresses(const Reading& reading, std::int64_t subject,
                                const AddressFilter& filter, const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kAddress, subject,
                        "subject"));
  const auto at_us = reading.instant(filter.as_of_us);
  const auto known_us = filter.as_of_us.value;
  List list("addresses", known_us ? sql::kSelectAddressesEver : sql::kSelectAddresses);
  list.where(sql::kOfSubject, {subject});
  if (filter.kind.value) list.where(sql::kAddressKindIs, {*filter.kind.value});
  if (known_us) list.where(sql::kKnownAt, {*known_us, *known_us});
  if (at_us) list.where(sql::kAddressInUseAt, {*at_us});
  FieldGuard guard(reading.plan, model::Noun::kAddress, kAddressColumns, {subject});
  return list.run(reading, kAddressColumns, page, List::Order::kOldestFirst, &guard);
}

}  // namespace pmm::crm
