#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crm/data_request.hpp"
#include "exchange/sink.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

// Moves a data request. An erasure returns once no file of the store's has what was erased; when a
// reader keeps it in the log for too long that is kBusy: the rows are gone, and the next call of
// "work", or the next tick, does the rest.
Result<std::int64_t> advance_data_request(Session& session, std::int64_t id, std::string_view verb,
                                          const crm::DataRequestStep& step, const Call& call);

// Finishes erasures that a reader, a full disk or the end of a process left unfinished; gives how
// many.
Result<std::int64_t> finish_erasures(Crm& crm, Session& session, const Call& call);

// The part of a tick that is no plain change of rows: the log of reads is written down, and
// erasures are finished, but where a reader still keeps what they erased: the next tick asks again.
// Gives how many were finished.
Result<std::int64_t> work_privacy(Crm& crm, Session& session, const Call& call);

enum class DocumentFormat { kJson, kHtml };
struct DocumentWanted {
  DocumentFormat format = DocumentFormat::kJson;
  std::string language;  // of kHtml: "it" or "en"
  std::string path;      // that the sink writes to; empty: a function of the host's
};
// Answers a request for access: everything about its subject goes into the sink. Gives the bytes.
Result<std::int64_t> export_subject(Session& session, std::int64_t request,
                                    const DocumentWanted& wanted, exchange::Sink& sink,
                                    const Call& call);

// Writes down what waits of the log of reads, where that can be done: not in a transaction of the
// host's, nor in a store that is open for reading only.
Status flush_reads(Session& session, const Call& call);

// Erases from a store that was just opened what the list beside it says, before anybody sees it:
// the store may be an older copy. kUnsupported at "path" where it was opened for reading only.
Status apply_past_erasures(const std::shared_ptr<Crm>& crm);

}  // namespace pmm::runtime
