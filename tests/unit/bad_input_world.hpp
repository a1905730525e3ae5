// A store in a file, through the public functions, for the tests of bad input.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "pmmcrm/pmmcrm.h"

namespace pmm::bad_input {

inline pmm_str view(std::string_view text) { return {text.data(), text.size()}; }

// What a failed call was told.
struct Told {
  pmm_status code = PMM_OK;
  std::string field;
  std::string message;
  std::string offset;
};

inline Told told(pmm_error* error) {
  Told out{pmm_error_code(error), pmm_error_field(error).data, pmm_error_message(error).data,
           pmm_error_detail(error, pmm_string("offset")).data};
  pmm_error_free(error);
  return out;
}

class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "pmmcrm-bad-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    open(PMM_OPEN_CREATE);
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  void open(std::uint32_t flags = 0) {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    options.flags = flags;
    const std::string path = store_path();
    ASSERT_EQ(pmm_open(view(path), &options, &db_, nullptr), PMM_OK);
    ASSERT_EQ(pmm_session_open(db_, PMM_ACTOR_ADMINISTRATOR, &session_, nullptr), PMM_OK);
  }
  void close() {
    pmm_session_free(session_);
    pmm_db_free(db_);
    session_ = nullptr;
    db_ = nullptr;
  }

  std::string store_path() const { return folder_ + "/a.crm"; }
  std::string write_file(const std::string& name, std::string_view bytes) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::int64_t fact(const char* name) const {
    pmm_result* row = nullptr;
    EXPECT_EQ(pmm_db_info(db_, nullptr, &row, nullptr), PMM_OK);
    const std::int64_t value =
        pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string(name)));
    pmm_result_free(row);
    return value;
  }

  Told create_subject(std::string_view name, std::string_view note = {}, pmm_id* out_id = nullptr) {
    pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
    input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_NOTE;
    input.kind = pmm_string("organization");
    input.name = view(name);
    input.note = view(note);
    pmm_id id = 0;
    pmm_error* error = nullptr;
    pmm_subject_create(session_, &input, nullptr, &id, &error);
    if (out_id != nullptr) *out_id = id;
    return told(error);
  }

  std::string subject_text(pmm_id id, const char* column) const {
    pmm_result* row = nullptr;
    EXPECT_EQ(pmm_subject_get(session_, id, PMM_TIME_NONE, nullptr, &row, nullptr), PMM_OK);
    const pmm_str text = pmm_result_text(row, 0, pmm_result_find_column(row, pmm_string(column)));
    std::string out(text.data, text.size);
    pmm_result_free(row);
    return out;
  }

  Told query(std::string_view json) {
    pmm_result* answer = nullptr;
    pmm_error* error = nullptr;
    pmm_query(session_, view(json), nullptr, &answer, &error);
    pmm_result_free(answer);
    return told(error);
  }

  pmm_db* db_ = nullptr;
  pmm_session* session_ = nullptr;
  std::string folder_;
};

}  // namespace pmm::bad_input
