#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::exchange {

// One entry of a calendar of other programs (RFC 5545).
struct IcalEvent {
  enum class Status { kTentative, kConfirmed, kCancelled };
  std::string uid;  // the same for ever
  std::string summary, description, location;
  Status status = Status::kConfirmed;
  std::int64_t starts_us = 0;
  std::int64_t ends_us = 0;
  bool all_day = false;       // on the local day of `starts_us`
  bool busy = true;           // takes up the time of who has it in the calendar
  std::int64_t sequence = 0;  // of the change that made it what it is
  std::int64_t changed_us = 0;
  std::int64_t created_us = 0;
};

// Who asks for an appointment: whoever a file with a method comes from.
struct IcalOrganizer {
  std::string name;
  std::string address;  // a URI
};

struct IcalFile {
  // What a program is to do with the file (RFC 5546); without, it is a calendar to look at.
  enum class Method { kNone, kPublish, kCancel };
  std::string name;  // of the calendar
  Method method = Method::kNone;
  IcalOrganizer organizer;  // needed with a method
  std::int64_t now_us = 0;
  std::vector<IcalEvent> events;
};

// The text of an .ics file: lines folded at 75 bytes and ended by CR LF, times in the zone with its
// rules, which are told as rules where they have been the same for years, and in UTC where the
// clock shows them twice. What a text may not hold is left out. Every entry is private: it is
// somebody's who comes.
Result<std::string> write_ical(const IcalFile& file, const Zone& zone);

}  // namespace pmm::exchange
