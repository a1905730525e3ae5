#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analytics/segment/rule.hpp"
#include "base/call.hpp"
#include "base/zone.hpp"
#include "columnar/bitset.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// Texts by small numbers; 0 is none.
struct Labels {
  std::vector<std::string> texts{""};
  std::unordered_map<std::string, std::uint32_t> codes;

  std::uint32_t code_of(std::string_view text);
  // 0 when nobody has it.
  std::uint32_t find(const std::string& text) const;
};

// What every subject is, by its id: places nobody has stay empty. Immutable once published.
struct SubjectColumns {
  static constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

  std::int64_t journal = 0;  // last record that is in it
  std::int32_t today = 0;    // the local day on which identifiers were in force
  columnar::Bitset exists;
  std::vector<std::uint8_t> kind, sex;  // codes
  std::vector<std::uint32_t> language, birth_place;
  std::vector<std::int32_t> born, died, created;  // days; created in the store's zone
  Labels kinds, sexes, languages, birth_places;
  // Who has an address of a kind, a verified one, an identifier of a scheme.
  std::array<std::vector<columnar::Bitset>, 3> has;
  std::array<Labels, 3> having;
  enum Having : std::uint8_t { kAddress, kVerified, kIdentifier };

  std::size_t size() const noexcept { return exists.size(); }
  std::int64_t bytes() const noexcept;
  columnar::Bitset select(const AttributeTest& test) const;
};
using SubjectColumnsPtr = std::shared_ptr<const SubjectColumns>;

// Keeps them up with the store, from the first rule that asks for one on. Shared.
class SubjectFeed {
 public:
  SubjectFeed(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone)
      : store_(std::move(store)), zone_(std::move(zone)) {}

  // As of a commit that is not before the call.
  Result<SubjectColumnsPtr> latest(std::int64_t now_us, const Call& call);
  std::int64_t bytes() const noexcept { return bytes_.load(); }

 private:
  Result<SubjectColumnsPtr> read_all(store::Connection& db, std::int64_t journal,
                                     std::int32_t today, const Call& call) const;
  Result<bool> read_changes(store::Connection& db, std::vector<std::int64_t>& changed,
                            const Call& call) const;
  Result<SubjectColumnsPtr> patch(store::Connection& db, std::int64_t journal,
                                  const std::vector<std::int64_t>& changed, const Call& call) const;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  std::mutex mutex_;
  std::condition_variable read_;
  bool reading_ = false;  // one reads at a time
  SubjectColumnsPtr columns_;
  std::atomic<std::int64_t> bytes_{0};
};

}  // namespace pmm::analytics
