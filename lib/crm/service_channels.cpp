// The channels that are enabled for a service.
#include <algorithm>

#include "base/limits.hpp"
#include "crm/change.hpp"
#include "crm/channel.hpp"
#include "crm/service.hpp"
#include "crm/service_sql.hpp"

namespace pmm::crm {
namespace {

using model::Action;

Result<std::int64_t> load_version(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kServiceRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kService, "service", id);
  return select.int_at(0);
}

Result<std::vector<std::int64_t>> load_channels(store::Connection& db, std::int64_t id) {
  std::vector<std::int64_t> channels;
  PMM_ASSIGN(auto select, db.prepare(sql::kChannelIdsOfService));
  select.bind(1, id);
  for (;;) {
    PMM_ASSIGN(const bool more, select.step());
    if (!more) return channels;
    channels.push_back(select.int_at(0));
  }
}

Status check_channels(store::Connection& db, const std::vector<std::int64_t>& channels) {
  if (channels.size() > limits::kServiceChannels)
    return Status::limit("count", std::to_string(channels.size()) + " channels are over " +
                                      std::to_string(limits::kServiceChannels));
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const std::string field = "channels[" + std::to_string(i) + "]";
    PMM_TRY(check_entry(db, kChannels, channels[i], field));
    const auto end = channels.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(channels.begin(), end, channels[i]) != end)
      return Status::invalid(field, "channel " + std::to_string(channels[i]) + " is given twice");
  }
  return {};
}

}  // namespace

Result<std::int64_t> set_service_channels(const Writing& writing, std::int64_t id,
                                          const std::vector<std::int64_t>& channels) {
  store::Connection& db = writing.db();
  PMM_ASSIGN(const std::int64_t version, load_version(db, id));
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, model::Noun::kService, {}, "service", id));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_channels(db, channels));
  std::vector<std::int64_t> wanted = channels;
  std::sort(wanted.begin(), wanted.end());
  PMM_ASSIGN(const std::vector<std::int64_t> present, load_channels(db, id));
  if (wanted == present) return version;
  PMM_ASSIGN(auto clear, db.prepare(sql::kDeleteServiceChannels));
  PMM_TRY(clear.bind(1, id).run());
  PMM_ASSIGN(auto insert, db.prepare(sql::kInsertServiceChannel));
  for (const std::int64_t channel : wanted) PMM_TRY(insert.bind(1, id).bind(2, channel).run());
  PMM_ASSIGN(auto touch, db.prepare(sql::kTouchService));
  PMM_TRY(touch.bind(1, id).run());
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kService, .id = id, .fields = "channels"}));
  return version + 1;
}

Result<TablePtr> list_service_channels(const Reading& reading, std::int64_t id, const Page& page) {
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, model::Noun::kService, {}, "service", id));
  PMM_TRY(load_version(reading.db, id).status());
  List list("service channels", kChannels.select);
  list.where(sql::kChannelOfServiceIs, {id});
  return list.run(reading, *kChannels.columns, page, List::Order::kOldestFirst);
}

Result<bool> service_takes_channel(store::Connection& db, std::int64_t service,
                                   std::int64_t channel) {
  PMM_ASSIGN(const std::vector<std::int64_t> channels, load_channels(db, service));
  return channels.empty() || std::binary_search(channels.begin(), channels.end(), channel);
}

}  // namespace pmm::crm
