#include "runtime/privacy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/digest.hpp"
#include "base/fd.hpp"
#include "base/text.hpp"
#include "crm/actor.hpp"
#include "crm/erased_list.hpp"
#include "exchange/subject_document.hpp"

namespace pmm::runtime {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

// Empty when it cannot be read.
std::string digest_of_file(const std::string& path) {
  const Fd file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file.valid()) return {};
  Sha256 sha;
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0) return {};
    if (got == 0) return to_hex(as_text(sha.finish()));
    sha.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

// The documents that requests of the subject wrote, where they still are what was written.
void remove_exports(Crm& crm, const std::vector<crm::ExportedFile>& files) {
  for (const crm::ExportedFile& file : files) {
    const std::string digest = digest_of_file(file.path);
    if (digest.empty()) continue;  // it is gone, or somewhere else
    const bool same = digest == file.sha256;
    if (same && ::unlink(file.path.c_str()) == 0) continue;
    crm.log().tell(LogLevel::kWarning, [&] {
      return "a document of an erased subject was left: " + text::quoted(file.path) +
             (same ? " cannot be removed" : " is no longer what was written");
    });
  }
}

// Of a request that the actor may move; kNotFound of others.
Result<model::RequestKind> kind_of(Session& session, std::int64_t id, const Call& call) {
  model::RequestKind kind = model::RequestKind::kAccess;
  auto read = session.read(call, [&](const crm::Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(const crm::RequestFacts facts,
               crm::request_facts(reading, id, model::Action::kAdvance));
    kind = facts.kind;
    return TablePtr(std::make_shared<Table>());
  });
  if (!read.ok()) return read.take_status();
  return kind;
}

// What is left of an erasure beside the rows: columns, the list, the log.
Status erase_beside(Crm& crm, const Call& call) {
  PMM_TRY(crm.engine().forget_saved_columns());
  if (!crm.store().in_memory()) PMM_TRY(crm::write_erased_list(crm.store(), call));
  return crm.store().fold(call);
}

Result<std::vector<std::int64_t>> unfinished(Crm& crm, const Call& call) {
  PMM_ASSIGN(auto snapshot, crm.store().read(call));
  return crm::unfinished_erasures(snapshot.db());
}

// By whom it is marked does not matter: the request tells who worked it.
Status mark_finished(Crm& crm, const std::vector<std::int64_t>& ids, const Call& call) {
  const store::Origin system{store::kSystemActor, 0, ""};
  return crm.store().write(system, call, [&](store::Tx& tx) -> Status {
    for (const std::int64_t id : ids) PMM_TRY(crm::mark_folded(tx, id));
    return {};
  });
}

}  // namespace

Result<std::int64_t> finish_erasures(Crm& crm, Session& session, const Call& call) {
  if (session.in_transaction()) return std::int64_t{0};
  PMM_ASSIGN(const auto ids, unfinished(crm, call));
  if (ids.empty()) return std::int64_t{0};
  PMM_TRY(erase_beside(crm, call));
  PMM_TRY(mark_finished(crm, ids, call));
  return static_cast<std::int64_t>(ids.size());
}

Result<std::int64_t> work_privacy(Crm& crm, Session& session, const Call& call) {
  PMM_TRY(crm.read_log().flush(crm.store(), call).take_status());
  auto finished = finish_erasures(crm, session, call);
  const bool is_kept = !finished.ok() && finished.status().code() == Code::kBusy;
  return is_kept ? Result<std::int64_t>(0) : std::move(finished);
}

Result<std::int64_t> advance_data_request(Session& session, std::int64_t id, std::string_view verb,
                                          const crm::DataRequestStep& step, const Call& call) {
  bool erases = false;
  if (verb == model::request_verb_name(model::RequestVerb::kWork)) {
    PMM_ASSIGN(const model::RequestKind kind, kind_of(session, id, call));
    erases = kind == model::RequestKind::kErasure;
    if (erases && session.in_transaction())
      return Status::misuse("session", "an erasure is no part of a transaction of the host's");
  }
  std::vector<crm::ExportedFile> gone;
  PMM_ASSIGN(const std::int64_t version,
             session.write(call, "data_request.advance", [&](const crm::Writing& writing) {
               return crm::advance_data_request(writing, id, verb, step, gone);
             }));
  if (!erases) return version;
  remove_exports(session.crm(), gone);
  Call rest = call;
  rest.idempotency_key.clear();
  PMM_TRY(finish_erasures(session.crm(), session, rest).take_status());
  return version;
}

namespace {

// From the root on: whoever erases may be somewhere else.
std::string absolute_path(const std::string& path) {
  if (path.empty()) return path;
  std::error_code failed;
  const std::filesystem::path whole = std::filesystem::absolute(path, failed);
  return failed ? path : whole.lexically_normal().string();
}

}  // namespace

Result<std::int64_t> export_subject(Session& session, std::int64_t request,
                                    const DocumentWanted& wanted, exchange::Sink& sink,
                                    const Call& call) {
  std::string text;
  auto read = session.read(call, [&](const crm::Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(const crm::RequestFacts facts,
               crm::request_facts(reading, request, model::Action::kAdvance));
    if (facts.kind != model::RequestKind::kAccess || facts.ended)
      return Status::conflict("state", "only an open request for access has a document");
    if (!model::as_staff(reading.plan, model::bit(model::Action::kAdvance),
                         model::Noun::kDataRequest, {facts.subject}))
      return Status::denied("a request is answered by staff");
    PMM_ASSIGN(const crm::SubjectData data, crm::read_subject_data(reading, facts.subject));
    reading.saw(facts.subject, "document");
    text = wanted.format == DocumentFormat::kJson
               ? exchange::subject_json(data, session.crm().store().store_id(), reading.zone)
               : exchange::subject_html(data, wanted.language, reading.zone);
    return TablePtr(std::make_shared<Table>());
  });
  if (!read.ok()) return read.take_status();
  PMM_TRY(call.check());
  PMM_TRY(sink.write(text));
  Sha256 sha;
  sha.add(text);
  const std::string digest = to_hex(as_text(sha.finish()));
  const std::string path = absolute_path(wanted.path);
  // First it is written down where the document goes, and then it stands there: what an erasure
  // does not find it does not need to remove.
  PMM_TRY(session
              .write(call, "data_request.export",
                     [&](const crm::Writing& writing) {
                       return crm::note_export(writing, request, path, digest);
                     })
              .take_status());
  PMM_TRY(sink.finish());
  return static_cast<std::int64_t>(text.size());
}

// Who asks sees what waits; that the turn to write does not come is no reason to be told nothing.
Status flush_reads(Session& session, const Call& call) {
  PMM_TRY(session.crm().check_open());
  PMM_TRY(call.check());
  if (session.in_transaction()) return {};
  Call unnamed = call;
  unnamed.idempotency_key.clear();
  Status flushed = session.crm().read_log().flush(session.crm().store(), unnamed).take_status();
  const Code code = flushed.code();
  return code == Code::kCancelled || code == Code::kTimeout || code == Code::kForked
             ? std::move(flushed)
             : Status();
}

namespace {

bool has_all(const std::vector<crm::PastErasure>& list, const std::vector<crm::PastErasure>& some) {
  std::set<std::pair<std::int64_t, std::string_view>> listed;
  for (const crm::PastErasure& one : list) listed.emplace(one.subject, one.digest);
  return std::all_of(some.begin(), some.end(), [&](const crm::PastErasure& one) {
    return listed.count({one.subject, one.digest}) != 0;
  });
}

}  // namespace

Status apply_past_erasures(const std::shared_ptr<Crm>& crm) {
  store::Store& store = crm->store();
  if (store.in_memory()) return {};
  const Call call;
  PMM_ASSIGN(const auto listed, crm::read_erased_list(store));
  std::vector<crm::PastErasure> due;
  bool list_is_behind = false;
  {
    PMM_ASSIGN(auto snapshot, store.read(call));
    for (const crm::PastErasure& one : listed) {
      PMM_ASSIGN(const bool there, crm::is_still_there(snapshot.db(), one));
      if (there) due.push_back(one);
    }
    PMM_ASSIGN(const auto known, crm::past_erasures(snapshot.db()));
    list_is_behind = !has_all(listed, known);
  }
  if (due.empty() && !list_is_behind) return {};
  if (store.read_only()) {
    if (due.empty()) return {};
    return Status(Code::kUnsupported,
                  std::to_string(due.size()) +
                      " subjects were erased since this copy was made: open it once for writing",
                  "path");
  }
  if (due.empty()) return crm::write_erased_list(store, call);
  PMM_ASSIGN(auto session, Session::open(crm, crm::kSystemActor));
  for (const crm::PastErasure& one : due) {
    const auto erase = [&](const crm::Writing& writing) -> Result<std::int64_t> {
      PMM_TRY(crm::erase_subject(writing, one.subject).take_status());
      return one.subject;
    };
    PMM_TRY(session->write(call, "erase", erase).take_status());
  }
  crm->log().tell(LogLevel::kInfo, [&] {
    return "erased " + std::to_string(due.size()) +
           " subjects that had been erased after this copy was made";
  });
  return erase_beside(*crm, call);
}

}  // namespace pmm::runtime
