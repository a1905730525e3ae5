#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/erasure.hpp"
#include "crm/list.hpp"
#include "model/data_request.hpp"

namespace pmm::crm {

struct DataRequestFields {
  Field<std::int64_t> subject, channel, received_us;
  Field<std::string> kind, note;
};

struct DataRequestFilter {
  Field<std::int64_t> subject, due_before_us;
  Field<std::string> kind, state;
};

// A move of one, in words.
struct DataRequestStep {
  Field<std::string> outcome, note;
};

// The subject is the actor's own unless staff names another.
Result<std::int64_t> create_data_request(const Writing& writing, const DataRequestFields& fields);
// Gives the new version. "work" does what the request is for: it restricts, stops, or erases the
// rows; what an erasure leaves to be done beside the rows is unfinished_erasures()'s, and that of
// whoever calls it: to remove the documents of the subject that go into `gone`.
Result<std::int64_t> advance_data_request(const Writing& writing, std::int64_t id,
                                          std::string_view verb, const DataRequestStep& step,
                                          std::vector<ExportedFile>& gone);
// The request was answered with a file: its path, empty where it went elsewhere.
Result<std::int64_t> note_export(const Writing& writing, std::int64_t id, std::string_view path,
                                 std::string_view sha256);

Result<TablePtr> get_data_request(const Reading& reading, std::int64_t id);
Result<TablePtr> list_data_requests(const Reading& reading, const DataRequestFilter& filter,
                                    const Page& page);
Result<TablePtr> list_data_request_steps(const Reading& reading, std::int64_t id);
Result<TablePtr> list_data_request_counts(const Reading& reading, std::int64_t id);

// What runtime needs to know of a request; the actor may do `action` to it.
struct RequestFacts {
  std::int64_t subject = 0;
  model::RequestKind kind = model::RequestKind::kAccess;
  bool ended = false;
};
Result<RequestFacts> request_facts(const Reading& reading, std::int64_t id, model::Action action);

// Erasures whose rows are gone and whose copies beside them may not be, and that they are now.
Result<std::vector<std::int64_t>> unfinished_erasures(store::Connection& db);
Status mark_folded(store::Tx& tx, std::int64_t id);

}  // namespace pmm::crm
