#include "crm/read_log.hpp"

#include "crm/read_log_sql.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

const Columns kReadColumns{{"id", Type::kInt64},      {"at", Type::kTime},
                           {"actor", Type::kInt64},   {"on_behalf_of", Type::kInt64},
                           {"subject", Type::kInt64}, {"what", Type::kText},
                           {"times", Type::kInt64},   {"reason", Type::kText}};

}  // namespace

Status write_reads(store::Tx& tx, const std::vector<ReadEntry>& reads) {
  for (const ReadEntry& read : reads) {
    PMM_ASSIGN(const std::int64_t id, tx.next("read"));
    PMM_ASSIGN(auto insert, tx.db().prepare(sql::kInsertRead));
    insert.bind(1, id).bind(2, read.at_us).bind(3, read.actor).bind_id(4, read.on_behalf_of);
    insert.bind(5, read.subject).bind(6, std::string_view(read.what)).bind(7, read.times);
    if (read.reason.empty())
      insert.bind_null(8);
    else
      insert.bind(8, std::string_view(read.reason));
    PMM_TRY(insert.run());
  }
  return {};
}

Result<TablePtr> list_reads(const Reading& reading, const ReadFilter& filter, const Page& page) {
  PMM_TRY(
      model::check_access(reading.plan, model::Action::kRead, model::Noun::kReadLog, {}, "", 0));
  // The log itself is not a read of whose it tells.
  Reading unnoted = reading;
  unnoted.seen = nullptr;
  List list("reads", sql::kSelectReads);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kReadSubjectIs, {*subject.value});
  if (filter.actor.value) list.where(sql::kReadActorIs, {*filter.actor.value});
  if (filter.from_us.value) list.where(sql::kReadFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kReadTo, {*filter.to_us.value});
  return list.run(unnoted, kReadColumns, page);
}

}  // namespace pmm::crm
