// A full disk is an error of its own, changes nothing, and is over when there is room again: the
// store need not be opened anew. On a small file system of this test; that takes the right to
// mount, and without it the test is skipped and says so.
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "pmmcrm/pmmcrm.h"

namespace {

constexpr int kSkipped = 77;

#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                                  \
    }                                                                              \
  } while (false)

pmm_str view(const std::string& text) { return {text.data(), text.size()}; }

int subjects_made = 0;

pmm_status create_subject(pmm_session* session, pmm_error** error) {
  const std::string name(8'000, 'x');
  const std::string note(60'000, 'y');
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_NOTE;
  input.kind = pmm_string("organization");
  input.name = {name.data(), 1'000};
  input.note = view(note);
  pmm_id id = 7;
  const pmm_status status = pmm_subject_create(session, &input, nullptr, &id, error);
  if (status == PMM_OK) {
    ++subjects_made;
    REQUIRE(id == subjects_made);  // a number that was refused is given again
  } else {
    REQUIRE(id == 0);
  }
  return status;
}

std::int64_t info(pmm_db* db, const char* column) {
  pmm_result* row = nullptr;
  REQUIRE(pmm_db_info(db, nullptr, &row, nullptr) == PMM_OK);
  const std::int64_t value =
      pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string(column)));
  pmm_result_free(row);
  return value;
}

// Takes all the room that is left.
void fill(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(fd >= 0);
  char block[4096];
  std::memset(block, 1, sizeof block);
  while (::write(fd, block, sizeof block) > 0) {
  }
  REQUIRE(errno == ENOSPC);
  ::close(fd);
}

void expect_full(pmm_session* session) {
  pmm_error* error = nullptr;
  REQUIRE(create_subject(session, &error) == PMM_E_FULL);
  REQUIRE(pmm_error_code(error) == PMM_E_FULL);
  pmm_error_free(error);
  // The same inside a transaction of the host: refused at the write or at the commit.
  pmm_status status = pmm_begin(session, 60'000, nullptr, nullptr);
  if (status == PMM_OK) {
    const int before = subjects_made;
    for (int i = 0; i < 3 && status == PMM_OK; ++i) status = create_subject(session, nullptr);
    const pmm_status end = pmm_commit(session, nullptr);
    REQUIRE(end != PMM_OK);
    if (status == PMM_OK) status = end;
    subjects_made = before;
  }
  REQUIRE(status == PMM_E_FULL);
}

void run(const std::string& folder) {
  const std::string path = folder + "/a.crm";
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE;
  options.wal_limit_bytes = 1024 * 1024;
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;
  REQUIRE(pmm_open(view(path), &options, &db, nullptr) == PMM_OK);
  REQUIRE(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, nullptr) == PMM_OK);
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 3; ++i) REQUIRE(create_subject(session, nullptr) == PMM_OK);
    const std::int64_t journal = info(db, "journal");
    fill(folder + "/filler");
    // What room the log had already may still take a write or two.
    int more = 0;
    while (create_subject(session, nullptr) == PMM_OK) REQUIRE(++more < 100);
    for (int i = 0; i < 3; ++i) expect_full(session);
    REQUIRE(info(db, "subjects") == subjects_made);
    REQUIRE(info(db, "journal") == journal + more);
    REQUIRE(::unlink((folder + "/filler").c_str()) == 0);
    REQUIRE(create_subject(session, nullptr) == PMM_OK);  // without opening anew
  }
  pmm_result* findings = nullptr;
  REQUIRE(pmm_check(db, nullptr, &findings, nullptr) == PMM_OK);
  for (std::int64_t row = 0; row < pmm_result_rows(findings); ++row)
    REQUIRE(std::strcmp(pmm_result_text(findings, row, 0).data, "error") != 0);
  pmm_result_free(findings);
  pmm_session_free(session);
  pmm_db_free(db);
  REQUIRE(pmm_open(view(path), nullptr, &db, nullptr) == PMM_OK);
  REQUIRE(info(db, "subjects") == subjects_made);
  pmm_db_free(db);
}

}  // namespace

int main() {
  char folder[] = "/tmp/pmmcrm-full-XXXXXX";
  REQUIRE(::mkdtemp(folder) != nullptr);
  // A mount of this process alone, which goes with it.
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", folder, "tmpfs", 0, "size=6m,mode=700") != 0) {
    std::printf("skipped: no right to mount a small file system (%s)\n", std::strerror(errno));
    ::rmdir(folder);
    return kSkipped;
  }
  run(folder);
  ::umount(folder);
  ::rmdir(folder);
  std::printf("%d subjects, the disk was full five times\n", subjects_made);
  return 0;
}
