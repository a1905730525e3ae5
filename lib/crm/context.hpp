#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/field.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"
#include "model/access.hpp"
#include "store/store.hpp"

namespace pmm::crm {

// Whose personal data a read has shown, for the log of reads.
struct Seen {
  std::int64_t subject = 0;
  std::string_view what;  // a noun, or the name of a view, in the program's own words
};

// What a read of a noun is given: one snapshot, the actor's rights in it, the time.
struct Reading {
  store::Connection& db;
  const model::Plan& plan;
  const Zone& zone;
  std::int64_t now_us;
  std::string_view secret;  // key of the cursors
  std::vector<Seen>* seen = nullptr;

  // What somebody sees of itself is nobody's business.
  void saw(std::int64_t subject, std::string_view what) const {
    if (seen == nullptr || subject == 0 || subject == plan.own_subject || plan.system) return;
    seen->push_back({subject, what});
  }

  // The instant that a filter asks about: none unless it is given, now when it is given empty. What
  // is known now is what the tables hold, whatever the clock says, so that only an instant that was
  // named asks for what was known then.
  std::optional<std::int64_t> instant(const Field<std::int64_t>& as_of_us) const {
    if (!as_of_us.given) return std::nullopt;
    return as_of_us.value.value_or(now_us);
  }
};

// What a write is given, inside its transaction.
struct Writing {
  store::Tx& tx;
  const model::Plan& plan;
  const Zone& zone;
  const Call& call;

  store::Connection& db() const noexcept { return tx.db(); }
  std::int64_t now_us() const noexcept { return tx.now_us(); }
};

// The call as it goes on to another row: the version that it expects is of the first one.
inline Call without_version(Call call) {
  call.expected_version.reset();
  return call;
}

// One page of a list, as the caller asked for it.
struct Page {
  std::int64_t limit = 0;  // 0: the default
  std::string cursor;
};

}  // namespace pmm::crm
