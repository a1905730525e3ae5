#include "load.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

#include "support.hpp"

namespace fault {
namespace {

// Of what prepare() makes.
constexpr pmm_id kOffice = 1;
constexpr pmm_id kChannel = 1;
constexpr pmm_id kService = 1;

pmm_status create_subject(pmm_session* session, const std::string& key, pmm_id* id) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.kind = pmm_string("organization");
  input.name = view(key);
  input.external_id = view(key);
  return pmm_subject_create(session, &input, nullptr, id, nullptr);
}

pmm_status create_pair(pmm_session* session, const std::string& key, pmm_id* id) {
  pmm_id other = 0;
  pmm_status status = pmm_begin(session, 60'000, nullptr, nullptr);
  if (status != PMM_OK) return status;
  status = create_subject(session, key + "a", id);
  if (status == PMM_OK) status = create_subject(session, key + "b", &other);
  if (status == PMM_OK) return pmm_commit(session, nullptr);
  pmm_rollback(session, nullptr);
  return status;
}

pmm_status create_address(pmm_session* session, pmm_id subject, const std::string& key,
                          pmm_id* id) {
  pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
  const std::string value = key + "@example.org";
  input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  input.kind = pmm_string("email");
  input.value = view(value);
  return pmm_address_create(session, subject, &input, nullptr, id, nullptr);
}

pmm_status note_subject(pmm_session* session, pmm_id subject, const std::string& key) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_NOTE;
  input.note = view(key);
  return pmm_subject_update(session, subject, &input, nullptr, nullptr, nullptr);
}

pmm_status create_case(pmm_session* session, pmm_id subject, const std::string& key, pmm_id* id) {
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  input.set_fields =
      PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL | PMM_CASE_EXTERNAL_ID;
  input.kind = pmm_string("report");
  input.service = kService;
  input.subject = subject;
  input.channel = kChannel;
  input.external_id = view(key);
  return pmm_case_create(session, &input, nullptr, id, nullptr);
}

pmm_status create_contact(pmm_session* session, pmm_id case_id, const std::string& key,
                          pmm_id* id) {
  pmm_contact_input input = PMM_CONTACT_INPUT_INIT;
  input.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_CASE_ID | PMM_CONTACT_EXTERNAL_ID;
  input.channel = kChannel;
  input.case_id = case_id;
  input.external_id = view(key);
  return pmm_contact_create(session, &input, nullptr, id, nullptr);
}

pmm_status create_task(pmm_session* session, pmm_id contact, const std::string& key, pmm_id* id) {
  pmm_task_input input = PMM_TASK_INPUT_INIT;
  input.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CONTACT;
  input.kind = pmm_string("call_back");
  input.title = view(key);
  input.contact = contact;
  return pmm_task_create(session, &input, nullptr, id, nullptr);
}

pmm_status append_visits(pmm_session* session, const std::string& key) {
  const std::string path = "/" + key;
  std::vector<pmm_visit> hits(kHits, pmm_visit(PMM_VISIT_INIT));
  for (pmm_visit& hit : hits) {
    hit.path = view(path);
    hit.visitor = view(key);
    hit.channel = kChannel;
    hit.status = 200;
  }
  std::int64_t appended = 0;
  const pmm_status status =
      pmm_visit_append(session, hits.data(), hits.size(), nullptr, &appended, nullptr);
  REQUIRE(appended == (status == PMM_OK ? kHits : 0));
  return status;
}

// Every second row is closed, which makes it two events.
void write_file(const std::string& path, const std::string& key, int rows) {
  const std::string partial = path + ".partial";
  {
    std::ofstream out(partial);
    out << "key,opened,closed\n";
    for (int row = 0; row < rows; ++row)
      out << key << 'r' << row << ",2026-01-05 09:00:00,"
          << (row % 2 == 0 ? "" : "2026-01-07 10:00:00") << '\n';
    REQUIRE(out.good());
  }
  std::filesystem::rename(partial, path);
}

constexpr const char* kMapping = R"({
  "entity": "cases", "key": "external_id", "on_error": "stop",
  "columns": {"external_id": "key", "kind": {"value": "report"}, "service": {"value": "roads"},
              "channel": {"value": "web"}, "opened_at": "opened", "closed_at": "closed"}})";

}  // namespace

void Load::prepare(pmm_session* session) {
  pmm_id id = 0;
  pmm_office_input office = PMM_OFFICE_INPUT_INIT;
  office.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  office.code = office.name = pmm_string("works");
  REQUIRE(pmm_office_create(session, &office, nullptr, &id, nullptr) == PMM_OK && id == kOffice);
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = pmm_string("web");
  REQUIRE(pmm_channel_create(session, &channel, nullptr, &id, nullptr) == PMM_OK && id == kChannel);
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  service.set_fields =
      PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_OFFICE | PMM_SERVICE_TERM_DAYS;
  service.code = service.name = pmm_string("roads");
  service.office = kOffice;
  service.term_days = 30;
  REQUIRE(pmm_service_create(session, &service, nullptr, &id, nullptr) == PMM_OK && id == kService);
}

pmm_id Load::made_by(int step, Kind kind) const {
  const Step& made = at(step - step % kRound + static_cast<int>(kind));
  return made.answer == kAcknowledged ? made.id.load() : 0;
}

bool Load::applies(int step) const {
  switch (kind_of(step)) {
    case Kind::kSubject:
    case Kind::kPair:
    case Kind::kVisits:
      return true;
    case Kind::kAddress:
    case Kind::kNote:
    case Kind::kCase:
      return made_by(step, Kind::kSubject) != 0;
    case Kind::kTriage:
    case Kind::kContact:
      return made_by(step, Kind::kCase) != 0;
    case Kind::kTask:
      return made_by(step, Kind::kContact) != 0;
    case Kind::kStart:
      return made_by(step, Kind::kTriage) != 0;
    case Kind::kImport:
      return step / kRound % kImportRounds == 0;
  }
  return false;
}

pmm_status Load::run(pmm_session* session, int step) const {
  Step& entry = steps_[static_cast<std::size_t>(step)];
  entry.answer = kBegun;
  pmm_id id = 0;
  const pmm_status status = write(session, step, &id);
  entry.id = id;
  entry.answer = status == PMM_OK ? kAcknowledged : kRefused;
  return status;
}

pmm_status Load::write(pmm_session* session, int step, pmm_id* id) const {
  const std::string key = key_of(step);
  switch (kind_of(step)) {
    case Kind::kSubject:
      return create_subject(session, key, id);
    case Kind::kAddress:
      return create_address(session, made_by(step, Kind::kSubject), key, id);
    case Kind::kNote:
      return note_subject(session, made_by(step, Kind::kSubject), key);
    case Kind::kPair:
      return create_pair(session, key, id);
    case Kind::kCase:
      return create_case(session, made_by(step, Kind::kSubject), key, id);
    case Kind::kTriage:
      *id = made_by(step, Kind::kCase);
      return pmm_case_advance(session, *id, pmm_string("triage"), nullptr, nullptr, nullptr,
                              nullptr);
    case Kind::kContact:
      return create_contact(session, made_by(step, Kind::kCase), key, id);
    case Kind::kTask:
      return create_task(session, made_by(step, Kind::kContact), key, id);
    case Kind::kVisits:
      return append_visits(session, key);
    case Kind::kStart:
      *id = made_by(step, Kind::kCase);
      return pmm_case_advance(session, *id, pmm_string("start"), nullptr, nullptr, nullptr,
                              nullptr);
    case Kind::kImport:
      return import(session, step);
  }
  return PMM_E_INTERNAL;
}

pmm_status Load::import(pmm_session* session, int step) const {
  const std::string key = key_of(step);
  const std::string path = folder_ + "/" + key + ".csv";
  if (!std::filesystem::exists(path)) write_file(path, key, import_rows_);
  pmm_text* report = nullptr;
  const pmm_status status =
      pmm_import_csv(session, view(path), pmm_string(kMapping), nullptr, nullptr, &report, nullptr);
  pmm_text_free(report);
  if (status == PMM_OK) std::filesystem::remove(path);
  return status;
}

}  // namespace fault
