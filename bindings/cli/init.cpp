#include "print.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {

int init(const std::string& file, const std::string& timezone, const Settings& settings) {
  const pmmcrm::Db db = pmmcrm::Db::create(file, timezone);
  const pmmcrm::Result made = db.info();
  if (settings.format == Format::kTable) {
    say("made " + printable(file) + ", times in " + std::string(made[0].text("timezone")) +
        "; actor " + std::to_string(PMM_ACTOR_ADMINISTRATOR) + " is its administrator");
  } else {
    print_record(made, settings);
  }
  return kOk;
}

}  // namespace cli
