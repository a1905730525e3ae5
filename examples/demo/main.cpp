// A year of the portal of Naples, made up from a seed and taken through the library.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "store.hpp"

namespace {

constexpr std::uint64_t kSeed = 2007;
constexpr pmm_id kCitizen = 1;  // whose page is shown

// Timings go to stderr, so that what is on stdout is the same in every run.
class Stopwatch {
 public:
  explicit Stopwatch(const char* what) : what_(what) {}
  ~Stopwatch() {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin_;
    std::fprintf(stderr, "  %-34s %6.1f s\n", what_, taken.count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const char* what_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::vector<demo::FileCounts> make_data(const std::string& data, std::uint64_t seed,
                                        demo::Size size) {
  const Stopwatch watch("the data are made up");
  std::filesystem::create_directories(data);
  return demo::generate(seed, size, data);
}

std::vector<demo::Loaded> load_all(const pmmcrm::Session& session,
                                   const std::vector<demo::FileCounts>& files,
                                   const std::string& mappings, const std::string& data) {
  std::vector<demo::Loaded> loaded;
  for (const demo::FileCounts& file : files) {
    const std::string what = std::string(file.file) + " is imported";
    const Stopwatch watch(what.c_str());
    const std::filesystem::path rejects = data + "/" + std::string(file.file);
    loaded.push_back(demo::load(session, file, data, mappings,
                                data + "/" + rejects.stem().string() + "-rejects.csv"));
  }
  return loaded;
}

int run(const std::string& mappings, const std::string& out, std::uint64_t seed, demo::Size size) {
  const std::string data = out + "/data", report = out + "/report.txt";
  const auto files = make_data(data, seed, size);
  const pmmcrm::Db db = demo::make_store(out + "/napoli.crm");
  const pmmcrm::Session session = db.session();
  demo::make_catalogue(session);
  const auto loaded = load_all(session, files, mappings, data);
  demo::Screen screen;
  screen.title(
      "Portale Metropolitano Multicanale, Comune di Napoli: the year 2007, made up from "
      "seed " +
      std::to_string(seed));
  const bool fine = demo::show_loaded(screen, loaded);
  screen.show(report);
  {
    const Stopwatch watch("the questions are answered");
    demo::show_demand(screen, session);
    demo::show_terms(screen, session);
  }
  screen.show(report);
  demo::see_the_year_out(db, session, kCitizen, out + "/citizen.ics");
  demo::show_citizen(screen, session, kCitizen);
  screen.show(report);
  {
    const Stopwatch watch("the indicators are told");
    demo::show_indicators(screen, session);
  }
  screen.show(report);
  {
    const Stopwatch watch("the workbook is written");
    demo::write_workbook(session, out + "/report.xlsx");
  }
  if (!fine) std::fputs("pmmcrm_demo: an import did not do what it had to\n", stderr);
  return fine ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t usual) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : usual;
  };
  const std::uint64_t part = number(4, 1);
  if (argc < 3 || argc > 5 || part < 1 || part > demo::kSmallestPart) {
    std::fputs(
        "usage: pmmcrm_demo MAPPINGS_DIRECTORY OUTPUT_DIRECTORY [SEED [PART]]\n"
        "PART, 1 to 50: only one in so many of everything is made up\n",
        stderr);
    return 2;
  }
  ::setenv("TZ", ":Europe/Rome", 1);
  ::tzset();
  try {
    return run(argv[1], argv[2], number(3, kSeed), demo::Size{static_cast<int>(part)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pmmcrm_demo: %s\n", error.what());
    return 1;
  }
}
