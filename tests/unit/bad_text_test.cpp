// Group B of tests/threats.md, by number: texts and numbers that are wrong, odd or too long, as
// they come through the public functions. B15 is about texts of Python and has its place there.
#include <array>
#include <clocale>
#include <vector>

#include "bad_input_world.hpp"

namespace pmm::bad_input {
namespace {

class BadText : public BadInput {
 protected:
  std::int64_t found_by(std::string_view words) {
    pmm_result* rows = nullptr;
    EXPECT_EQ(pmm_find(session_, view(words), 0, nullptr, &rows, nullptr), PMM_OK);
    const std::int64_t count = pmm_result_rows(rows);
    pmm_result_free(rows);
    return count;
  }
  Told create_address(pmm_id subject, const char* kind, std::string_view value) {
    pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
    input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
    input.kind = pmm_string(kind);
    input.value = view(value);
    pmm_id id = 0;
    pmm_error* error = nullptr;
    pmm_address_create(session_, subject, &input, nullptr, &id, &error);
    return told(error);
  }
  Told create_identifier(pmm_id subject, const char* scheme, std::string_view value) {
    pmm_identifier_input input = PMM_IDENTIFIER_INPUT_INIT;
    input.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
    input.scheme = pmm_string(scheme);
    input.value = view(value);
    pmm_id id = 0;
    pmm_error* error = nullptr;
    pmm_identifier_create(session_, subject, &input, nullptr, &id, &error);
    return told(error);
  }
};

TEST_F(BadText, B1_NulInsideATextIsRefusedWithItsOffset) {
  const Told name = create_subject(std::string_view("Maria\0Rossi", 11));
  EXPECT_EQ(name.code, PMM_E_INVALID);
  EXPECT_EQ(name.field, "input.name");
  EXPECT_EQ(name.offset, "5");
  const Told note = create_subject("Maria", std::string_view("\0", 1));
  EXPECT_EQ(note.code, PMM_E_INVALID);
  EXPECT_EQ(note.field, "input.note");
  EXPECT_EQ(note.offset, "0");
  EXPECT_EQ(query(R"({"measures": ["cases.count"], "filters": [
      {"member": "cases.service", "operator": "equals", "values": ["a\u0000b"]}]})")
                .code,
            PMM_E_INVALID);
  EXPECT_EQ(fact("subjects"), 0);
}

TEST_F(BadText, B2_InvalidUtf8IsRefusedWithItsOffset) {
  for (const std::string_view bytes : {"\xC0\xAF", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80",
                                       "\xE2\x82", "\xE0\x80\xAF", "\xF4\x90\x80\x80", "\x80"}) {
    const Told refused = create_subject("Via " + std::string(bytes));
    EXPECT_EQ(refused.code, PMM_E_INVALID);
    EXPECT_EQ(refused.field, "input.name");
    EXPECT_EQ(refused.offset, "4");
  }
  EXPECT_EQ(fact("subjects"), 0);
}

// Only files have a mark of their encoding; in a text it is a character like others.
TEST_F(BadText, B3_MarkOfAnEncodingStaysInATextThatIsNoFile) {
  pmm_id id = 0;
  ASSERT_EQ(create_subject("\uFEFFMaria", {}, &id).code, PMM_OK);
  EXPECT_EQ(subject_text(id, "name"), "\uFEFFMaria");
  EXPECT_EQ(found_by("maria"), 1);
}

TEST_F(BadText, B4_ComposedAndDecomposedLettersAreFoundAlikeAndStoredAsGiven) {
  pmm_id composed = 0;
  pmm_id decomposed = 0;
  ASSERT_EQ(create_subject("Nicol\u00F2 Uno", {}, &composed).code, PMM_OK);
  ASSERT_EQ(create_subject("Nicolo\u0300 Due", {}, &decomposed).code, PMM_OK);
  for (const char* words : {"nicol\u00F2", "nicolo\u0300", "NICOLO"}) EXPECT_EQ(found_by(words), 2);
  EXPECT_EQ(subject_text(composed, "name"), "Nicol\u00F2 Uno");
  EXPECT_EQ(subject_text(decomposed, "name"), "Nicolo\u0300 Due");
}

// Stored as given, found without what nobody sees. How the command shows them: tests/cli.
TEST_F(BadText, B5_CharactersThatNobodySeesAreStoredAndDoNotHideAName) {
  constexpr std::array<const char*, 4> kNames = {"Ma\u202Eria", "Ma\u200Bria", "Ma\u2066ria\u2069",
                                                 "Ma\U000E0041ria"};
  for (const char* name : kNames) {
    pmm_id id = 0;
    ASSERT_EQ(create_subject(name, {}, &id).code, PMM_OK);
    EXPECT_EQ(subject_text(id, "name"), name);
  }
  EXPECT_EQ(found_by("maria"), static_cast<std::int64_t>(kNames.size()));
}

TEST_F(BadText, B6_NoncharactersAndPrivateUseAreAllowed) {
  for (const char* name : {"x\uFFFE", "x\uFFFF", "x\uE000", "x\U0010FFFF"}) {
    pmm_id id = 0;
    ASSERT_EQ(create_subject(name, {}, &id).code, PMM_OK);
    EXPECT_EQ(subject_text(id, "name"), name);
  }
}

// Limits are in bytes, for every field.
TEST_F(BadText, B7_OneLetterWithFiftyThousandMarksIsOverTheLimit) {
  std::string letter = "a";
  for (int i = 0; i < 50'000; ++i) letter += "\u0301";
  const Told name = create_subject(letter);
  EXPECT_EQ(name.code, PMM_E_LIMIT);
  EXPECT_EQ(name.field, "input.name");
  const Told note = create_subject("a", letter);
  EXPECT_EQ(note.code, PMM_E_LIMIT);
  EXPECT_EQ(note.field, "input.note");
  EXPECT_EQ(create_subject("a", letter.substr(0, 65'535)).code, PMM_OK);
}

TEST_F(BadText, B8_MailsCompareWithoutALocale) {
  pmm_id id = 0;
  ASSERT_EQ(create_subject("Ditta", {}, &id).code, PMM_OK);
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "tr_TR.UTF-8");  // where there is such a locale
  EXPECT_EQ(create_address(id, "email", "INFO@CITTA.IT").code, PMM_OK);
  EXPECT_EQ(create_address(id, "email", "info@citta.it").code, PMM_E_CONFLICT);
  EXPECT_EQ(create_address(id, "email", "info@stra\u00DFe.de").code, PMM_OK);
  EXPECT_EQ(create_address(id, "email", "info@STRASSE.de").code, PMM_E_CONFLICT);
  std::setlocale(LC_ALL, before.c_str());
}

TEST_F(BadText, B9_FiscalCodesAreCheckedAndVariantsOfTheSamePersonMeet) {
  pmm_id id = 0;
  pmm_id other = 0;
  ASSERT_EQ(create_subject("Uno", {}, &id).code, PMM_OK);
  ASSERT_EQ(create_subject("Due", {}, &other).code, PMM_OK);
  const Told swapped = create_identifier(id, "codice_fiscale", "RSSMRA85MO1H501Q");  // O for 0
  EXPECT_EQ(swapped.code, PMM_E_INVALID);
  EXPECT_EQ(swapped.field, "value");
  EXPECT_EQ(create_identifier(id, "codice_fiscale", "RSSMRA85M01H501A").code, PMM_E_INVALID);
  EXPECT_EQ(create_identifier(id, "codice_fiscale", "rssmra85m01h501q").code, PMM_OK);
  EXPECT_EQ(create_identifier(other, "codice_fiscale", "RSSMRA85M01H501Q").code, PMM_E_CONFLICT);
}

TEST_F(BadText, B10_NumbersAreExactOrRefused) {
  const auto filter = [&](const std::string& value) {
    return query(R"({"measures": ["visits.count"], "filters": [
        {"member": "visits.status", "operator": "equals", "values": [)" +
                 value + "]}]}");
  };
  EXPECT_EQ(filter("200").code, PMM_OK);
  for (const char* value : {"9223372036854775808", "-9223372036854775809",
                            "100000000000000000000000000", "1e400", "NaN", "Infinity", "-", "01"})
    EXPECT_EQ(filter(value).code, PMM_E_INVALID) << value;
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  service.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_ATTRIBUTES;
  service.code = service.name = pmm_string("roads");
  service.attributes = pmm_string(R"([{"code": "n", "datatype": "number"}])");
  pmm_id service_id = 0;
  ASSERT_EQ(pmm_service_create(session_, &service, nullptr, &service_id, nullptr), PMM_OK);
  const auto attribute = [&](const std::string& value, std::string& stored) {
    pmm_case_input input = PMM_CASE_INPUT_INIT;
    const std::string json = "{\"n\": " + value + "}";
    input.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_ATTRIBUTES;
    input.kind = pmm_string("report");
    input.service = service_id;
    input.attributes = view(json);
    pmm_id id = 0;
    const pmm_status status = pmm_case_create(session_, &input, nullptr, &id, nullptr);
    if (status != PMM_OK) return status;
    pmm_result* row = nullptr;
    EXPECT_EQ(pmm_case_get(session_, id, nullptr, &row, nullptr), PMM_OK);
    stored = pmm_result_text(row, 0, pmm_result_find_column(row, pmm_string("attributes"))).data;
    pmm_result_free(row);
    return status;
  };
  std::string stored;
  EXPECT_EQ(attribute("9007199254740992", stored), PMM_OK);
  EXPECT_NE(stored.find("9007199254740992"), std::string::npos) << stored;
  for (const char* value : {"9007199254740993", "9223372036854775808", "1e400", "NaN",
                            "123456789012345678901234567890"})
    EXPECT_EQ(attribute(value, stored), PMM_E_INVALID) << value;
}

TEST_F(BadText, B12_LinesHaveNoLineEndsAndNoTabs) {
  for (const char* name : {"a\rb", "a\nb", "a\tb", "a\x7F", "a\x1B[31m"}) {
    const Told refused = create_subject(name);
    EXPECT_EQ(refused.code, PMM_E_INVALID);
    EXPECT_EQ(refused.field, "input.name");
    EXPECT_EQ(refused.offset, "1");
  }
  EXPECT_EQ(create_subject("a", "two\nlines\tof a note").code, PMM_OK);
}

TEST_F(BadText, B13_MailsThatBreakMailersAreRefused) {
  pmm_id id = 0;
  ASSERT_EQ(create_subject("Ditta", {}, &id).code, PMM_OK);
  for (const std::string& mail : {std::string("\"a b\"@c.it"), std::string(250, 'a') + "@b.it",
                                  std::string("a@b"), std::string("a@[127.0.0.1]"),
                                  std::string("-oQ/tmp@c.it"), std::string("a@c.it\r\nBcc: x")}) {
    const Told refused = create_address(id, "email", mail);
    EXPECT_EQ(refused.code, PMM_E_INVALID) << mail;
    EXPECT_EQ(refused.field, "value") << mail;
  }
  // Names of domains in other scripts are kept as they are: whether two look alike is for people.
  EXPECT_EQ(create_address(id, "email", "a@\u0441itta.it").code, PMM_OK);
  EXPECT_EQ(create_address(id, "email", "a@citta.it").code, PMM_OK);
}

TEST_F(BadText, B14_PhonesBecomeE164OrAreRefused) {
  pmm_id id = 0;
  ASSERT_EQ(create_subject("Ditta", {}, &id).code, PMM_OK);
  EXPECT_EQ(create_address(id, "phone", "+39 06 1234 5678").code, PMM_OK);
  EXPECT_EQ(create_address(id, "phone", "0612345678").code, PMM_E_CONFLICT);
  for (const char* phone :
       {"+39 06 12345678 ext 4", "+39 06 12345678 int. 4", "06/12345678#4", "callto:06", "+",
        "0039", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666"}) {
    const Told refused = create_address(id, "phone", phone);
    EXPECT_EQ(refused.code, PMM_E_INVALID) << phone;
    EXPECT_EQ(refused.field, "value") << phone;
  }
}

}  // namespace
}  // namespace pmm::bad_input
