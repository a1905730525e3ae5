#include <gtest/gtest.h>

#include "exchange/people_table.hpp"

namespace pmm::exchange {
namespace {

Column& column(TableBuilder& builder, std::size_t at) { return builder.table().columns[at]; }

TEST(PeopleTable, NamesStandForCodesAndCodesBehind) {
  TableBuilder builder({{"service", Type::kText, "", true}, {"count", Type::kInt64}});
  for (const char* code : {"b", "a", "c", "x"})
    builder.text(code), builder.integer(1), builder.end_row();
  ColumnNote& note = column(builder, 0).note;
  note.role = Role::kDimension;
  note.title_it = "Servizio";
  note.names = std::make_shared<const CodeNames>(
      CodeNames{{"a", "Visure"}, {"b", "Visure"}, {"c", "Mensa"}, {"x", ""}});
  const TablePtr table = builder.finish().value();
  const TablePtr told = people_table(table, "it");
  ASSERT_EQ(told->columns.size(), 3U);
  EXPECT_EQ(told->columns[0].text_at(0), "Visure (b)");
  EXPECT_EQ(told->columns[0].text_at(1), "Visure (a)");
  EXPECT_EQ(told->columns[0].text_at(2), "Mensa");
  EXPECT_EQ(told->columns[0].text_at(3), "x");
  EXPECT_EQ(told->columns[2].text_at(0), "b");
  EXPECT_EQ(told->columns[2].note.title_it, "Servizio (codice)");
  EXPECT_EQ(told->columns[2].note.role, Role::kPlain);
}

TEST(PeopleTable, WhatIsInAnotherLanguageIsLeftOut) {
  TableBuilder builder({{"code", Type::kText}, {"en", Type::kText}, {"it", Type::kText}});
  builder.text("1"), builder.text("one"), builder.text("uno"), builder.end_row();
  column(builder, 0).note.behind = true;
  column(builder, 1).note.language = "en";
  column(builder, 2).note.language = "it";
  const TablePtr table = builder.finish().value();
  const TablePtr told = people_table(table, "");
  ASSERT_EQ(told->columns.size(), 2U);
  EXPECT_EQ(told->columns[0].text_at(0), "one");
  EXPECT_EQ(told->columns[1].text_at(0), "1");
  EXPECT_EQ(people_table(table, "it")->columns[0].text_at(0), "uno");
}

TEST(PeopleTable, WhatNeedsNothingStaysAsItIs) {
  TableBuilder builder({{"service", Type::kText, "", true}});
  builder.text("a"), builder.end_row();
  column(builder, 0).note.names = std::make_shared<const CodeNames>(CodeNames{{"a", "a"}});
  const TablePtr table = builder.finish().value();
  EXPECT_EQ(people_table(table, "it"), table);
}

}  // namespace
}  // namespace pmm::exchange
