#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/columns/attributes.hpp"
#include "base/zone.hpp"
#include "columnar/dictionary.hpp"
#include "columnar/frame.hpp"

namespace pmm::analytics {

// The columns that declared attributes have behind those of the cases cube. Copies share their
// dictionaries, which only grow. Serial.
class AttributeColumns {
 public:
  AttributeColumns() = default;
  // Takes over the columns of `before` that are declared as they were.
  AttributeColumns(std::vector<DeclaredAttribute> declared, const AttributeColumns& before);
  // As they were saved: a dictionary for each.
  AttributeColumns(std::vector<DeclaredAttribute> declared,
                   std::vector<columnar::Dictionary> dictionaries);

  bool declares(std::span<const DeclaredAttribute> declared) const noexcept;
  std::span<const DeclaredAttribute> declared() const noexcept { return declared_; }
  std::vector<columnar::Kind> kinds() const;
  // Where each column stands in `before`, counted from its first; none: it is new.
  std::vector<std::optional<std::uint8_t>> places_in(const AttributeColumns& before) const;

  // Writes a cell per column: what a case of the service holds, whose attributes are `json`.
  void read(std::int64_t service, std::string_view json, const Zone& zone,
            std::span<columnar::Cell> cells);

  // Whether the frame of the cases has no code but those of the dictionaries.
  bool holds_codes_of(const columnar::Frame& cases) const noexcept;

  std::vector<std::shared_ptr<const columnar::DictionaryView>> publish() const;
  std::size_t bytes() const noexcept;

 private:
  std::vector<DeclaredAttribute> declared_;
  std::vector<std::shared_ptr<columnar::Dictionary>> dictionaries_;  // by attribute
};

}  // namespace pmm::analytics
