#include "model/notice.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/case.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 3> kClassNames = {"legal", "courtesy", "promotional"};
constexpr std::array<std::string_view, 4> kChannelNames = {"board", "email", "push", "sms"};
constexpr std::int64_t kMostCents = 9'999'999'999;
constexpr std::size_t kNoticeDigits = 18;
constexpr std::size_t kPayeeDigits = 11;
constexpr std::size_t kSha256Digits = 64;

template <std::size_t kCount>
std::size_t position_of(const std::array<std::string_view, kCount>& names,
                        std::string_view text) noexcept {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), text) - names.begin());
}

template <std::size_t kCount>
Status unknown(const std::array<std::string_view, kCount>& names, std::string_view text,
               std::string_view field) {
  std::string known;
  for (const std::string_view name : names) known.append(known.empty() ? "" : ", ").append(name);
  return Status::invalid(std::string(field), text::quoted(text) + " is none of " + known);
}

bool only_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), text::is_digit);
}

bool is_hex(char c) noexcept {
  return text::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_blank_or_control(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

// "https://host/…" without the part of a name and a password.
bool has_credentials(std::string_view url) noexcept {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return false;
  const std::string_view host = url.substr(begin + 3);
  return host.substr(0, host.find_first_of("/?#")).find('@') != std::string_view::npos;
}

// Whether a text is a link, which a page may show as one: "scheme://…", or a scheme that runs or
// opens something without that. Browsers pass over blanks before it.
bool is_link(std::string_view text) noexcept {
  while (!text.empty() && is_blank_or_control(text.front())) text.remove_prefix(1);
  if (text.find("://") != std::string_view::npos || text.substr(0, 2) == "//") return true;
  const std::string scheme = text::ascii_lower(text.substr(0, text.find(':')));
  constexpr std::array<std::string_view, 6> kRuns = {"javascript", "vbscript", "data",
                                                     "file",       "blob",     "about"};
  return scheme.size() < text.size() &&
         std::find(kRuns.begin(), kRuns.end(), scheme) != kRuns.end();
}

Status check_document(const DocumentRef& document, const std::string& at) {
  if (!document.kind.empty() && document.kind != kDocument && document.kind != kAttachment)
    return Status::invalid(at + ".kind",
                           text::quoted(document.kind) + " is none of document, attachment");
  if (document.name.empty()) return Status::invalid(at + ".name", "a document needs a name");
  if (document.reference.empty())
    return Status::invalid(at + ".reference", "a document is given by reference, and has none");
  PMM_TRY(text::check_line(document.name, at + ".name", limits::kNameBytes));
  PMM_TRY(text::check_line(document.reference, at + ".reference", limits::kPathBytes));
  PMM_TRY(text::check_line(document.media_type, at + ".media_type", limits::kNameBytes));
  if (has_credentials(document.reference))
    return Status::invalid(at + ".reference", "a reference carries no user name and password");
  if (is_link(document.reference)) PMM_TRY(check_link(document.reference, at + ".reference"));
  if (document.size_bytes && *document.size_bytes < 0)
    return Status::invalid(at + ".size_bytes",
                           std::to_string(*document.size_bytes) + " is less than nothing");
  if (!document.sha256.empty() &&
      (document.sha256.size() != kSha256Digits ||
       !std::all_of(document.sha256.begin(), document.sha256.end(), is_hex)))
    return Status::invalid(at + ".sha256",
                           text::quoted(document.sha256) + " is not 64 hexadecimal digits");
  return {};
}

}  // namespace

std::string_view notice_class_name(NoticeClass value) noexcept {
  return kClassNames[static_cast<std::size_t>(value)];
}

std::optional<NoticeClass> parse_notice_class(std::string_view text) noexcept {
  const std::size_t at = position_of(kClassNames, text);
  return at < kClassNames.size() ? std::optional(kNoticeClasses[at]) : std::nullopt;
}

std::string_view notice_channel_name(NoticeChannel value) noexcept {
  return kChannelNames[static_cast<std::size_t>(value)];
}

std::optional<NoticeChannel> parse_notice_channel(std::string_view text) noexcept {
  const std::size_t at = position_of(kChannelNames, text);
  return at < kChannelNames.size() ? std::optional(kNoticeChannels[at]) : std::nullopt;
}

Result<NoticeClass> read_notice_class(std::string_view text, std::string_view field) {
  const auto value = parse_notice_class(text);
  if (!value) return unknown(kClassNames, text, field);
  return *value;
}

Result<NoticeChannel> read_notice_channel(std::string_view text, std::string_view field) {
  const auto value = parse_notice_channel(text);
  if (!value) return unknown(kChannelNames, text, field);
  return *value;
}

NoticeClass notice_class_of_kind(std::string_view case_kind) noexcept {
  return case_kind == kKindApplication ? NoticeClass::kLegal : NoticeClass::kCourtesy;
}

Status check_payment(const PaymentNotice& payment) {
  if (payment.amount < 1 || payment.amount > kMostCents)
    return Status::invalid(
        "payment.amount",
        std::to_string(payment.amount) + " cents are outside 1 to " + std::to_string(kMostCents));
  const std::string& number = payment.notice_number;
  if (number.size() != kNoticeDigits || !only_digits(number) || number.front() > '3')
    return Status::invalid("payment.notice_number",
                           text::quoted(number) + " is not 18 digits of which the first is 0 to 3");
  if (payment.payee.size() != kPayeeDigits || !only_digits(payment.payee))
    return Status::invalid("payment.payee",
                           text::quoted(payment.payee) + " is not a fiscal code of 11 digits");
  return {};
}

Status check_documents(const std::vector<DocumentRef>& documents) {
  if (documents.size() > limits::kNoticeDocuments)
    return Status::limit("documents", std::to_string(documents.size()) + " are over the limit of " +
                                          std::to_string(limits::kNoticeDocuments));
  for (std::size_t i = 0; i < documents.size(); ++i)
    PMM_TRY(check_document(documents[i], "documents[" + std::to_string(i) + "]"));
  return {};
}

Status check_link(std::string_view url, std::string_view field) {
  const std::string scheme = text::ascii_lower(url.substr(0, url.find(':')));
  const bool web = scheme == "https" || scheme == "http";
  const bool known = web || scheme == "mailto" || scheme == "tel";
  if (!known || url.size() <= scheme.size() + 1)
    return Status::invalid(std::string(field),
                           text::quoted(url) + " is not a link of https, http, mailto or tel");
  if (web && (url.substr(scheme.size(), 3) != "://" || url.size() <= scheme.size() + 3))
    return Status::invalid(std::string(field), text::quoted(url) + " names no host");
  if (std::any_of(url.begin(), url.end(), is_blank_or_control))
    return Status::invalid(std::string(field), text::quoted(url) + " has blanks in it");
  if (has_credentials(url))
    return Status::invalid(std::string(field), "a link carries no user name and password");
  return {};
}

Result<std::string> read_language(std::string_view text, std::string_view field) {
  const auto refuse = [&] {
    return Status::invalid(std::string(field),
                           text::quoted(text) + " is not a language tag, such as it or de-AT");
  };
  const std::size_t hyphen = text.find('-');
  std::string out = text::ascii_lower(text.substr(0, hyphen));
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (out.size() < 2 || out.size() > 3 || !std::all_of(out.begin(), out.end(), letter))
    return refuse();
  if (hyphen == std::string_view::npos) return out;
  const std::string region = text::ascii_upper(text.substr(hyphen + 1));
  if (region.size() != 2 || !std::all_of(region.begin(), region.end(), text::is_upper))
    return refuse();
  return out + "-" + region;
}

}  // namespace pmm::model
