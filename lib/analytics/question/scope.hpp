#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/question/query.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// "'opend_at' is not a known member; did you mean opened_at?", at `field`.
Status unknown(std::string_view name, std::string_view what, const std::string& nearest,
               const std::string& field);

// A name that belongs somewhere else in the question than at `field`.
Status wrong_kind(const Member& member, MemberKind wanted, const std::string& field);

// The members that a question may name, once it is known whose rows it is about: the cubes of its
// measures, or the one of the first other member when there is no measure.
class Scope {
 public:
  // Null `members`: those that every store has.
  Scope(std::vector<const Cube*>& cubes, const Members* members)
      : cubes_(cubes), members_(members) {}

  // A member of any cube by its name.
  Result<const Member*> any(const std::string& name, const std::string& field) const;
  Result<const Member*> measure(const std::string& name, const std::string& field);
  // A member of one of the cubes, whatever the others have.
  Result<const Member*> own(const std::string& name, const std::string& field);
  // A dimension or time that every cube has; the error names both grains.
  Result<const Member*> shared(const std::string& name, const std::string& field);

  std::size_t index_of(const Cube& cube) const noexcept;

 private:
  Status check_shared(const Member& member, const std::string& field) const;

  std::vector<const Cube*>& cubes_;
  const Members* members_;
};

}  // namespace pmm::analytics
