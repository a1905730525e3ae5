// What subjects ask of their data, what is kept, who looked, and whether the journal is whole.
#include <cstdio>
#include <map>

#include "file.hpp"
#include "moment.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

int take_in(const pmmcrm::Session& session, const RequestArguments& to, const Settings& settings) {
  pmm_data_request_input input = PMM_DATA_REQUEST_INPUT_INIT;
  input.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND;
  input.subject = find_subject(session, to.subject);
  input.kind = pmmcrm::str(to.kind);
  if (!to.note.empty()) input.set_fields |= PMM_DATA_REQUEST_NOTE;
  input.note = pmmcrm::str(to.note);
  print_record(session.data_request(session.create(input)), settings);
  return kOk;
}

bool has_ending(const std::string& path, const std::string& end) {
  return path.size() > end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
}

int answer(const pmmcrm::Session& session, const RequestArguments& to, const Settings& settings) {
  const bool html = has_ending(to.out, ".html");
  if (!html && !has_ending(to.out, ".json"))
    throw UsageError("data-request: --export takes a name that ends in .html or .json");
  const std::int64_t bytes = session.export_request(
      to.id, html ? PMM_DOCUMENT_HTML : PMM_DOCUMENT_JSON, to.out, to.language);
  if (settings.format == Format::kTable)
    say("wrote " + std::to_string(bytes) + " bytes to " + printable(to.out));
  return kOk;
}

int move_request(const pmmcrm::Session& session, const RequestArguments& to,
                 const Settings& settings) {
  if (to.verb == "work") {
    session.work_request(to.id);
    print_result(session.read(pmm_data_request_counts, to.id, nullptr), settings,
                 "nothing was found");
    return kOk;
  }
  pmm_data_request_step step = PMM_DATA_REQUEST_STEP_INIT;
  if (!to.outcome.empty()) step.set_fields |= PMM_DATA_REQUEST_STEP_OUTCOME;
  if (!to.note.empty()) step.set_fields |= PMM_DATA_REQUEST_STEP_NOTE;
  step.outcome = pmmcrm::str(to.outcome);
  step.note = pmmcrm::str(to.note);
  session.advance_request(to.id, to.verb, &step);
  print_record(session.data_request(to.id), settings);
  return kOk;
}

int list_requests(const pmmcrm::Session& session, const RequestArguments& to,
                  const Settings& settings) {
  pmm_data_request_filter filter = PMM_DATA_REQUEST_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  page.limit = to.limit;
  if (!to.subject.empty()) {
    filter.set_fields |= PMM_DATA_REQUEST_FILTER_SUBJECT;
    filter.subject = find_subject(session, to.subject);
  }
  if (!to.state.empty()) {
    filter.set_fields |= PMM_DATA_REQUEST_FILTER_STATE;
    filter.state = pmmcrm::str(to.state);
  }
  const pmm_data_request_filter* wanted = &filter;
  const pmm_page* first = &page;
  print_result(session.read(pmm_data_request_list, wanted, first, nullptr), settings, "no request");
  return kOk;
}

pmm_id place_hold(const pmmcrm::Session& session, const HoldArguments& to) {
  pmm_legal_hold_input input = PMM_LEGAL_HOLD_INPUT_INIT;
  input.set_fields = PMM_LEGAL_HOLD_SUBJECT | PMM_LEGAL_HOLD_GROUND;
  input.subject = find_subject(session, to.subject);
  input.ground = pmmcrm::str(to.ground);
  if (to.case_id != 0) input.set_fields |= PMM_LEGAL_HOLD_CASE_ID;
  input.case_id = to.case_id;
  if (!to.note.empty()) input.set_fields |= PMM_LEGAL_HOLD_NOTE;
  input.note = pmmcrm::str(to.note);
  if (to.nameless) input.set_fields |= PMM_LEGAL_HOLD_KEEPS_IDENTITY;
  return session.create(input);
}

// "store_id seq hash" in one line, as audit prints it.
struct KeptHead {
  std::string store_id, hash;
  std::int64_t seq = 0;
};

KeptHead read_head(const std::string& path) {
  const std::string text = read_input(path);
  KeptHead head;
  char store[64] = "", hash[80] = "";
  long long seq = 0;
  if (std::sscanf(text.c_str(), "%63s %lld %79s", store, &seq, hash) != 3)
    throw DataError(printable(path) + " is not the head of a journal: audit prints one");
  head.store_id = store;
  head.seq = seq;
  head.hash = hash;
  return head;
}

}  // namespace

int data_request(const RequestArguments& to, const Settings& settings) {
  const bool writes = !to.verb.empty() || !to.out.empty() || !to.kind.empty();
  const pmmcrm::Db db = writes ? open_to_write(to.file) : open_to_read(to.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (!to.kind.empty()) {
    if (to.subject.empty()) throw UsageError("data-request: --subject is needed with --kind");
    return take_in(session, to, settings);
  }
  if (to.id == 0) {
    if (writes) throw UsageError("data-request: REQUEST is needed with --move and --export");
    return list_requests(session, to, settings);
  }
  if (!to.out.empty()) return answer(session, to, settings);
  if (!to.verb.empty()) return move_request(session, to, settings);
  if (to.counts)
    print_result(session.read(pmm_data_request_counts, to.id, nullptr), settings,
                 "nothing was erased");
  else if (to.steps)
    print_result(session.read(pmm_data_request_steps, to.id, nullptr), settings, "nothing");
  else
    print_record(session.data_request(to.id), settings);
  return kOk;
}

int hold(const HoldArguments& to, const Settings& settings) {
  const bool writes = to.end != 0 || !to.ground.empty();
  const pmmcrm::Db db = writes ? open_to_write(to.file) : open_to_read(to.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (!to.ground.empty()) {
    if (to.subject.empty()) throw UsageError("hold: --subject is needed with --ground");
    place_hold(session, to);
  }
  if (to.end != 0) session.write(pmm_legal_hold_end, to.end, nullptr);
  pmm_legal_hold_filter filter = PMM_LEGAL_HOLD_FILTER_INIT;
  if (!to.subject.empty()) {
    filter.set_fields |= PMM_LEGAL_HOLD_FILTER_SUBJECT;
    filter.subject = find_subject(session, to.subject);
  }
  const pmm_legal_hold_filter* wanted = &filter;
  const pmm_page* first = nullptr;
  print_result(session.read(pmm_legal_hold_list, wanted, first, nullptr), settings, "no hold");
  return kOk;
}

int retention(const RetentionArguments& to, const Settings& settings) {
  const bool writes = !to.data_class.empty();
  const pmmcrm::Db db = writes ? open_to_write(to.file) : open_to_read(to.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (writes) {
    pmm_retention_input input = PMM_RETENTION_INPUT_INIT;
    input.set_fields = PMM_RETENTION_DATA_CLASS | PMM_RETENTION_DAYS | PMM_RETENTION_ACTIVE;
    input.data_class = pmmcrm::str(to.data_class);
    input.days = to.days;
    input.active = to.off ? 0 : 1;
    session.set(input);
  }
  print_result(session.read(pmm_retention_list, nullptr), settings, "no rule");
  return kOk;
}

int reads(const ReadsArguments& to, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(to.file);
  const pmmcrm::Session session = open_session(db, settings);
  pmm_read_filter filter = PMM_READ_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  page.limit = to.limit;
  if (!to.subject.empty()) {
    filter.set_fields |= PMM_READ_FILTER_SUBJECT;
    filter.subject = find_subject(session, to.subject);
  }
  print_result(session.reads(&filter, &page), settings, "nobody looked");
  return kOk;
}

int dictionary(const std::string& file, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  print_result(open_session(db, settings).read(pmm_data_dictionary, nullptr), settings, "nothing");
  return kOk;
}

int audit(const std::string& file, const Settings& settings) {
  const pmmcrm::Result head = open_to_read(file).audit_head();
  if (settings.format != Format::kTable) {
    print_record(head, settings);
    return kOk;
  }
  put(std::string(head[0].text("store_id")) + " " + std::to_string(head[0].int64("seq")) + " " +
      std::string(head[0].text("hash")) + "\n");
  return kOk;
}

int check_audit(const std::string& file, const std::string& head, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  KeptHead kept;
  if (!head.empty()) kept = read_head(head);
  Progress progress("checking");
  const pmmcrm::Result broken = db.audit_check(kept.store_id, kept.seq, kept.hash, progress.call());
  print_result(broken, settings, "the journal is whole");
  return broken.rows() == 0 ? kOk : kNotFound;
}

}  // namespace cli
