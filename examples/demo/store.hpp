#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pmmcrm/pmmcrm.hpp"
#include "screen.hpp"
#include "world.hpp"

namespace demo {

// The year has just ended: 2008-01-01 00:00 in Naples. The clock stands still, so that every run
// gives the same answers.
inline constexpr std::int64_t kNowUs = 1'199'142'000'000'000;

pmmcrm::Db make_store(const std::string& path);

// Offices, channels, categories, areas, services, holidays, and who works there.
void make_catalogue(const pmmcrm::Session& session);

struct Loaded {
  FileCounts expected;
  std::string report;  // JSON of the import
};
Loaded load(const pmmcrm::Session& session, const FileCounts& counts, const std::string& data,
            const std::string& mappings, const std::string& rejects);

// What was read and rejected; whether that is what it had to be.
bool show_loaded(Screen& screen, const std::vector<Loaded>& loaded);
void show_demand(Screen& screen, const pmmcrm::Session& session);
void show_terms(Screen& screen, const pmmcrm::Session& session);
// How the year went, by the names that the field gives it.
void show_indicators(Screen& screen, const pmmcrm::Session& session);

// The workbook of the managers over the year.
inline constexpr const char* kYearRequest = R"({"from": "2007-01-01", "to": "2007-12-31"})";
pmm_export_report write_workbook(const pmmcrm::Session& session, const std::string& path);

// The citizen's last night of the year: what it prefers, what is written to it, a deadline, an
// appointment. Leaves appointments and deadlines in a file for the calendar of a phone.
void see_the_year_out(const pmmcrm::Db& db, const pmmcrm::Session& session, pmm_id subject,
                      const std::string& calendar_file);

// What was to be sent to it, and what became of that.
void show_deliveries(Screen& screen, const pmmcrm::Session& session, pmm_id subject);
void show_citizen(Screen& screen, const pmmcrm::Session& session, pmm_id subject);

}  // namespace demo
