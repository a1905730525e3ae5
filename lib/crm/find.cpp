#include "crm/find.hpp"

#include <algorithm>
#include <optional>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/find_row.hpp"
#include "crm/find_sql.hpp"
#include "model/address.hpp"
#include "model/case.hpp"
#include "model/identifier.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::int32_t kDefaultRows = 20;
constexpr std::int32_t kMostRows = 100;
// Codes, phone numbers and numbers are looked for by their beginning from this length on.
constexpr std::size_t kShortestPrefix = 6;
constexpr std::string_view kExternalScheme = "external_id";

const Columns kFindColumns{{"kind", Type::kText},     {"id", Type::kInt64},
                           {"subject", Type::kInt64}, {"title", Type::kText},
                           {"detail", Type::kText},   {"value", Type::kText}};

using text::is_digit;

// One search. Each by_…() adds what it finds, as long as there is room.
class Finder {
 public:
  Finder(const Reading& reading, std::string_view text, std::size_t limit)
      : reading_(reading), text_(text) {
    findings_.limit = limit;
    // Who is one subject, or acts for one, looks among what that one has.
    const bool all = model::reach(reading.plan, Action::kRead, Noun::kSubject).all;
    only_ = all ? 0 : reading.plan.self();
    const auto sees = [&](model::FieldGroup group, Noun noun) {
      if (all) return model::reaches_every(reading.plan, model::bit(group), noun);
      return only_ != 0 && model::sees(reading.plan, group, noun, {only_});
    };
    sees_subjects_ = sees(model::FieldGroup::kIdentity, Noun::kSubject);
    sees_identifiers_ = sees_subjects_ && sees(model::FieldGroup::kIdentity, Noun::kIdentifier);
    sees_addresses_ = sees_subjects_ && sees(model::FieldGroup::kContactData, Noun::kAddress);
    sees_summaries_ = model::sees_always(reading.plan, model::FieldGroup::kSensitive, Noun::kCase);
    for (const char c : text)
      if (c != ' ') compact_ += c;
    single_ = compact_.size() == text.size();
    digits_ = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
  }

  Status run() {
    PMM_TRY(by_scheme());
    // Two words without any digit are a name and nothing else.
    if (single_ || digits_ != 0) {
      PMM_TRY(by_exact_key(text_));
      PMM_TRY(by_address());
      PMM_TRY(by_prefix());
    }
    if (sees_subjects_) PMM_TRY(find_names(reading_, text_, only_, findings_));
    return {};
  }

  Result<TablePtr> table() const {
    TableBuilder builder(kFindColumns);
    for (const Findings::Row& row : findings_.rows) {
      builder.text(row.is_case ? "case" : "subject");
      builder.integer(row.id);
      if (row.subject == 0)
        builder.null();
      else
        builder.integer(row.subject);
      builder.text(row.title);
      builder.text(row.detail);
      builder.text(row.value);
      builder.end_row();
    }
    return builder.finish();
  }

 private:
  Status add_subjects(store::Statement& find) {
    while (!findings_.full()) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      const std::int64_t id = find.int_at(0);
      findings_.add({false, id, id, find.string_at(1), find.string_at(2), find.string_at(3)});
    }
    return {};
  }

  // Cases whose number, protocol or external id lies in [from, to).
  Status add_cases(const char* statement, const std::string& from, const std::string& to,
                   const char* detail) {
    if (findings_.full()) return {};
    std::vector<List::Value> values{from, to, findings_.room()};
    std::string filled = statement;
    filled.replace(filled.find("{}"), 2, access_condition(reading_.plan, Noun::kCase, values));
    PMM_ASSIGN(auto find, reading_.db.prepare(filled));
    PMM_TRY(bind_values(find, values));
    while (!findings_.full()) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      std::string title = find.string_at(2);
      if (sees_summaries_ && !find.is_null(3)) title += ' ' + find.string_at(3);
      findings_.add(
          {true, find.int_at(0), find.int_at(1), std::move(title), detail, find.string_at(4)});
    }
    return {};
  }
  // The one text itself: nothing that may be stored lies between it and the bound.
  Status add_cases_of(const char* statement, const std::string& value, const char* detail) {
    return add_cases(statement, value, value + '\x01', detail);
  }

  Status by_identifier(std::string_view match_key, std::string_view scheme) {
    if (findings_.full() || !sees_identifiers_) return {};
    PMM_ASSIGN(auto find, reading_.db.prepare(sql::kFindByIdentifier));
    find.bind(1, match_key).bind(2, only_).bind(3, scheme).bind(4, findings_.room());
    return add_subjects(find);
  }

  Status by_external(std::string_view key) {
    if (findings_.full()) return {};
    if (sees_subjects_) {
      PMM_ASSIGN(auto find, reading_.db.prepare(sql::kFindByExternal));
      PMM_TRY(add_subjects(find.bind(1, key).bind(2, only_)));
    }
    return add_cases_of(sql::kFindCaseExternal, std::string(key), "external_id");
  }

  // "scheme:value". What is not one is found, if at all, by what follows.
  Status by_scheme() {
    const std::size_t colon = text_.find(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view scheme = text::trim(text_.substr(0, colon));
    const std::string_view value = text::trim(text_.substr(colon + 1));
    if (scheme == kExternalScheme) return by_external(value);
    const auto identifier = model::parse_identifier(scheme, value, "text");
    return identifier.ok() ? by_identifier(identifier.value().match_key, scheme) : Status();
  }

  Status by_exact_key(std::string_view key) {
    PMM_TRY(by_external(key));
    const auto number = model::parse_case_number(key, "text");
    if (number.ok())
      PMM_TRY(add_cases_of(sql::kFindCaseNumber,
                           model::format_case_number(number.value().kind, number.value().year,
                                                     number.value().number),
                           "number"));
    PMM_TRY(add_cases_of(sql::kFindCaseProtocol, std::string(key), "protocol"));
    // A code is compared as it was typed, as codes are mostly written, and by the rules of the two
    // that everybody has.
    std::vector<std::string> keys{std::string(key)};
    const auto also = [&](std::string other) {
      if (std::find(keys.begin(), keys.end(), other) == keys.end())
        keys.push_back(std::move(other));
    };
    also(text::ascii_upper(compact_));
    for (const std::string_view scheme : {model::kSchemeCodiceFiscale, model::kSchemePartitaIva}) {
      const auto identifier = model::parse_identifier(scheme, key, "text");
      if (identifier.ok()) also(identifier.value().match_key);
    }
    for (const std::string& one : keys) PMM_TRY(by_identifier(one, ""));
    return {};
  }

  Status by_address_prefix(const std::string& prefix, std::string_view kind,
                           std::string_view other_kind) {
    if (findings_.full() || !sees_addresses_) return {};
    PMM_ASSIGN(auto find, reading_.db.prepare(sql::kFindByAddress));
    find.bind(1, std::string_view(prefix)).bind(2, std::string_view(behind_prefix(prefix)));
    find.bind(3, kind).bind(4, other_kind).bind(5, only_).bind(6, findings_.room());
    return add_subjects(find);
  }

  Status by_address() {
    if (single_ && (text_.find('@') != std::string_view::npos || text_.size() >= kShortestPrefix))
      PMM_TRY(by_address_prefix(text::fold(text_), model::kAddressEmail, model::kAddressPec));
    constexpr std::string_view kPhoneCharacters = "0123456789 +.-/()";
    if (digits_ < kShortestPrefix ||
        text_.find_first_not_of(kPhoneCharacters) != std::string_view::npos)
      return {};
    const auto whole = model::parse_phone(text_, "text");
    if (whole.ok())
      PMM_TRY(by_address_prefix(whole.value().key, model::kAddressPhone, model::kAddressPhone));
    std::string digits;
    std::copy_if(text_.begin(), text_.end(), std::back_inserter(digits), is_digit);
    const bool international = text_.front() == '+' || digits.compare(0, 2, "00") == 0;
    if (international && text_.front() != '+') digits.erase(0, 2);
    for (const char* before : {"+", "+39"}) {
      const bool fits = international == (std::string_view(before) == "+") ||
                        (!international && digits.compare(0, 2, "39") == 0);
      if (fits)
        PMM_TRY(by_address_prefix(before + digits, model::kAddressPhone, model::kAddressPhone));
    }
    return {};
  }

  Status by_identifier_prefix(const std::string& prefix) {
    if (findings_.full() || !sees_identifiers_) return {};
    PMM_ASSIGN(auto find, reading_.db.prepare(sql::kFindByIdentifierPrefix));
    find.bind(1, std::string_view(prefix)).bind(2, std::string_view(behind_prefix(prefix)));
    find.bind(3, only_).bind(4, findings_.room());
    return add_subjects(find);
  }

  Status by_prefix() {
    if (compact_.size() < kShortestPrefix) return {};
    const std::string upper = text::ascii_upper(compact_);
    PMM_TRY(by_identifier_prefix(upper));
    if (compact_ != upper) PMM_TRY(by_identifier_prefix(std::string(text_)));
    const std::string undone = without_omocodia(upper);
    if (undone != upper) PMM_TRY(by_identifier_prefix(undone));
    PMM_TRY(add_cases(sql::kFindCaseNumber, upper, behind_prefix(upper), "number"));
    const std::string typed(text_);
    return add_cases(sql::kFindCaseProtocol, typed, behind_prefix(typed), "protocol");
  }

  // The beginning of a codice fiscale as it would be without letters in the place of digits: what
  // a code is kept under.
  static std::string without_omocodia(std::string code) {
    constexpr std::string_view kLetters = "LMNPQRSTUV";
    if (code.size() > 16 ||
        !std::all_of(code.begin(), code.begin() + kShortestPrefix, text::is_upper))
      return code;
    for (const std::size_t place : {6U, 7U, 9U, 10U, 12U, 13U, 14U}) {
      if (place >= code.size()) break;
      const std::size_t digit = kLetters.find(code[place]);
      if (digit != std::string_view::npos) code[place] = static_cast<char>('0' + digit);
    }
    return code;
  }

  const Reading& reading_;
  std::string_view text_;
  std::string compact_;  // without blanks
  bool single_ = false;  // one word
  bool sees_subjects_ = false, sees_identifiers_ = false, sees_addresses_ = false,
       sees_summaries_ = false;
  std::size_t digits_ = 0;
  std::int64_t only_ = 0;
  Findings findings_;
};

}  // namespace

Result<TablePtr> find_anything(const Reading& reading, std::string_view text, std::int32_t limit) {
  if (limit < 0 || limit > kMostRows)
    return Status::limit(
        "limit", std::to_string(limit) + " rows are outside 1 to " + std::to_string(kMostRows));
  PMM_TRY(text::check_line(text, "text", limits::kNameBytes));
  const std::string_view wanted = text::trim(text);
  if (wanted.empty()) return Status::invalid("text", "there is nothing to look for");
  Finder finder(reading, wanted, static_cast<std::size_t>(limit == 0 ? kDefaultRows : limit));
  PMM_TRY(finder.run());
  PMM_ASSIGN(TablePtr found, finder.table());
  note_seen(reading, *found, "find");
  return found;
}

}  // namespace pmm::crm
