// Compares what a store holds with the ledgers of those who wrote it:
//   acknowledged <= stored <= acknowledged + unknown,
// each row once, whole, with its events and journal records; and what the cubes count is what the
// rows are.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "load.hpp"

namespace fault {

struct Tally {
  std::int64_t acknowledged = 0, unknown = 0, refused = 0;
  std::int64_t lost = 0, doubled = 0, half = 0, strange = 0, errors = 0;
  std::int64_t subjects = 0, cases = 0, contacts = 0, visits = 0;

  bool sound() const {
    return lost == 0 && doubled == 0 && half == 0 && strange == 0 && errors == 0;
  }
  void print() const;
};

Tally judge(pmm_db* db, pmm_session* session, std::span<const Load> loads);

}  // namespace fault
