#include <cstdio>

#include "file.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

std::int64_t errors_in(const pmmcrm::Result& findings) {
  std::int64_t errors = 0;
  for (const pmmcrm::Row row : findings) errors += row.text("severity") == "error" ? 1 : 0;
  return errors;
}

pmmcrm::Result checked(const pmmcrm::Db& db) {
  Progress progress("checking");
  return db.check_store(progress.call());
}

void copy(const pmmcrm::Db& db, const std::string& to) {
  if (exists(to)) throw DataError(printable(to) + " exists and is not overwritten");
  Progress progress("copying");
  db.backup(to, progress.call());
}

// A copy may be older than the library: it is read as it stands, and what was made of it is brought
// to the library's schema.
pmmcrm::Db open_copy(const std::string& path) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_READ_ONLY | PMM_OPEN_TO_COPY;
  return pmmcrm::Db::open(path, &options);
}

pmmcrm::Db open_restored(const std::string& path) {
  try {
    return open_to_read(path);
  } catch (const pmmcrm::Error& error) {
    if (error.code() != PMM_E_UNSUPPORTED) throw;
    open_to_write(path);
    say("the copy had an older schema and was migrated");
    return open_to_read(path);
  }
}

}  // namespace

int backup(const std::string& file, const std::string& to) {
  copy(open_to_read(file), to);
  say("copied " + printable(file) + " to " + printable(to));
  return kOk;
}

// Copied under another name, verified as it stands there, and only then given its own.
int restore(const std::string& from, const std::string& file) {
  // What a store of this name has left beside it would be taken for the restored one's.
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    if (exists(file + suffix))
      throw DataError(printable(file + suffix) + " exists and is not overwritten");
  const UnfinishedFile made(file);
  copy(open_copy(from), made.path());
  const pmmcrm::Result findings = checked(open_restored(made.path()));
  if (errors_in(findings) > 0) {
    say(to_table(findings).render() + printable(from) + " is not sound and was not restored");
    return kNotFound;
  }
  made.publish();
  // Not of the restored store, and of no use to anybody.
  for (const char* suffix : {".columns", ".columns.partial"}) std::remove((file + suffix).c_str());
  say("restored " + printable(file) + " from " + printable(from));
  // Whoever was erased after the copy was made is erased from it before anybody sees it.
  if (exists(file + ".erased"))
    open_to_write(file);
  else
    say("there is no " + printable(file) +
        ".erased: who was erased after the copy was made is in it again");
  return kOk;
}

int check(const std::string& file, const Settings& settings) {
  const pmmcrm::Result findings = checked(open_to_read(file, settings.municipalities));
  const std::int64_t errors = errors_in(findings);
  print_result(findings, settings, "nothing found");
  if (settings.format == Format::kTable)
    say(errors == 0 ? "the store is sound"
                    : std::to_string(errors) + (errors == 1 ? " error" : " errors"));
  return errors == 0 ? kOk : kNotFound;
}

int info(const std::string& file, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  print_record(db.info(), settings);
  if (settings.format == Format::kTable)
    put(dim("library") + "         " + std::string(pmmcrm::view(pmm_version())) + "\n");
  return kOk;
}

}  // namespace cli
