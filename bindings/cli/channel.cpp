// channel: the ways in which citizens turn to the city, and in which it turns to them.
#include "acting.hpp"
#include "give.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::vector<Shown> kChannels = {
    {"id", "id"}, {"code", "code"}, {"name", "name"}, {"digital", "digital"}, {"active", "active"}};

}  // namespace

int channel(const ChannelArguments& given, const Settings& settings) {
  pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
  give(in.set_fields, PMM_CHANNEL_NAME, in.name, given.name);
  give(in.set_fields, PMM_CHANNEL_DIGITAL, in.digital, given.digital);
  give(in.set_fields, PMM_CHANNEL_ACTIVE, in.active, given.active);
  if (given.which.empty() && given.create.empty() && in.set_fields != 0)
    throw UsageError("channel: which CHANNEL? --create CODE makes one");
  const bool writes = !given.create.empty() || in.set_fields != 0;
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  if (given.which.empty() && given.create.empty()) {
    constexpr std::int64_t kMost = 10'000;
    const pmm_page page = rows_at_most(kMost);
    const pmm_channel_filter* all = nullptr;
    print_list(by.read(pmm_channel_list, all, &page), settings, kChannels, "no channels");
    return kOk;
  }
  pmm_id id = 0;
  if (!given.create.empty()) {
    in.set_fields |= PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
    in.code = pmmcrm::str(given.create);
    if (given.name.empty()) in.name = in.code;
    id = by.write(pmm_channel_create, &in);
  } else {
    id = find_channel(by.session(), given.which);
    if (in.set_fields != 0) by.write(pmm_channel_update, id, &in);
  }
  print_record(by.read(pmm_channel_get, id), settings);
  return kOk;
}

}  // namespace cli
