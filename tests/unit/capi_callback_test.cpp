// A15 of tests/threats.md: a callback of a host in C++ throws. It may not, by the header; when
// it does all the same, nothing leaves the library and nothing of the call is kept.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "capi/boundary.hpp"
#include "pmmcrm/pmmcrm.h"

namespace {

std::int32_t throwing(void* /*data*/, std::int64_t /*done*/, std::int64_t /*total*/) {
  throw std::runtime_error("a callback of the host");
}

std::int64_t subjects(pmm_session* session) {
  pmm_result* rows = nullptr;
  EXPECT_EQ(pmm_subject_list(session, nullptr, nullptr, nullptr, &rows, nullptr), PMM_OK);
  const std::int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

class CapiCallback : public testing::Test {
 protected:
  void SetUp() override {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
    ASSERT_EQ(pmm_open(pmm_string(""), &options, &db_, nullptr), PMM_OK);
    ASSERT_EQ(pmm_session_open(db_, PMM_ACTOR_ADMINISTRATOR, &session_, nullptr), PMM_OK);
  }
  void TearDown() override {
    pmm_session_free(session_);
    pmm_db_free(db_);
  }

  pmm_db* db_ = nullptr;
  pmm_session* session_ = nullptr;
};

TEST_F(CapiCallback, A15ThrowingProgressOfAnImportUndoesIt) {
  const std::string path = testing::TempDir() + "callback-" + std::to_string(::getpid()) + ".csv";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  std::fputs("name\nAnna\nBruno\n", file);
  std::fclose(file);
  const char* mapping =
      R"({"entity":"subjects","atomic":true,"columns":{"name":"name","kind":{"value":"person"}}})";
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  options.threads = 1;
  pmm_call call = PMM_CALL_INIT;
  call.progress = throwing;
  pmm_text* report = nullptr;
  pmm_error* error = nullptr;
  EXPECT_EQ(pmm_import_csv(session_, {path.data(), path.size()}, pmm_string(mapping), &options,
                           &call, &report, &error),
            PMM_E_INTERNAL);
  EXPECT_EQ(pmm_error_code(error), PMM_E_INTERNAL);
  pmm_error_free(error);
  pmm_text_free(report);
  EXPECT_EQ(subjects(session_), 0);
  EXPECT_EQ(pmm_rollback(session_, nullptr), PMM_E_MISUSE);  // no transaction was left open
  call.progress = nullptr;
  EXPECT_EQ(pmm_import_csv(session_, {path.data(), path.size()}, pmm_string(mapping), &options,
                           &call, &report, nullptr),
            PMM_OK);
  pmm_text_free(report);
  EXPECT_EQ(subjects(session_), 2);
  std::remove(path.c_str());
}

TEST_F(CapiCallback, A15ThrowingProgressOfVisitsUndoesThem) {
  pmm_visit hit = PMM_VISIT_INIT;
  hit.path = pmm_string("/a");
  pmm_call call = PMM_CALL_INIT;
  call.progress = throwing;
  std::int64_t appended = 7;
  EXPECT_EQ(pmm_visit_append(session_, &hit, 1, &call, &appended, nullptr), PMM_E_INTERNAL);
  EXPECT_EQ(appended, 0);
  pmm_result* rows = nullptr;
  EXPECT_EQ(pmm_visit_list(session_, nullptr, nullptr, nullptr, &rows, nullptr), PMM_OK);
  EXPECT_EQ(pmm_result_rows(rows), 0);
  pmm_result_free(rows);
}

TEST(CapiGuard, TellsWhatAnUnexpectedExceptionSaid) {
  static std::string told;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.log = [](void*, pmm_log_level level, pmm_str line) {
    if (level == PMM_LOG_ERROR) told.assign(line.data, line.size);
  };
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;
  ASSERT_EQ(pmm_open({}, &options, &db, nullptr), PMM_OK);
  ASSERT_EQ(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, nullptr), PMM_OK);
  pmm_error* error = nullptr;
  const auto unexpected = [](auto&) -> pmm::Status { throw std::runtime_error("out of thin air"); };
  EXPECT_EQ(pmm::capi::guard(session, &error, unexpected), PMM_E_INTERNAL);
  EXPECT_NE(told.find("out of thin air"), std::string::npos);
  pmm_error_free(error);
  told.clear();
  EXPECT_EQ(pmm::capi::guard(db, nullptr, unexpected), PMM_E_INTERNAL);
  EXPECT_NE(told.find("out of thin air"), std::string::npos);
  told.clear();
  EXPECT_EQ(
      pmm::capi::guard(db, nullptr, [](auto&) { return pmm::Status::internal("a contradiction"); }),
      PMM_E_INTERNAL);
  EXPECT_NE(told.find("a contradiction"), std::string::npos);
  EXPECT_EQ(pmm::capi::guard(db, nullptr, [](auto&) -> pmm::Status { throw 7; }), PMM_E_INTERNAL);
  pmm_session_free(session);
  pmm_db_free(db);
}

}  // namespace
