#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "city.hpp"

// What is made up: people, what they asked for, how they got in touch, what they looked at. The
// files that the offices would hand over are written from it, with a known number of rows that
// break a rule.
namespace demo {

// How much of the year is made: the whole, or one in `part` of everything but the rows that break a
// rule.
struct Size {
  int part = 1;
  int persons() const noexcept { return 38'000 / part; }
  int organizations() const noexcept { return 4'000 / part; }
  int accounts() const noexcept { return 30'000 / part; }  // visitors whom the portal knows
  int visitors() const noexcept { return 100'000 / part; }
  int hits() const noexcept { return 500'000 / part; }
  int contacts() const noexcept { return 46'000 / part; }
};
inline constexpr int kSmallestPart = 50;

struct Person {
  bool organization = false;
  std::string_view family_name, given_name;
  std::string name;  // of an organization
  std::string codice_fiscale;
  int born_year = 0, born_month = 0, born_day = 0;
  std::size_t area = 0;
};

struct Request {
  std::string external_id;
  std::size_t service = 0, channel = 0, person = 0;
  std::int64_t opened = 0;
  std::int64_t closed = -1;  // -1: still open when the year ends
  std::string_view state;    // as the offices call it
  std::string summary;
  std::size_t area = 0;  // of reports
  double latitude = 0, longitude = 0;
};

struct World {
  std::uint64_t seed = 0;
  Size size;
  std::vector<Person> people;      // the first one is the citizen whose page is shown
  std::vector<Request> requests;   // in the order in which they were opened
  std::vector<std::size_t> story;  // positions in `requests` of what the first citizen asked for
};

// What each file holds: rows that keep the rules, and rows that break one.
struct FileCounts {
  std::string_view file, mapping, what;
  std::int64_t good = 0, bad = 0;
};

std::vector<Person> make_people(std::uint64_t seed, Size size);
void make_requests(World& world);

// Each writes its file into the directory and says what is in it.
FileCounts write_people(const World& world, const std::string& directory);
FileCounts write_applications(const World& world, const std::string& directory);
FileCounts write_reports(const World& world, const std::string& directory);
FileCounts write_contacts(const World& world, const std::string& directory);
FileCounts write_visits(const World& world, const std::string& directory);

// All of it.
std::vector<FileCounts> generate(std::uint64_t seed, Size size, const std::string& directory);

}  // namespace demo
