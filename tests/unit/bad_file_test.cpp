// Group C of tests/threats.md, by number: JSON and files that are wrong, hostile or cut short,
// as they come through the public functions. The single parsers: exchange_csv_test.cpp and
// exchange_mapping_test.cpp. C10 and C11 are about formats that are not read yet.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "bad_input_world.hpp"

namespace pmm::bad_input {
namespace {

constexpr int kRows = 20'000;  // several batches

class BadFile : public BadInput {
 protected:
  static std::string mapping() {
    return R"({"entity": "cases", "key": "external_id", "on_error": "stop", "columns": {
        "external_id": "key", "kind": {"value": "report"}, "service": {"value": "roads"},
        "opened_at": {"value": "2026-01-05 09:00:00"}}})";
  }
  static std::string rows(int count) {
    std::string csv = "key\n";
    for (int row = 0; row < count; ++row) csv += "r" + std::to_string(row) + "\n";
    return csv;
  }

  Told import(const std::string& path, const std::string& mapping, std::string* report = nullptr,
              const pmm_call* call = nullptr) {
    return import_on(session_, path, mapping, report, call);
  }
  static Told import_on(pmm_session* session, const std::string& path, const std::string& mapping,
                        std::string* report = nullptr, const pmm_call* call = nullptr) {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    pmm_import_csv(session, view(path), view(mapping), nullptr, call, &text, &error);
    if (report != nullptr) *report = pmm_text_view(text).data;
    pmm_text_free(text);
    return told(error);
  }

  // What every parser of JSON is given, with whether it may say that a limit was passed.
  void expect_refused(const std::string& json, pmm_status code) {
    const std::string path = write_file("data.csv", rows(1));
    EXPECT_EQ(query(json).code, code) << json.substr(0, 40);
    EXPECT_EQ(import(path, json).code, code) << json.substr(0, 40);
    pmm_service_input service = PMM_SERVICE_INPUT_INIT;
    service.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_ATTRIBUTES;
    service.code = service.name = pmm_string("x");
    service.attributes = view(json);
    pmm_id id = 0;
    EXPECT_EQ(pmm_service_create(session_, &service, nullptr, &id, nullptr), code)
        << json.substr(0, 40);
  }

  std::int64_t cases_stored() const { return fact("cases"); }
};

TEST_F(BadFile, C1_NestingIsLimitedWithoutRecursion) {
  expect_refused(std::string(100'000, '['), PMM_E_LIMIT);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  expect_refused(objects, PMM_E_LIMIT);
}

// Keys are kept in order, so that there is nothing to collide; what is counted is that a hundred
// thousand of them are answered at all.
TEST_F(BadFile, C2_ManyKeysAreAnswered) {
  std::string json = "{";
  for (int i = 0; i < 100'000; ++i) json += (i ? ",\"" : "\"") + std::to_string(i) + "\":1";
  expect_refused(json + "}", PMM_E_INVALID);
}

TEST_F(BadFile, C3_DuplicateKeysAreRefused) {
  expect_refused(R"({"measures": ["cases.count"], "measures": ["cases.count"]})", PMM_E_INVALID);
  expect_refused(R"([{"code": "a", "code": "b"}])", PMM_E_INVALID);
}

// A size that is announced is not believed: a gzip file that says it holds four gigabytes.
TEST_F(BadFile, C4_AnnouncedSizeIsNotAllocated) {
  const std::string packed("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff", 14);
  const Told refused = import(write_file("data.csv", packed), mapping());
  EXPECT_EQ(refused.code, PMM_E_CORRUPT);
  EXPECT_EQ(refused.field, "path");
  EXPECT_EQ(cases_stored(), 0);
}

TEST_F(BadFile, C5_TrailingBytesAreRefused) {
  expect_refused(R"({"measures": ["cases.count"]} x)", PMM_E_INVALID);
  expect_refused(R"([] [])", PMM_E_INVALID);
}

TEST_F(BadFile, C6_NumberOfTenThousandDigitsIsRefused) {
  expect_refused("{\"limit\": " + std::string(10'000, '9') + "}", PMM_E_INVALID);
  expect_refused("[{\"code\": \"a\", \"order\": " + std::string(10'000, '9') + "}]", PMM_E_INVALID);
}

TEST_F(BadFile, C7_LoneSurrogatesAreRefused) {
  expect_refused(R"({"measures": ["\ud800"]})", PMM_E_INVALID);
  expect_refused(R"([{"code": "\udc00\ud800"}])", PMM_E_INVALID);
}

TEST_F(BadFile, C8_ShapesThatAreNoTableNameRowOrColumn) {
  struct Shape {
    const char* name;
    std::string bytes;
    pmm_status code;
    const char* word;  // of the message
  };
  std::string wide(1'000'000, ',');
  const Shape shapes[] = {
      {"a million columns", wide + "\n", PMM_E_LIMIT, "fields"},
      {"a row of over a megabyte", "key\n" + std::string(1'100'000, 'x') + "\n", PMM_E_LIMIT,
       "line 2"},
      {"a quote open to the end", "key\nr1\n\"r2\nr3\n", PMM_E_INVALID, "line 3"},
      {"a NUL", std::string("key\nr\0001\n", 9), PMM_E_INVALID, "NUL"},
      {"UTF-16", std::string("\xff\xfek\0e\0y\0\n\0", 10), PMM_E_INVALID, "UTF-16"},
      {"a line sep=", "sep=;\nkey\nr1\n", PMM_E_INVALID, "sep="},
  };
  for (const Shape& shape : shapes) {
    const Told refused = import(write_file("data.csv", shape.bytes), mapping());
    EXPECT_EQ(refused.code, shape.code) << shape.name << ": " << refused.message;
    EXPECT_NE(refused.message.find(shape.word), std::string::npos)
        << shape.name << ": " << refused.message;
  }
  // Line ends of every kind in one file are no fault.
  EXPECT_EQ(import(write_file("mixed.csv", "key\r\na\nb\rc\r\n"), mapping()).code, PMM_OK);
  EXPECT_EQ(cases_stored(), 4);  // a, b, c, and r1 above the open quote
}

TEST_F(BadFile, C9_ColumnNamedTwiceIsRefused) {
  const Told refused = import(write_file("data.csv", "key,other,key\n1,2,3\n"), mapping());
  EXPECT_EQ(refused.code, PMM_E_INVALID);
  EXPECT_EQ(refused.field, "header");
  EXPECT_NE(refused.message.find("column 1 and 3"), std::string::npos) << refused.message;
  EXPECT_EQ(cases_stored(), 0);
}

// A process that imports is killed once so many bytes are done; then the same file again.
TEST_F(BadFile, C12_ImportKilledOnTheWayIsResumedWithoutDoubles) {
  const std::string path = write_file("data.csv", rows(kRows));
  close();
  std::int64_t before = -1;
  for (const std::int64_t bytes : {std::int64_t{1}, std::int64_t{40'000}, std::int64_t{80'000}}) {
    const pid_t child = ::fork();
    if (child == 0) {
      std::int64_t last = bytes;
      pmm_call call = PMM_CALL_INIT;
      call.progress_data = &last;
      call.progress = [](void* data, std::int64_t done, std::int64_t /*total*/) -> std::int32_t {
        if (done >= *static_cast<std::int64_t*>(data)) ::raise(SIGKILL);
        return 0;
      };
      open();
      import(path, mapping(), nullptr, &call);
      ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    open();
    EXPECT_GT(cases_stored(), 0);
    EXPECT_LT(cases_stored(), kRows);
    EXPECT_GE(cases_stored(), before);
    before = cases_stored();
    close();
  }
  open();
  std::string report;
  ASSERT_EQ(import(path, mapping(), &report).code, PMM_OK);
  EXPECT_EQ(cases_stored(), kRows);
  const std::string counts = "\"created\":" + std::to_string(kRows - before) +
                             ",\"updated\":0,\"unchanged\":" + std::to_string(before);
  EXPECT_NE(report.find(counts), std::string::npos) << report;
}

TEST_F(BadFile, C13_FileThatBecomesShorterEndsTheImportWhereItIs) {
  const std::string path = write_file("data.csv", rows(200'000));
  struct Cutter {
    std::string path;
    bool done = false;
  } cutter{path};
  pmm_call call = PMM_CALL_INIT;
  call.progress_data = &cutter;
  call.progress = [](void* data, std::int64_t done, std::int64_t /*total*/) -> std::int32_t {
    auto* cut = static_cast<Cutter*>(data);
    if (!cut->done) std::filesystem::resize_file(cut->path, static_cast<std::uintmax_t>(done));
    cut->done = true;
    return 0;
  };
  const Told ended = import(path, mapping(), nullptr, &call);
  EXPECT_EQ(ended.code, PMM_E_IO);
  EXPECT_EQ(ended.field, "path");
  EXPECT_NE(ended.message.find("shorter"), std::string::npos) << ended.message;
  EXPECT_GT(cases_stored(), 0);
  EXPECT_LT(cases_stored(), 200'000);
}

TEST_F(BadFile, C14_OnlyRegularFilesAreReadAndMade) {
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {std::string("/dev/zero"), pipe, folder_}) {
    const Told data = import(path, mapping());
    EXPECT_EQ(data.code, PMM_E_INVALID) << path;
    EXPECT_EQ(data.field, "path") << path;
    pmm_db* db = nullptr;
    EXPECT_EQ(pmm_open(view(path), nullptr, &db, nullptr), PMM_E_IO) << path;
    EXPECT_EQ(db, nullptr);
    pmm_error* error = nullptr;
    EXPECT_EQ(pmm_backup(db_, view(path), nullptr, &error), PMM_E_CONFLICT) << path;
    pmm_error_free(error);
  }
}

// There is no lock of a whole import: rows are found by their key inside the turn to write, so that
// two imports of one file both end, and each row is made once by one of them.
TEST_F(BadFile, C15_SameImportTwiceAtOnceMakesEachRowOnce) {
  const std::string path = write_file("data.csv", rows(kRows));
  pmm_session* other = nullptr;
  ASSERT_EQ(pmm_session_open(db_, PMM_ACTOR_ADMINISTRATOR, &other, nullptr), PMM_OK);
  std::string reports[2];
  Told ends[2];
  std::thread beside([&] { ends[1] = import_on(other, path, mapping(), &reports[1]); });
  ends[0] = import(path, mapping(), &reports[0]);
  beside.join();
  pmm_session_free(other);
  EXPECT_EQ(cases_stored(), kRows);
  std::int64_t created = 0;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ends[i].code, PMM_OK) << ends[i].message;
    const std::size_t at = reports[i].find("\"created\":");
    ASSERT_NE(at, std::string::npos);
    created += std::stoll(reports[i].substr(at + 10));
  }
  EXPECT_EQ(created, kRows);
}

}  // namespace
}  // namespace pmm::bad_input
