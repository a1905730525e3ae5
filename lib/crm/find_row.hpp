#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// What finding has found so far: each subject and each case once, in the order of their finding.
struct Findings {
  struct Row {
    bool is_case = false;
    std::int64_t id = 0;
    std::int64_t subject = 0;
    std::string title, detail, value;
  };

  std::size_t limit = 0;
  std::vector<Row> rows;
  std::set<std::pair<bool, std::int64_t>> seen;

  bool full() const noexcept { return rows.size() >= limit; }
  std::int64_t room() const noexcept { return static_cast<std::int64_t>(limit - rows.size()); }
  // False when it was found before.
  bool add(Row row) {
    if (full() || !seen.emplace(row.is_case, row.id).second) return false;
    rows.push_back(std::move(row));
    return true;
  }
};

// The first text behind all that begin with `prefix`, in the order of the database.
inline std::string behind_prefix(std::string_view prefix) {
  return std::string(prefix) + "\U0010FFFF";
}

// Subjects of whose name each word of `text` begins some word. `only` is the one subject that the
// actor sees, 0 if it sees all.
Status find_names(const Reading& reading, std::string_view text, std::int64_t only,
                  Findings& findings);

}  // namespace pmm::crm
