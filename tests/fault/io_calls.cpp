#include "io_calls.hpp"

#include <sys/stat.h>

#include <fstream>
#include <vector>

#include "support.hpp"

namespace fault {
namespace {

// What fill_world() makes.
constexpr pmm_id kOffice = 1;
constexpr pmm_id kSubject = 1;
constexpr pmm_id kCase = 1;
constexpr pmm_id kContact = 1;
constexpr pmm_id kChannel = 1;
constexpr pmm_id kService = 1;
constexpr int kHits = 20;
constexpr int kRows = 300;

pmm_call keyed(const char* key) {
  pmm_call call = PMM_CALL_INIT;
  call.idempotency_key = pmm_string(key);
  call.reason = pmm_string("because");
  return call;
}

pmm_status make_subject(World& world, const char* name, pmm_error** error) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  const pmm_call call = keyed(name);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.kind = pmm_string("organization");
  input.name = input.external_id = pmm_string(name);
  pmm_id id = 7;
  const pmm_status status = pmm_subject_create(world.session, &input, &call, &id, error);
  REQUIRE((id > 0) == (status == PMM_OK));
  return status;
}

pmm_status subject_create(World& world, pmm_error** error) {
  return make_subject(world, "Consorzio Uno", error);
}

pmm_status subject_update(World& world, pmm_error** error) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  const pmm_call call = keyed("update");
  input.set_fields = PMM_SUBJECT_NAME | PMM_SUBJECT_NOTE;
  input.name = pmm_string("Consorzio Due");
  input.note = pmm_string("renamed");
  std::int64_t version = 7;
  const pmm_status status =
      pmm_subject_update(world.session, kSubject, &input, &call, &version, error);
  REQUIRE((version > 0) == (status == PMM_OK));
  return status;
}

pmm_status address_create(World& world, pmm_error** error) {
  pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
  const pmm_call call = keyed("address");
  input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  input.kind = pmm_string("email");
  input.value = pmm_string("due@example.org");
  pmm_id id = 7;
  return pmm_address_create(world.session, kSubject, &input, &call, &id, error);
}

pmm_status make_case(World& world, const char* key, pmm_error** error) {
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  const pmm_call call = keyed(key);
  input.set_fields =
      PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL | PMM_CASE_SUMMARY;
  input.kind = pmm_string("report");
  input.service = kService;
  input.subject = kSubject;
  input.channel = kChannel;
  input.summary = pmm_string("a hole in the road");
  pmm_id id = 7;
  return pmm_case_create(world.session, &input, &call, &id, error);
}

pmm_status case_create(World& world, pmm_error** error) {
  return make_case(world, "a case", error);
}

pmm_status case_advance(World& world, pmm_error** error) {
  pmm_case_step step = PMM_CASE_STEP_INIT;
  const pmm_call call = keyed("advance");
  step.set_fields = PMM_CASE_STEP_NOTE | PMM_CASE_STEP_STAFF_NOTE;
  step.note = pmm_string("we look into it");
  step.staff_note = pmm_string("again");
  return pmm_case_advance(world.session, kCase, pmm_string("triage"), &step, &call, nullptr, error);
}

pmm_status case_suspend(World& world, pmm_error** error) {
  const pmm_call call = keyed("suspend");
  return pmm_case_suspend(world.session, kCase, pmm_string("waiting for a part"), &call, nullptr,
                          error);
}

pmm_status make_contact(World& world, const char* key, pmm_error** error) {
  pmm_contact_input input = PMM_CONTACT_INPUT_INIT;
  const pmm_call call = keyed(key);
  input.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_CASE_ID;
  input.channel = kChannel;
  input.subject = kSubject;
  input.case_id = kCase;
  pmm_id id = 7;
  return pmm_contact_create(world.session, &input, &call, &id, error);
}

pmm_status contact_create(World& world, pmm_error** error) {
  return make_contact(world, "a contact", error);
}

pmm_status make_task(World& world, const char* key, pmm_error** error) {
  pmm_task_input input = PMM_TASK_INPUT_INIT;
  const pmm_call call = keyed(key);
  input.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CONTACT;
  input.kind = pmm_string("call_back");
  input.title = pmm_string("ring again");
  input.contact = kContact;
  pmm_id id = 7;
  return pmm_task_create(world.session, &input, &call, &id, error);
}

pmm_status task_create(World& world, pmm_error** error) {
  return make_task(world, "a task", error);
}

pmm_status visit_append(World& world, pmm_error** error) {
  const pmm_call call = keyed("visits");
  std::vector<pmm_visit> hits(kHits, pmm_visit(PMM_VISIT_INIT));
  for (pmm_visit& hit : hits) {
    hit.path = pmm_string("/services/roads");
    hit.visitor = pmm_string("a cookie");
    hit.channel = kChannel;
    hit.service = kService;
  }
  std::int64_t appended = 7;
  const pmm_status status =
      pmm_visit_append(world.session, hits.data(), hits.size(), &call, &appended, error);
  REQUIRE(appended == (status == PMM_OK ? kHits : 0));
  return status;
}

pmm_status import_csv(World& world, pmm_error** error) {
  const std::string file = world.folder + "/rows.csv";
  {
    std::ofstream out(file);
    out << "key,opened,closed\n";
    for (int row = 0; row < kRows; ++row)
      out << 'r' << row << ",2026-01-05 09:00:00," << (row % 2 ? "2026-01-07 10:00:00" : "")
          << '\n';
  }
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  options.threads = 1;
  pmm_text* report = nullptr;
  const pmm_status status = pmm_import_csv(world.session, view(file), pmm_string(R"({
        "entity": "cases", "key": "external_id", "on_error": "stop",
        "columns": {"external_id": "key", "kind": {"value": "report"},
                    "service": {"value": "lights"}, "channel": {"value": "counter"},
                    "opened_at": "opened", "closed_at": "closed"}})"),
                                           &options, nullptr, &report, error);
  pmm_text_free(report);
  return status;
}

pmm_status tick(World& world, pmm_error** error) {
  std::int64_t done = 7;
  return pmm_tick(world.db, nullptr, &done, error);
}

pmm_status transaction(World& world, pmm_error** error) {
  pmm_status status = pmm_begin(world.session, 60'000, nullptr, error);
  if (status != PMM_OK) return status;
  status = make_subject(world, "Consorzio Tre", error);
  if (status == PMM_OK) status = make_subject(world, "Consorzio Quattro", error);
  if (status == PMM_OK) return pmm_commit(world.session, error);
  REQUIRE(pmm_rollback(world.session, nullptr) == PMM_OK);
  return status;
}

// The copy is whole or not there.
pmm_status backup(World& world, pmm_error** error) {
  const std::string copy = world.folder + "/copy.crm";
  const pmm_status status = pmm_backup(world.db, view(copy), nullptr, error);
  struct stat info {};
  REQUIRE((::stat(copy.c_str(), &info) == 0) == (status == PMM_OK));
  if (status == PMM_OK) REQUIRE(::unlink(copy.c_str()) == 0);
  return status;
}

pmm_status taken(pmm_status status, pmm_result* result) {
  REQUIRE((result != nullptr) == (status == PMM_OK));
  pmm_result_free(result);
  return status;
}

pmm_status subject_get(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_subject_get(world.session, kSubject, PMM_TIME_NONE, nullptr, &result, error);
  return taken(status, result);
}

pmm_status case_list(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status = pmm_case_list(world.session, nullptr, nullptr, nullptr, &result, error);
  return taken(status, result);
}

pmm_status timeline(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_timeline(world.session, kSubject, nullptr, nullptr, nullptr, &result, error);
  return taken(status, result);
}

pmm_status find(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status = pmm_find(world.session, pmm_string("cons"), 0, nullptr, &result, error);
  return taken(status, result);
}

pmm_status history(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_history(world.session, PMM_NOUN_CASE, kCase, nullptr, nullptr, &result, error);
  return taken(status, result);
}

pmm_status query(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_query(world.session,
                pmm_string(R"({"measures": ["cases.count"], "dimensions": ["cases.service"]})"),
                nullptr, &result, error);
  return taken(status, result);
}

pmm_status check(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status = pmm_check(world.db, nullptr, &result, error);
  return taken(status, result);
}

pmm_status open_existing(World& world, pmm_error** error) { return world.open(0, error); }

// The store alone: once it is made, making it again is a conflict.

pmm_status open_new(World& world, pmm_error** error) {
  return world.open_store(PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE, error);
}

pmm_status open_to_read(World& world, pmm_error** error) {
  World reader;
  reader.folder = world.folder;
  const pmm_status status = reader.open(PMM_OPEN_READ_ONLY, error);
  reader.close();
  return status;
}

constexpr IoCall kCalls[] = {
    {"subject_create", IoCall::Start::kOpen, subject_create},
    {"subject_update", IoCall::Start::kOpen, subject_update},
    {"address_create", IoCall::Start::kOpen, address_create},
    {"case_create", IoCall::Start::kOpen, case_create},
    {"case_advance", IoCall::Start::kOpen, case_advance},
    {"case_suspend", IoCall::Start::kOpen, case_suspend},
    {"contact_create", IoCall::Start::kOpen, contact_create},
    {"task_create", IoCall::Start::kOpen, task_create},
    {"visit_append", IoCall::Start::kOpen, visit_append},
    {"import_csv", IoCall::Start::kOpen, import_csv, true},
    {"tick", IoCall::Start::kOpen, tick, true},
    {"transaction", IoCall::Start::kOpen, transaction},
    {"backup", IoCall::Start::kOpen, backup},
    {"subject_get", IoCall::Start::kOpen, subject_get},
    {"case_list", IoCall::Start::kOpen, case_list},
    {"timeline", IoCall::Start::kOpen, timeline},
    {"find", IoCall::Start::kOpen, find},
    {"history", IoCall::Start::kOpen, history},
    {"query", IoCall::Start::kOpen, query},
    {"check", IoCall::Start::kOpen, check},
    {"open to read", IoCall::Start::kOpen, open_to_read},
    {"open", IoCall::Start::kClosed, open_existing},
    {"open after a crash", IoCall::Start::kCrashed, open_existing},
    {"open new", IoCall::Start::kMissing, open_new},
};

}  // namespace

pmm_status World::open_store(std::uint32_t flags, pmm_error** error) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.wal_limit_bytes = wal_limit_bytes;
  const pmm_status status = pmm_open(view(path()), &options, &db, error);
  REQUIRE((db != nullptr) == (status == PMM_OK));
  return status;
}

pmm_status World::open(std::uint32_t flags, pmm_error** error) {
  pmm_status status = open_store(flags, error);
  if (status == PMM_OK) status = pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, error);
  if (status != PMM_OK) close();
  return status;
}

void World::close() {
  pmm_session_free(session);
  pmm_db_free(db);
  session = nullptr;
  db = nullptr;
}

std::span<const IoCall> io_calls() { return kCalls; }

void fill_world(World& world) {
  pmm_office_input office = PMM_OFFICE_INPUT_INIT;
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_id id = 0;
  office.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  office.code = office.name = pmm_string("works");
  REQUIRE(pmm_office_create(world.session, &office, nullptr, &id, nullptr) == PMM_OK);
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = pmm_string("web");
  REQUIRE(pmm_channel_create(world.session, &channel, nullptr, &id, nullptr) == PMM_OK);
  service.set_fields =
      PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_OFFICE | PMM_SERVICE_TERM_DAYS;
  service.code = service.name = pmm_string("roads");
  service.office = kOffice;
  service.term_days = 30;
  REQUIRE(pmm_service_create(world.session, &service, nullptr, &id, nullptr) == PMM_OK);
  REQUIRE(make_subject(world, "Consorzio Zero", nullptr) == PMM_OK);
  REQUIRE(make_case(world, "first", nullptr) == PMM_OK);
  REQUIRE(make_contact(world, "first", nullptr) == PMM_OK);
  REQUIRE(make_task(world, "first", nullptr) == PMM_OK);
  // So that the next tick has work to do.
  service = PMM_SERVICE_INPUT_INIT;
  service.set_fields = PMM_SERVICE_TERM_DAYS;
  service.term_days = 10;
  REQUIRE(pmm_service_update(world.session, kService, &service, nullptr, nullptr, nullptr) ==
          PMM_OK);
}

}  // namespace fault
