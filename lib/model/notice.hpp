#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

// What a notification is, apart from whom it is for.
namespace pmm::model {

// What the class of a notice decides: a legal one is not the subject's to refuse or to put off.
enum class NoticeClass : std::uint8_t { kLegal, kCourtesy, kPromotional };
inline constexpr std::array kNoticeClasses = {NoticeClass::kLegal, NoticeClass::kCourtesy,
                                              NoticeClass::kPromotional};
std::string_view notice_class_name(NoticeClass value) noexcept;  // "legal"
// Whether a notice of class `one` is heavier than one of `other`: passes more of what the subject
// wants.
constexpr bool is_heavier(NoticeClass one, NoticeClass other) noexcept { return one < other; }
std::optional<NoticeClass> parse_notice_class(std::string_view text) noexcept;

// The ways a notice can go. The board is the store itself; the others are carried.
enum class NoticeChannel : std::uint8_t { kBoard, kEmail, kPush, kSms };
inline constexpr std::array kNoticeChannels = {NoticeChannel::kBoard, NoticeChannel::kEmail,
                                               NoticeChannel::kPush, NoticeChannel::kSms};
std::string_view notice_channel_name(NoticeChannel value) noexcept;  // "email"
std::optional<NoticeChannel> parse_notice_channel(std::string_view text) noexcept;

// The same with a refusal that names `field`, the value and what is known.
Result<NoticeClass> read_notice_class(std::string_view text, std::string_view field);
Result<NoticeChannel> read_notice_channel(std::string_view text, std::string_view field);

// Where a notification comes from.
inline constexpr std::string_view kOriginOffice = "office";    // somebody wrote it
inline constexpr std::string_view kOriginCase = "case";        // a move of a case
inline constexpr std::string_view kOriginMessage = "message";  // a message on a case
inline constexpr std::string_view kOriginReminder = "reminder";
inline constexpr std::string_view kOriginAppointment = "appointment";  // what its office did

// The class of what a case tells its subject, unless its service says otherwise: a procedure on
// application is law, a report or an enquiry is courtesy.
NoticeClass notice_class_of_kind(std::string_view case_kind) noexcept;

// App IO's payment_data.
struct PaymentNotice {
  std::int64_t amount = 0;    // euro cents, 1 to 9,999,999,999
  std::string notice_number;  // 18 digits, the first 0 to 3
  std::string payee;          // fiscal code of 11 digits
  bool invalid_after_due = false;
};
// kInvalid at "payment.amount", "payment.notice_number", "payment.payee".
Status check_payment(const PaymentNotice& payment);

// A document or an attachment by reference: the library keeps none itself.
inline constexpr std::string_view kDocument = "document";      // an act of the administration
inline constexpr std::string_view kAttachment = "attachment";  // what goes with the text
struct DocumentRef {
  std::string kind;  // empty: an attachment
  std::string name;
  std::string reference;  // a link, or a code of the host's document system
  std::string media_type;
  std::optional<std::int64_t> size_bytes;
  std::string sha256;  // 64 hexadecimal digits, or empty
};
// kInvalid at "documents[i].member"; kLimit at "documents".
Status check_documents(const std::vector<DocumentRef>& documents);

// A link that may stand in a notice: https or http, mailto or tel, no blanks, no credentials.
Status check_link(std::string_view url, std::string_view field);

// A language tag such as "it" or "de-AT", in lower case before the hyphen: kInvalid at `field`.
Result<std::string> read_language(std::string_view text, std::string_view field);

}  // namespace pmm::model
