#include "crm/favourite.hpp"

#include <algorithm>
#include <vector>

#include "base/limits.hpp"
#include "crm/favourite_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kFavouriteColumns{{"id", Type::kInt64},          {"position", Type::kInt64},
                                {"service", Type::kInt64},     {"service_code", Type::kText},
                                {"service_name", Type::kText}, {"status", Type::kText},
                                {"created", Type::kTime}};

struct FavouriteEntry {
  std::int64_t id = 0, service = 0;
};

Result<std::vector<FavouriteEntry>> load_favourites(store::Connection& db, std::int64_t subject) {
  std::vector<FavouriteEntry> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kFavouritesOf));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), rows.int_at(1)});
  }
}

// Positions are dense, so that the order needs no other number.
Status save_order(const Writing& writing, const std::vector<FavouriteEntry>& entries) {
  std::int64_t position = 0;
  for (const FavouriteEntry& entry : entries) {
    PMM_ASSIGN(auto place, writing.db().prepare(sql::kPlaceFavourite));
    PMM_TRY(place.bind(1, entry.id).bind(2, ++position).run());
  }
  return {};
}

Status record_favourite(const Writing& writing, std::string_view verb, std::int64_t id,
                        std::int64_t subject, std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kFavourite,
                            .id = id,
                            .subject = subject,
                            .fields = fields});
}

}  // namespace

Result<std::int64_t> put_favourite(const Writing& writing, std::int64_t subject,
                                   std::int64_t service, std::int64_t position) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, Noun::kFavourite, subject,
                        "subject"));
  PMM_TRY(load_service_rules(writing.db(), service, "service").take_status());
  if (position < 0)
    return Status::invalid("position", std::to_string(position) + " is before the first, 1");
  if (position > static_cast<std::int64_t>(limits::kFavourites))
    return Status::limit("position", std::to_string(position) + " is beyond the " +
                                         std::to_string(limits::kFavourites) +
                                         " favourites that a subject may have");
  PMM_ASSIGN(auto entries, load_favourites(writing.db(), subject));
  const auto found =
      std::find_if(entries.begin(), entries.end(),
                   [service](const FavouriteEntry& entry) { return entry.service == service; });
  const bool is_new = found == entries.end();
  FavouriteEntry entry{0, service};
  const std::size_t before = static_cast<std::size_t>(found - entries.begin());
  if (is_new) {
    if (entries.size() >= limits::kFavourites)
      return Status::limit("service", "a subject has at most " +
                                          std::to_string(limits::kFavourites) + " favourites");
    PMM_ASSIGN(entry.id, writing.tx.next_id(store::Noun::kFavourite));
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertFavourite));
    insert.bind(1, entry.id).bind(2, subject).bind(3, service).bind(4, std::int64_t{0});
    PMM_TRY(insert.bind(5, writing.now_us()).run());
  } else {
    entry = *found;
    entries.erase(found);
  }
  const std::size_t usual = is_new ? entries.size() : before;
  const std::size_t at =
      position == 0 ? usual : std::min(entries.size(), static_cast<std::size_t>(position - 1));
  if (!is_new && at == before) return entry.id;
  entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(at), entry);
  PMM_TRY(save_order(writing, entries));
  PMM_TRY(record_favourite(writing, is_new ? "create" : "update", entry.id, subject,
                           is_new ? "service,position" : "position"));
  return entry.id;
}

Result<std::int64_t> remove_favourite(const Writing& writing, std::int64_t subject,
                                      std::int64_t service) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, Noun::kFavourite, subject,
                        "subject"));
  PMM_ASSIGN(auto entries, load_favourites(writing.db(), subject));
  const auto found =
      std::find_if(entries.begin(), entries.end(),
                   [service](const FavouriteEntry& entry) { return entry.service == service; });
  if (found == entries.end()) return static_cast<std::int64_t>(entries.size());
  const std::int64_t id = found->id;
  entries.erase(found);
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kDeleteFavourite));
  PMM_TRY(remove.bind(1, id).run());
  PMM_TRY(save_order(writing, entries));
  PMM_TRY(record_favourite(writing, "remove", id, subject, "removed"));
  return static_cast<std::int64_t>(entries.size());
}

Result<TablePtr> list_favourites(const Reading& reading, std::int64_t subject) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kFavourite, subject, "subject"));
  reading.saw(subject, "favourites");
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectFavourites));
  return read_table(select.bind(1, subject), kFavouriteColumns);
}

}  // namespace pmm::crm
