#include "crm/digest.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "crm/delivery.hpp"
#include "crm/digest_sql.hpp"
#include "model/delivery.hpp"
#include "model/preference.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr int kDaysLookedAt = 31;
constexpr std::size_t kLastLineBytes = 64;

const Columns kDigestColumns{
    {"id", Type::kInt64},          {"subject", Type::kInt64}, {"channel", Type::kInt64},
    {"channel_code", Type::kText}, {"on_day", Type::kDate},   {"items", Type::kInt64},
    {"delivery", Type::kInt64},    {"state", Type::kText},    {"created", Type::kTime}};

struct DigestItem {
  std::int64_t notification = 0;
  std::string title;
  std::string collapse_key;
  std::int64_t created_us = 0;
  model::RowFacts facts{};
};
using DigestGroup = std::vector<DigestItem>;  // of one collapse key, the newest last

// What is in a digest, oldest first.
Result<std::vector<DigestItem>> items_of(store::Connection& db, std::int64_t digest) {
  std::vector<DigestItem> items;
  PMM_ASSIGN(auto rows, db.prepare(sql::kDigestItems));
  rows.bind(1, digest);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return items;
    items.push_back({rows.int_at(0),
                     rows.string_at(1),
                     rows.string_at(2),
                     rows.int_at(3),
                     {rows.int_at(4), rows.int_at(5), rows.int_at(6), {}}});
  }
}

// In the order of the newest of each.
std::vector<DigestGroup> grouped(std::vector<DigestItem> items) {
  std::vector<DigestGroup> groups;
  std::map<std::string, std::size_t, std::less<>> by_key;
  for (DigestItem& item : items) {
    if (item.collapse_key.empty()) {
      groups.push_back({std::move(item)});
      continue;
    }
    const auto [found, is_new] = by_key.emplace(item.collapse_key, groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].push_back(std::move(item));
  }
  std::stable_sort(groups.begin(), groups.end(), [](const DigestGroup& a, const DigestGroup& b) {
    return a.back().notification < b.back().notification;
  });
  return groups;
}

// The title of a notice is one line; what Markdown would take for its own is taken as it stands.
std::string as_plain(std::string_view title) {
  constexpr std::string_view kMarks = "\\`*_{}[]<>()#+-.!|";
  std::string out;
  for (const char c : title) {
    if (kMarks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

Result<std::int64_t> make_digest(const Writing& writing, std::int64_t subject, std::int64_t channel,
                                 std::int32_t day, std::int64_t due_us) {
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kDigest));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertDigest));
  insert.bind(1, id).bind(2, subject).bind(3, channel).bind(4, day).bind(5, writing.now_us());
  PMM_TRY(insert.run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kDigest,
                             .id = id,
                             .subject = subject,
                             .fields = "channel,on_day"}));
  PMM_TRY(enqueue_digest(writing, id, subject, channel, due_us).take_status());
  return id;
}

// What the actor sees of a digest. It is its subject's own, and of whoever reads those of every
// office; the others see what their offices have in it, and nothing of one that has none of them.
Result<std::vector<DigestItem>> see_digest(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kSelectDigest));
  PMM_ASSIGN(const bool found, find.bind(1, id).bind(2, std::int64_t{0}).step());
  if (!found) return model::no_such(Noun::kDigest, "id", id);
  const model::RowFacts facts{find.int_at(1), model::kSeveralOffices, 0, {}};
  PMM_ASSIGN(std::vector<DigestItem> items, items_of(reading.db, id));
  if (model::may(reading.plan, Action::kRead, Noun::kDigest, facts)) return items;
  items.erase(std::remove_if(items.begin(), items.end(),
                             [&](const DigestItem& item) {
                               return !model::may(reading.plan, Action::kRead, Noun::kDigest,
                                                  item.facts);
                             }),
              items.end());
  if (items.empty()) return model::no_such(Noun::kDigest, "id", id);
  return items;
}

}  // namespace

Result<std::int64_t> digest_for(const Writing& writing, std::int64_t subject, std::int64_t channel,
                                std::int32_t hour, std::int64_t due_us) {
  std::int64_t digest = 0;
  for (int i = 0; digest == 0 && i < kDaysLookedAt; ++i) {
    const std::int32_t day = writing.zone.local_day(due_us);
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kFindDigest));
    PMM_ASSIGN(const bool found, find.bind(1, subject).bind(2, channel).bind(3, day).step());
    if (!found) {
      find.reset();
      PMM_ASSIGN(digest, make_digest(writing, subject, channel, day, due_us));
    } else if (find.text_at(1) == model::delivery_state_name(model::DeliveryState::kCreated)) {
      digest = find.int_at(0);
    } else {
      due_us = model::next_digest(hour, due_us, writing.zone);
    }
  }
  if (digest == 0) return Status::internal("every digest of a month has gone already");
  return digest;
}

Result<DigestText> digest_text(store::Connection& db, std::int64_t digest,
                               std::string_view language) {
  PMM_ASSIGN(auto all, items_of(db, digest));
  const auto groups = grouped(std::move(all));
  DigestText out;
  const bool english = language.substr(0, 2) == "en";
  out.language = english ? "en" : "it";
  std::size_t items = 0, left_out = 0;
  for (const DigestGroup& group : groups) {
    items += group.size();
    const std::string line = "- " + as_plain(group.back().title);
    const std::string times = group.size() == 1 ? "" : " (" + std::to_string(group.size()) + ")";
    // What is too long for one text is on the board, which the last line says.
    if (out.body.size() + line.size() + times.size() + 1 + kLastLineBytes > limits::kTextBytes)
      left_out += group.size();
    else
      out.body += line + times + "\n";
  }
  if (left_out != 0)
    out.body += (english ? "\nAnd more on your board: " : "\nE altre sulla tua bacheca: ") +
                std::to_string(left_out) + "\n";
  const std::string count = std::to_string(items);
  if (english)
    out.title = items == 1 ? "One notice for you" : count + " notices for you";
  else
    out.title = items == 1 ? "Una comunicazione per te" : count + " comunicazioni per te";
  return out;
}

Result<TablePtr> get_digest(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const auto items, see_digest(reading, id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectDigest));
  return read_table(select.bind(1, id).bind(2, static_cast<std::int64_t>(items.size())),
                    kDigestColumns);
}

Result<TablePtr> list_digest(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(auto seen, see_digest(reading, id));
  const auto groups = grouped(std::move(seen));
  TableBuilder out({{"notification", Type::kInt64},
                    {"line", Type::kInt64},
                    {"shown", Type::kBool},
                    {"title", Type::kText},
                    {"collapse_key", Type::kText},
                    {"created", Type::kTime}});
  for (std::size_t line = 0; line < groups.size(); ++line) {
    for (const DigestItem& item : groups[line]) {
      out.integer(item.notification);
      out.integer(static_cast<std::int64_t>(line) + 1);
      out.boolean(&item == &groups[line].back());
      model::sees(reading.plan, model::FieldGroup::kSensitive, Noun::kDigest, item.facts)
          ? out.text(item.title)
          : out.withheld();
      item.collapse_key.empty() ? out.null() : out.text(item.collapse_key);
      out.time(item.created_us);
      out.end_row();
    }
  }
  return out.finish();
}

}  // namespace pmm::crm
