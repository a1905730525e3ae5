#include "crm/visit.hpp"

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/contact.hpp"
#include "crm/subject.hpp"
#include "crm/visit_sql.hpp"

namespace pmm::crm {
namespace {

// What a write remembers of its rows; more are looked up and hashed anew.
constexpr std::size_t kRemembered = 65'536;
constexpr std::int32_t kFirstStatus = 100;
constexpr std::int32_t kLastStatus = 599;

const Columns kVisitColumns{{"id", Type::kInt64},      {"at", Type::kTime},
                            {"visitor", Type::kInt64}, {"path", Type::kText},
                            {"service", Type::kInt64}, {"channel", Type::kInt64},
                            {"status", Type::kInt64},  {"subject", Type::kInt64}};

bool is_web(std::string_view scheme) {
  const std::string lower = text::ascii_lower(scheme);
  return lower == "http" || lower == "https";
}

}  // namespace

Result<std::string_view> route_of(std::string_view path) {
  PMM_TRY(text::check(path, "path", limits::kTextBytes));
  std::string_view route = path.substr(0, path.find_first_of("?#"));
  const std::size_t host = route.find("://");
  if (!route.empty() && route.front() != '/' && host != std::string_view::npos &&
      is_web(route.substr(0, host))) {
    route.remove_prefix(host + 3);
    if (route.empty() || route.front() == '/')
      return Status::invalid("path", text::quoted(path) + " has no host");
    const std::size_t slash = route.find('/');
    route = slash == std::string_view::npos ? std::string_view("/") : route.substr(slash);
  }
  if (route.empty() || route.front() != '/')
    return Status::invalid("path", text::quoted(route) +
                                       " begins neither with / nor with http:// or "
                                       "https://");
  PMM_TRY(text::check_line(route, "path", limits::kPathBytes));
  return route;
}

Status VisitAppender::check_access() const {
  return model::check_access(writing_.plan, model::Action::kCreate, model::Noun::kVisit, {}, "", 0);
}

Status VisitAppender::check_exists(Table table, std::int64_t id) {
  struct Place {
    const char* name;
    const char* sql;
    std::unordered_set<std::int64_t>* seen;
  };
  const Place places[] = {{"service", sql::kVisitService, &services_},
                          {"channel", sql::kVisitChannel, &channels_}};
  const Place& place = places[static_cast<std::size_t>(table)];
  if (id == 0 || place.seen->count(id) != 0) return {};
  PMM_ASSIGN(auto find, writing_.db().prepare(place.sql));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(place.name, place.name, id);
  if (place.seen->size() < kRemembered) place.seen->insert(id);
  return {};
}

Result<std::int64_t> VisitAppender::find_live(std::int64_t subject) {
  if (subject == 0) return subject;
  if (const auto known = subjects_.find(subject); known != subjects_.end()) return known->second;
  PMM_ASSIGN(auto find, writing_.db().prepare(sql::kVisitSubject));
  PMM_ASSIGN(const bool found, find.bind(1, subject).step());
  if (!found) return model::no_such("subject", "subject", subject);
  const std::int64_t live = find.int_at(0);
  if (subjects_.size() < kRemembered) subjects_.emplace(subject, live);
  return live;
}

Result<std::int64_t> VisitAppender::find_route(std::string_view path) {
  const std::string key(path);
  if (const auto known = routes_.find(key); known != routes_.end()) return known->second;
  std::int64_t id = 0;
  {
    PMM_ASSIGN(auto find, writing_.db().prepare(sql::kVisitRoute));
    PMM_ASSIGN(const bool found, find.bind(1, path).step());
    if (found) id = find.int_at(0);
  }
  if (id == 0) {
    PMM_ASSIGN(id, writing_.tx.next_id(store::Noun::kRoute));
    PMM_ASSIGN(auto insert, writing_.db().prepare(sql::kInsertRoute));
    PMM_TRY(insert.bind(1, id).bind(2, path).run());
  }
  if (routes_.size() < kRemembered) routes_.emplace(key, id);
  return id;
}

std::int64_t VisitAppender::hash_visitor(std::string_view visitor) {
  std::string key(visitor);
  if (const auto known = visitors_.find(key); known != visitors_.end()) return known->second;
  const Sha256::Bytes digest = keyed_digest(secret_, "visitor\n" + key);
  std::uint64_t bits = 0;
  for (std::size_t i = 8; i > 0; --i) bits = (bits << 8) | digest[i - 1];
  const auto hash = static_cast<std::int64_t>(bits);
  if (visitors_.size() < kRemembered) visitors_.emplace(std::move(key), hash);
  return hash;
}

Result<std::int64_t> VisitAppender::append(const Visit& visit) {
  PMM_ASSIGN(const std::string_view route, route_of(visit.path));
  PMM_TRY(text::check(visit.visitor, "visitor", limits::kNameBytes));
  if (visit.status != 0 && (visit.status < kFirstStatus || visit.status > kLastStatus))
    return Status::invalid("status",
                           std::to_string(visit.status) + " is not 0 or a status of HTTP");
  PMM_TRY(check_exists(Table::kService, visit.service));
  PMM_TRY(check_exists(Table::kChannel, visit.channel));
  PMM_ASSIGN(const std::int64_t subject, find_live(visit.subject));
  PMM_ASSIGN(const std::int64_t route_id, find_route(route));
  PMM_ASSIGN(const std::int64_t id, writing_.tx.next_id(store::Noun::kVisit));
  PMM_ASSIGN(auto insert, writing_.db().prepare(sql::kInsertVisit));
  insert.bind(1, id).bind(2, visit.at_us.value_or(writing_.now_us()));
  if (visit.visitor.empty())
    insert.bind_null(3);
  else
    insert.bind(3, hash_visitor(visit.visitor));
  insert.bind(4, route_id).bind_id(5, visit.service).bind_id(6, visit.channel);
  PMM_TRY(insert.bind_id(7, visit.status).bind_id(8, subject).run());
  return id;
}

Result<TablePtr> list_visits(const Reading& reading, const VisitFilter& filter, const Page& page) {
  List list("visits", sql::kSelectVisits);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  where_id(list, subject, sql::kVisitSubjectIs, sql::kVisitNoSubject);
  where_id(list, filter.service, sql::kVisitServiceIs, sql::kVisitNoService);
  where_id(list, filter.channel, sql::kVisitChannelIs, sql::kVisitNoChannel);
  if (filter.from_us.value) list.where(sql::kVisitFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kVisitTo, {*filter.to_us.value});
  list.restrict_to(reading.plan, model::Noun::kVisit);
  return list.run(reading, kVisitColumns, page);
}

}  // namespace pmm::crm
