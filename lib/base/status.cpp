#include "base/status.hpp"

namespace pmm {
namespace {
const std::string kNoText;
const std::vector<Status::Detail> kNoDetails;
}  // namespace

Status::Status(Code code, std::string message, std::string field, std::int64_t row)
    : info_(code == Code::kOk
                ? nullptr
                : std::make_unique<Info>(
                      Info{code, std::move(message), std::move(field), row, {}, false})
                      .release()) {}

Status::Info& Status::out_of_memory() noexcept {
  // Its text fits into the string itself: nothing is allocated.
  static Info info{Code::kNoMemory, "out of memory", {}, -1, {}, true};
  return info;
}

Status Status::no_memory() noexcept {
  Status status;
  status.info_.reset(&out_of_memory());
  return status;
}

Status Status::invalid(std::string field, std::string message) {
  return {Code::kInvalid, std::move(message), std::move(field)};
}
Status Status::not_found(std::string field, std::string message) {
  return {Code::kNotFound, std::move(message), std::move(field)};
}
Status Status::conflict(std::string field, std::string message) {
  return {Code::kConflict, std::move(message), std::move(field)};
}
Status Status::denied(std::string message) { return {Code::kDenied, std::move(message)}; }
Status Status::limit(std::string field, std::string message) {
  return {Code::kLimit, std::move(message), std::move(field)};
}
Status Status::misuse(std::string field, std::string message) {
  return {Code::kMisuse, std::move(message), std::move(field)};
}
Status Status::internal(std::string message) { return {Code::kInternal, std::move(message)}; }

const std::string& Status::message() const noexcept { return info_ ? info_->message : kNoText; }
const std::string& Status::field() const noexcept { return info_ ? info_->field : kNoText; }
const std::vector<Status::Detail>& Status::details() const noexcept {
  return info_ ? info_->details : kNoDetails;
}

Status&& Status::at_field(std::string_view prefix) && {
  if (info_ && !info_->shared) {
    std::string path(prefix);
    if (!info_->field.empty() && !path.empty() && info_->field.front() != '[') path += '.';
    info_->field.insert(0, path);
  }
  return std::move(*this);
}

Status&& Status::at_row(std::int64_t row) && {
  if (info_ && !info_->shared) info_->row = row;
  return std::move(*this);
}

Status&& Status::with(std::string key, std::string value) && {
  if (info_ && !info_->shared) info_->details.push_back({std::move(key), std::move(value)});
  return std::move(*this);
}

Status check_memory(std::string field, std::string_view what, std::int64_t needed,
                    std::int64_t share, std::string_view part) {
  if (share == 0 || needed <= share) return {};
  std::string message(what);
  message += ' ' + std::to_string(needed) + " bytes, more than " + std::to_string(share) + ", ";
  message.append(part).append(" of the memory limit");
  return Status::limit(std::move(field), std::move(message))
      .with("limit", std::to_string(share))
      .with("needed", std::to_string(needed));
}

}  // namespace pmm
