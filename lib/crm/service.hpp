#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/attribute.hpp"
#include "model/due.hpp"
#include "model/notice.hpp"

namespace pmm::crm {

struct ServiceFields {
  Field<std::string> code, name, status, status_reason, description, audience, how_to, needed,
      obtained, timing, access_url, conditions, contacts, costs, further_info, special_cases,
      keywords, topics, language, sector, thematic_area, spatial, legal_resource, output,
      term_clock, open311_type, attributes, notice_class;
  Field<std::int64_t> category, office, term_days, reopen_days;
  Field<bool> term_rolls, reopen_by_subject;
};

struct ServiceFilter {
  Field<std::string> code, status;
  Field<std::int64_t> category, office;  // given and empty: services without one
  Field<std::int64_t> channel;           // may be asked over it
};

Result<std::int64_t> create_service(const Writing& writing, const ServiceFields& fields);
Result<std::int64_t> update_service(const Writing& writing, std::int64_t id,
                                    const ServiceFields& fields);
Result<TablePtr> get_service(const Reading& reading, std::int64_t id);
Result<TablePtr> list_services(const Reading& reading, const ServiceFilter& filter,
                               const Page& page);

// Replaces the set of channels a service may be asked over; an empty one is every channel.
Result<std::int64_t> set_service_channels(const Writing& writing, std::int64_t id,
                                          const std::vector<std::int64_t>& channels);
Result<TablePtr> list_service_channels(const Reading& reading, std::int64_t id, const Page& page);

// What a case needs to know of its service.
struct ServiceRules {
  std::string status;         // "active", "suspended", "ended"
  std::string status_reason;  // of one that is not active
  std::int64_t category = 0, office = 0;
  std::optional<std::int32_t> term_days;
  model::TermClock term_clock = model::TermClock::kCalendar;
  bool term_rolls = true;
  std::vector<model::AttributeDef> attributes;
  std::optional<std::int32_t> reopen_days;
  bool reopen_by_subject = false;
  std::string name;
  std::optional<model::NoticeClass> notice_class;  // of what its cases tell
};
// kNotFound at `field`.
Result<ServiceRules> load_service_rules(store::Connection& db, std::int64_t id,
                                        std::string_view field);
// Whoever writes about a service may say less than its notices do, never more: that would pass over
// what the subject wants. kConflict at `field`.
Status check_notice_class(const ServiceRules& rules, std::int64_t service,
                          model::NoticeClass wanted, std::string_view field);
Result<bool> service_takes_channel(store::Connection& db, std::int64_t service,
                                   std::int64_t channel);
// 0 when no service has the code.
Result<std::int64_t> find_service(store::Connection& db, std::string_view code);

}  // namespace pmm::crm
