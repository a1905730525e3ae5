// The same from C++17: the C headers are headers of C++ too.
#include <pmmcrm/pmmcrm.h>

#include <cstdio>
#include <memory>

struct Free {
  void operator()(pmm_db* db) const { pmm_db_free(db); }
  void operator()(pmm_result* result) const { pmm_result_free(result); }
};

int main() {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE | PMM_OPEN_MEMORY;
  pmm_db* opened = nullptr;
  if (pmm_open(pmm_str{nullptr, 0}, &options, &opened, nullptr) != PMM_OK) return 1;
  const std::unique_ptr<pmm_db, Free> db(opened);
  pmm_result* answered = nullptr;
  if (pmm_db_info(db.get(), nullptr, &answered, nullptr) != PMM_OK) return 1;
  const std::unique_ptr<pmm_result, Free> info(answered);
  std::printf("%s: %d row\n", pmm_version().data, static_cast<int>(pmm_result_rows(info.get())));
  return pmm_result_rows(info.get()) == 1 ? 0 : 1;
}
