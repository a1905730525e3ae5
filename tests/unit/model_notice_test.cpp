#include "model/notice.hpp"

#include <gtest/gtest.h>

#include "model/case.hpp"
#include "model/notice_template.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

const Zone& napoli() {
  static const auto zone = std::move(Zone::load("Europe/Rome")).value();
  return *zone;
}

TEST(ModelNotice, PaymentIsWhatAppIoTakes) {
  const PaymentNotice good{1250, "302000000000000017", "80014890638", true};
  EXPECT_TRUE(check_payment(good).ok());
  const auto refused = [&](auto change) {
    PaymentNotice payment = good;
    change(payment);
    return check_payment(payment).field();
  };
  EXPECT_EQ(refused([](PaymentNotice& p) { p.amount = 0; }), "payment.amount");
  EXPECT_EQ(refused([](PaymentNotice& p) { p.amount = 10'000'000'000; }), "payment.amount");
  EXPECT_EQ(refused([](PaymentNotice& p) { p.notice_number = "402000000000000017"; }),
            "payment.notice_number");
  EXPECT_EQ(refused([](PaymentNotice& p) { p.notice_number = "30200000000000001"; }),
            "payment.notice_number");
  EXPECT_EQ(refused([](PaymentNotice& p) { p.notice_number.clear(); }), "payment.notice_number");
  EXPECT_EQ(refused([](PaymentNotice& p) { p.payee = "8001489063X"; }), "payment.payee");
}

TEST(ModelNotice, DocumentsAreReferences) {
  const DocumentRef good{"document",        "Verbale.pdf", "https://doc.example/7",
                         "application/pdf", 1200,          std::string(64, 'a')};
  EXPECT_TRUE(check_documents({good, {"", "Foto", "urn:foto:12", "", std::nullopt, ""}}).ok());
  const auto refused = [&](auto change) {
    DocumentRef document = good;
    change(document);
    return check_documents({good, document}).field();
  };
  EXPECT_EQ(refused([](DocumentRef& d) { d.kind = "picture"; }), "documents[1].kind");
  EXPECT_EQ(refused([](DocumentRef& d) { d.name.clear(); }), "documents[1].name");
  EXPECT_EQ(refused([](DocumentRef& d) { d.reference.clear(); }), "documents[1].reference");
  EXPECT_EQ(refused([](DocumentRef& d) { d.reference = "https://a:b@c/"; }),
            "documents[1].reference");
  for (const char* bad : {"file:///etc/passwd", "javascript:alert(1)", " JavaScript:alert(1)",
                          "data:text/html,x", "ftp://host/x", "//host/x", "https://", "file:x"})
    EXPECT_EQ(refused([bad](DocumentRef& d) { d.reference = bad; }), "documents[1].reference")
        << bad;
  for (const char* good_one :
       {"https://host/a.pdf", "HTTP://host/a.pdf", "urn:foto:12", "A-12", "dms:7/12", "data-12"})
    EXPECT_EQ(refused([good_one](DocumentRef& d) { d.reference = good_one; }), "") << good_one;
  EXPECT_EQ(refused([](DocumentRef& d) { d.size_bytes = -1; }), "documents[1].size_bytes");
  EXPECT_EQ(refused([](DocumentRef& d) { d.sha256 = "abc"; }), "documents[1].sha256");
  EXPECT_EQ(check_documents(std::vector<DocumentRef>(101, good)).code(), Code::kLimit);
}

TEST(ModelNotice, LinksAreOfSafeSchemes_E6) {
  for (const char* good : {"https://comune.example/paga?a=1&b=2", "HTTP://x", "mailto:a@b.example",
                           "tel:+390817951111"})
    EXPECT_TRUE(check_link(good, "url").ok()) << good;
  for (const char* bad : {"", "javascript:alert(1)", "data:text/html,x", "https:", "https://",
                          "//x", "https://a b", "https://u:p@x/", "java\nscript:x", "x"})
    EXPECT_EQ(check_link(bad, "url").field(), "url") << bad;
}

TEST(ModelNotice, LanguagesAreTags) {
  EXPECT_EQ(*read_language("IT", "language"), "it");
  EXPECT_EQ(*read_language("de-at", "language"), "de-AT");
  for (const char* bad : {"", "i", "italiano", "it_IT", "it-", "it-ITA", "1t"})
    EXPECT_EQ(read_language(bad, "language").status().field(), "language") << bad;
  EXPECT_EQ(language_fallback("de-AT"), (std::vector<std::string>{"de-AT", "de", "it", "en"}));
  EXPECT_EQ(language_fallback("en"), (std::vector<std::string>{"en", "it"}));
}

NoticeTemplate reminder() {
  return {"it",
          "Rata per {{name}}",
          "Gentile {{name}},\n\n- Importo: {{amount}}\n- Entro: {{due}}\n- Nota: {{note}}\n\n"
          "[Paga]({{link}})",
          {{"name"},
           {"amount", PlaceholderType::kMoney},
           {"due", PlaceholderType::kDate},
           {"note", PlaceholderType::kText, false},
           {"link", PlaceholderType::kUrl, false}}};
}

PlaceholderValues rate() {
  return {{"name", std::string("Anna Esposito")},
          {"amount", std::int64_t{123'450}},
          {"due", std::int64_t{day("2026-03-12")}}};
}

TEST(ModelNotice, ValuesStandInTheirPlaces) {
  const auto text = render(reminder(), rate(), napoli());
  ASSERT_TRUE(text.ok()) << text.status().message();
  EXPECT_EQ(text->title, "Rata per Anna Esposito");
  // The lines of what was not given are left out.
  EXPECT_EQ(text->body, "Gentile Anna Esposito,\n\n- Importo: 1.234,50 €\n- Entro: 12 marzo 2026");
  NoticeTemplate english = reminder();
  english.language = "en";
  PlaceholderValues values = rate();
  values["link"] = std::string("https://x.example/a_(b)?c=1&copy;");
  EXPECT_EQ(render(english, values, napoli())->body,
            "Gentile Anna Esposito,\n\n- Importo: €1,234.50\n- Entro: 12 March 2026\n\n"
            "[Paga](https://x.example/a_%28b%29?c=1&copy%3B)");
}

TEST(ModelNotice, AValueIsNeverReadAsTemplateOrMarkdown_E7) {
  PlaceholderValues values = rate();
  values["name"] = std::string("{{amount}} **x** <img src=x onerror=1> [a](javascript:b)\r\n# H");
  const auto text = render(reminder(), values, napoli());
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->title, "Rata per {{amount}} **x** <img src=x onerror=1> [a](javascript:b) # H");
  EXPECT_EQ(text->body.substr(0, text->body.find("\n\n")),
            "Gentile {{amount}} \\*\\*x\\*\\* \\<img src=x onerror=1\\> "
            "\\[a\\](javascript:b)\\\n\\# H,");
}

TEST(ModelNotice, WhatIsMissingOrOfAnotherTypeIsNamed) {
  const auto refused = [](auto change) {
    PlaceholderValues values = rate();
    change(values);
    return render(reminder(), values, napoli()).status().field();
  };
  using V = PlaceholderValues;
  EXPECT_EQ(refused([](V& v) { v.erase("due"); }), "data.due");
  EXPECT_EQ(refused([](V& v) { v["name"] = std::string("  "); }), "data.name");
  EXPECT_EQ(refused([](V& v) { v["amount"] = std::string("12"); }), "data.amount");
  EXPECT_EQ(refused([](V& v) { v["name"] = std::int64_t{1}; }), "data.name");
  EXPECT_EQ(refused([](V& v) { v["due"] = std::int64_t{1} << 40; }), "data.due");
  EXPECT_EQ(refused([](V& v) { v["link"] = std::string("javascript:x"); }), "data.link");
  EXPECT_EQ(refused([](V& v) { v["amuont"] = std::int64_t{1}; }), "data.amuont");
  EXPECT_EQ(refused([](V& v) { v["name"] = std::string("a\xff"); }), "data.name");
}

TEST(ModelNotice, TemplatesHaveRules) {
  const auto refused = [](auto change) {
    NoticeTemplate source = reminder();
    change(source);
    return check_template(source).field();
  };
  using T = NoticeTemplate;
  EXPECT_EQ(refused([](T&) {}), "");
  EXPECT_EQ(refused([](T& t) { t.title = " "; }), "title");
  EXPECT_EQ(refused([](T& t) { t.title = "a\nb"; }), "title");
  EXPECT_EQ(refused([](T& t) { t.body.clear(); }), "body");
  EXPECT_EQ(refused([](T& t) { t.body += "{{other}}"; }), "body");
  EXPECT_EQ(refused([](T& t) { t.body += "{{name"; }), "body");
  EXPECT_EQ(refused([](T& t) { t.body += "{{Na me}}"; }), "body");
  EXPECT_EQ(refused([](T& t) { t.placeholders[1].name = "9"; }), "placeholders[1].name");
  EXPECT_EQ(refused([](T& t) { t.placeholders[1].name = "name"; }), "placeholders[1].name");
  EXPECT_EQ(refused([](T& t) { t.placeholders.resize(101); }), "placeholders");
}

TEST(ModelNotice, MarkdownIsEscapedWhereItWouldMeanSomething) {
  EXPECT_EQ(escape_markdown("Sig. D'Amico - int. 3"), "Sig. D'Amico - int. 3");
  EXPECT_EQ(escape_markdown("1. a\n12) b\n-c\n=\n> q\n    code"),
            "1\\. a\\\n12\\) b\\\n\\-c\\\n\\=\\\n\\> q\\\ncode");
  EXPECT_EQ(escape_markdown("a_b `c` \\ | & ~~d~~ !"),
            "a\\_b \\`c\\` \\\\ \\| \\& \\~\\~d\\~\\~ !");
  EXPECT_EQ(escape_markdown("http://x www.y.z"), "http\\://x www\\.y\\.z");
  EXPECT_EQ(escape_markdown("evil.ba, 3.14 e. B."), "evil\\.ba, 3.14 e. B.");
  EXPECT_EQ(escape_markdown("\n\n a \n\n\t b\n"), "a\\\nb");
  EXPECT_EQ(escape_markdown(""), "");
}

TEST(ModelNotice, NumbersAndDatesAreOfTheLanguage) {
  EXPECT_EQ(format_money(5, "it"), "0,05 €");
  EXPECT_EQ(format_money(-5, "it"), "-0,05 €");
  EXPECT_EQ(format_money(-123'456'789, "en"), "€-1,234,567.89");
  EXPECT_EQ(format_whole(std::numeric_limits<std::int64_t>::min(), "it"),
            "-9.223.372.036.854.775.808");
  EXPECT_EQ(format_whole(999, "it"), "999");
  EXPECT_EQ(format_long_date(day("2007-01-01"), "it"), "1 gennaio 2007");
  EXPECT_EQ(format_long_date(day("2007-01-01"), "de"), "2007-01-01");
}

TEST(ModelNotice, WhatIsBuiltInHoldsToTheRulesAndKnowsEveryWord) {
  for (const char* language : {"it", "en", "de"}) {
    for (const auto shape :
         {NoticeShape::kOpened, NoticeShape::kMoved, NoticeShape::kNoted, NoticeShape::kMessage,
          NoticeShape::kRequest, NoticeShape::kWithdrawn, NoticeShape::kBooking})
      EXPECT_TRUE(check_template(built_in_template(shape, language)).ok());
    for (const std::string_view kind : case_kinds()) {
      EXPECT_NE(kind_words(kind, language), kind);
      if (std::string_view(language) == "en") continue;
      for (const std::string_view state : states(kind))
        EXPECT_NE(state_words(state, language), state);
    }
    for (const char* state :
         {"held", "requested", "confirmed", "refused", "cancelled", "expired", "done", "missed"}) {
      if (std::string_view(language) == "en") continue;
      EXPECT_NE(booking_words(state, language), state);
    }
    for (const std::string_view outcome : case_outcomes()) {
      if (std::string_view(language) == "en") continue;
      EXPECT_NE(outcome_words(outcome, language), outcome);
    }
  }
}

TEST(ModelNotice, TextsAboutAMoveSayFromWhereToWhereAndWhy) {
  NoticeTemplate source{"it", "x", "{{old_state}} {{new_state}} {{note}}",
                        own_placeholders("case")};
  EXPECT_TRUE(check_template(source).ok());
  for (const char* code : {"case", "case.reject", "case.create", "case.resolve"})
    EXPECT_TRUE(check_own_template(code, source).ok()) << code;
  for (const char* code : {"case.rejekt", "case.", "message.x", "message."})
    EXPECT_EQ(check_own_template(code, source).field(), "code") << code;
  source.body = "{{old_state}} {{new_state}}";
  EXPECT_EQ(check_own_template("case", source).field(), "body");
  EXPECT_TRUE(check_own_template("message.request", source).ok());
  source = {"it", "x", "{{new_state}} {{starts}}", own_placeholders("appointment")};
  EXPECT_TRUE(check_template(source).ok());
  for (const char* code : {"appointment", "appointment.move", "appointment.expire"})
    EXPECT_TRUE(check_own_template(code, source).ok()) << code;
  for (const char* code : {"appointment.", "appointment.hold"})
    EXPECT_EQ(check_own_template(code, source).field(), "code") << code;
  source.body = "{{new_state}} {{old_starts}}";
  EXPECT_EQ(check_own_template("appointment.move", source).field(), "body");
  EXPECT_TRUE(is_own_code("case.x"));
  EXPECT_FALSE(is_own_code("cases"));
}

}  // namespace
}  // namespace pmm::model
