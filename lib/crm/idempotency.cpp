#include "crm/idempotency.hpp"

#include "base/text.hpp"
#include "crm/idempotency_sql.hpp"

namespace pmm::crm {

Result<std::optional<std::int64_t>> kept_answer(store::Connection& db, std::int64_t actor,
                                                std::string_view operation, const Call& call) {
  if (call.idempotency_key.empty()) return std::optional<std::int64_t>();
  PMM_ASSIGN(auto find, db.prepare(sql::kFindAnswer));
  find.bind(1, actor).bind(2, operation).bind(3, std::string_view(call.idempotency_key));
  PMM_ASSIGN(const bool found, find.step());
  if (!found) return std::optional<std::int64_t>();
  if (find.text_at(0) == call.request_digest) return std::optional(find.int_at(1));
  return Status::conflict("call.idempotency_key", text::quoted(call.idempotency_key) +
                                                      " was used before with another input");
}

Result<std::int64_t> once(const Writing& writing, std::string_view operation,
                          const std::function<Result<std::int64_t>()>& work) {
  const Call& call = writing.call;
  if (call.idempotency_key.empty()) return work();
  const std::int64_t actor = writing.tx.origin().actor;
  PMM_ASSIGN(const auto kept, kept_answer(writing.db(), actor, operation, call));
  if (kept) return *kept;
  PMM_ASSIGN(const std::int64_t answer, work());
  PMM_ASSIGN(auto keep, writing.db().prepare(sql::kKeepAnswer));
  keep.bind(1, actor).bind(2, operation).bind(3, std::string_view(call.idempotency_key));
  keep.bind_blob(4, call.request_digest).bind(5, answer).bind(6, writing.now_us());
  PMM_TRY(keep.run());
  return answer;
}

}  // namespace pmm::crm
