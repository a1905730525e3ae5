#include "crm/channel.hpp"

#include "crm/channel_sql.hpp"

namespace pmm::crm {
namespace {

const Columns kChannelColumns{{"id", Type::kInt64},     {"version", Type::kInt64},
                              {"code", Type::kText},    {"name", Type::kText},
                              {"digital", Type::kBool}, {"active", Type::kBool},
                              {"created", Type::kTime}};

}  // namespace

const Catalogue kChannels{.noun = model::Noun::kChannel,
                          .journal_noun = store::Noun::kChannel,
                          .name = "channel",
                          .has_parent = false,
                          .has_digital = true,
                          .has_contacts = false,
                          .insert = sql::kInsertChannel,
                          .update = sql::kUpdateChannel,
                          .row = sql::kChannelRow,
                          .by_code = sql::kChannelByCode,
                          .select = sql::kSelectChannels,
                          .select_by_id = sql::kSelectChannel,
                          .columns = &kChannelColumns};

}  // namespace pmm::crm
