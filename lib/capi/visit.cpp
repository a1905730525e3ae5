#include "pmmcrm/visit.h"

#include <algorithm>
#include <cstring>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/visit.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_filter(const pmm_visit_filter& in, FieldReader& reader, crm::VisitFilter& out) {
  reader.id(PMM_VISIT_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_VISIT_FILTER_SERVICE, in.service, "service", out.service);
  reader.id(PMM_VISIT_FILTER_CHANNEL, in.channel, "channel", out.channel);
  reader.time(PMM_VISIT_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_VISIT_FILTER_TO_US, in.to_us, "to_us", out.to_us);
}

namespace {

constexpr std::size_t kVisitV1 = offsetof(pmm_visit, subject) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kVisitV1 == 72);  // a promise to compiled programs
constexpr std::size_t kVisitFilterV1 = offsetof(pmm_visit_filter, to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kVisitFilterV1 == 56);

constexpr std::size_t kRowsPerCheck = 1000;

// The caller's array, whose elements may be shorter or longer than ours.
class Hits {
 public:
  static Result<Hits> read(const pmm_visit* hits, std::size_t count) {
    PMM_TRY(required(hits, "hits"));
    if (count == 0) return Status::invalid("count", "there is no hit");
    if (count > limits::kBulkRows)
      return Status::limit("count", std::to_string(count) + " hits are over the limit of " +
                                        std::to_string(limits::kBulkRows));
    Hits out;
    std::uint32_t size = 0;
    std::memcpy(&size, hits, sizeof size);
    if (size < kVisitV1 || size > limits::kStructBytes)
      return Status::invalid("hits.struct_size", "struct of " + std::to_string(size) +
                                                     " bytes was not initialised; use the _INIT "
                                                     "macro");
    out.bytes_ = reinterpret_cast<const unsigned char*>(hits);
    out.stride_ = size;
    out.count_ = count;
    return out;
  }

  std::size_t count() const noexcept { return count_; }

  Result<crm::Visit> at(std::size_t row) const {
    const unsigned char* element = bytes_ + row * stride_;
    pmm_visit raw{};
    std::memcpy(&raw, element, std::min(stride_, sizeof raw));
    for (std::size_t i = sizeof raw; i < stride_; ++i)
      if (element[i] != 0)
        return Status(Code::kUnsupported, "a field needs a newer libpmmcrm", "hits");
    crm::Visit out;
    if (raw.at_us != 0 && raw.at_us != PMM_TIME_NONE) {
      // The range that every time of the library has, years 1 to 9999.
      static const std::int64_t first = days_from_civil({1, 1, 1}) * kMicrosPerDay;
      static const std::int64_t last = days_from_civil({10000, 1, 1}) * kMicrosPerDay;
      if (raw.at_us < first || raw.at_us >= last)
        return Status::invalid(
            "at_us", "instant " + std::to_string(raw.at_us) + " is outside the years 1 to 9999");
      out.at_us = raw.at_us;
    }
    PMM_ASSIGN(out.visitor, read_text(raw.visitor, "visitor"));
    PMM_ASSIGN(out.path, read_text(raw.path, "path"));
    for (const auto& [id, name] :
         {std::pair(raw.service, "service"), std::pair(raw.channel, "channel"),
          std::pair(raw.subject, "subject")})
      if (id < 0) return Status::invalid(name, std::to_string(id) + " is not an id");
    out.service = raw.service;
    out.channel = raw.channel;
    out.subject = raw.subject;
    out.status = raw.status;
    return out;
  }

  // Tells two arrays under one idempotency key apart.
  Result<std::string> digest() const {
    Sha256 sha;
    for (std::size_t row = 0; row < count_; ++row) {
      auto hit = at(row);
      if (!hit.ok()) return Status(std::move(hit).status().at_row(static_cast<std::int64_t>(row)));
      sha.add_int(hit->at_us.value_or(PMM_TIME_NONE));
      sha.add_text(hit->visitor);
      sha.add_text(hit->path);
      for (const std::int64_t id : {hit->service, hit->channel, hit->subject}) sha.add_int(id);
      sha.add_int(hit->status);
    }
    return std::string(as_text(sha.finish()));
  }

 private:
  Hits() = default;
  const unsigned char* bytes_ = nullptr;
  std::size_t stride_ = 0;
  std::size_t count_ = 0;
};

Status check_point(const Call& call, std::size_t done, std::size_t total) {
  PMM_TRY(call.check());
  if (call.progress &&
      !call.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total)))
    return {Code::kCancelled, "the progress callback stopped the work"};
  return {};
}

Result<std::int64_t> append_all(const crm::Writing& writing, std::string_view secret,
                                const Hits& hits) {
  crm::VisitAppender appender(writing, secret);
  PMM_TRY(appender.check_access());
  for (std::size_t row = 0; row < hits.count(); ++row) {
    if (row % kRowsPerCheck == 0) PMM_TRY(check_point(writing.call, row, hits.count()));
    const auto place = static_cast<std::int64_t>(row);
    auto hit = hits.at(row);
    if (!hit.ok()) return Status(std::move(hit).status().at_row(place));
    auto id = appender.append(*hit);
    if (!id.ok()) return Status(std::move(id).status().at_row(place));
  }
  PMM_TRY(check_point(writing.call, hits.count(), hits.count()));
  return static_cast<std::int64_t>(hits.count());
}

}  // namespace

pmm_status pmm_visit_append(pmm_session* session, const pmm_visit* hits, size_t count,
                            const pmm_call* call, int64_t* out_appended,
                            pmm_error** out_error) noexcept {
  if (out_appended != nullptr) *out_appended = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const Hits array, Hits::read(hits, count));
    PMM_ASSIGN(Call options, read_call(call));
    if (!options.idempotency_key.empty()) {
      PMM_ASSIGN(const std::string digest, array.digest());
      digest_request(options, {digest});
    }
    PMM_ASSIGN(const std::int64_t appended,
               impl.write(options, "visit.append", [&](const crm::Writing& writing) {
                 return append_all(writing, impl.crm().store().secret(), array);
               }));
    if (out_appended != nullptr) *out_appended = appended;
    return {};
  });
}

pmm_status pmm_visit_list(pmm_session* session, const pmm_visit_filter* filter,
                          const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                          pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::VisitFilter>(filter, kVisitFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_visits(reading, wanted, where);
      });
}
