#include <gtest/gtest.h>

#include <string>

#include "exchange/mapping.hpp"

namespace pmm::exchange {
namespace {

Status refused(std::string_view json) {
  auto mapping = parse_mapping(json);
  return mapping.ok() ? Status() : mapping.take_status();
}

// A mapping of cases with one more field.
std::string with(std::string_view field) {
  return R"({"entity":"cases","columns":{"service":"S","opened_at":"O",)" + std::string(field) +
         "}}";
}

TEST(ExchangeMapping, ReadsEverything) {
  const auto mapping = parse_mapping(R"({
    "entity": "subjects", "delimiter": ";", "encoding": "windows-1252", "timezone": "Europe/Rome",
    "decimal": ",", "key": "identifiers.codice_fiscale", "on_error": "stop", "atomic": true,
    "columns": {
      "kind": {"value": "person"},
      "family_name": "COGNOME",
      "born_on": {"column": "NATO", "format": "%d/%m/%Y", "map": {"ND": null, "x": "01/01/1900"},
                  "default": "02/01/1900"},
      "identifiers": {"codice_fiscale": "CF", "spid_code": {"column": "SPID", "default": null}},
      "addresses": {"email": "MAIL", "phone": ["TEL", {"column": "CELL"}]}
    }})");
  ASSERT_TRUE(mapping.ok()) << mapping.status().field() << ": " << mapping.status().message();
  EXPECT_EQ(mapping->entity, Entity::kSubjects);
  EXPECT_EQ(mapping->format.delimiter, ';');
  EXPECT_EQ(mapping->format.encoding, Encoding::kWindows1252);
  EXPECT_EQ(mapping->zone->name(), "Europe/Rome");
  EXPECT_EQ(mapping->decimal, ',');
  EXPECT_EQ(mapping->on_error, OnError::kStop);
  EXPECT_TRUE(mapping->atomic);
  EXPECT_EQ(mapping->fields.size(), 8U);
  EXPECT_EQ(mapping->find("kind")->spec.constant, "person");
  const ColumnSpec& born = mapping->find("born_on")->spec;
  EXPECT_EQ(born.column, "NATO");
  EXPECT_EQ(born.format, "%d/%m/%Y");
  EXPECT_EQ(born.map.size(), 2U);
  EXPECT_FALSE(born.map[0].to.has_value());
  EXPECT_EQ(born.default_value, "02/01/1900");
  EXPECT_EQ(mapping->find("identifiers.spid_code")->spec.column, "SPID");
  EXPECT_EQ(mapping->find("addresses.phone")->spec.column, "TEL");
  EXPECT_EQ(mapping->find("addresses.fax"), nullptr);
}

TEST(ExchangeMapping, Defaults) {
  const auto mapping =
      parse_mapping(with(R"("kind":"K","subject_key":{"scheme":"spid_code","column":"P"},
                                              "attributes":{"SIZE":"N"})"));
  ASSERT_TRUE(mapping.ok()) << mapping.status().message();
  EXPECT_EQ(mapping->format.delimiter, ',');
  EXPECT_EQ(mapping->format.encoding, Encoding::kUtf8);
  EXPECT_EQ(mapping->zone, nullptr);
  EXPECT_EQ(mapping->on_error, OnError::kCollect);
  EXPECT_FALSE(mapping->atomic);
  EXPECT_EQ(mapping->key, "");
  EXPECT_EQ(mapping->find("subject_key")->code, "spid_code");
  EXPECT_EQ(mapping->find("attributes.SIZE")->spec.column, "N");
}

TEST(ExchangeMapping, WhatIsWrongIsNamedWithItsPath) {
  const struct {
    std::string json;
    const char* field;
    const char* word;
  } cases[] = {
      {R"({"columns":{}})", "entity", "missing"},
      {R"({"entity":"case","columns":{}})", "entity", "cases"},
      {R"({"entity":"cases"})", "columns", "missing"},
      {R"({"entity":"cases","colums":{}})", "colums", "columns"},
      {R"({"entity":"cases","columns":{}})", "columns", "field"},
      {R"({"entity":"cases","columns":{"service":"S"}})", "columns", "opened_at"},
      {R"({"entity":"visits","columns":{"at":"A"}})", "columns", "path"},
      {R"([])", "", "object"},
      {with(R"("opend_at":"X")"), "columns.opend_at", "opened_at"},
      {with(R"("kind":{"colum":"X"})"), "columns.kind.colum", "column"},
      {with(R"("kind":{"value":"report","column":"X"})"), "columns.kind", "alone"},
      {with(R"("kind":{"format":"%Y"})"), "columns.kind", "column"},
      {with(R"("kind":{"column":"X","format":"%Y"})"), "columns.kind.format", "no time"},
      {with(R"("kind":7)"), "columns.kind", "column"},
      {with(R"("kind":{"column":7})"), "columns.kind.column", "string"},
      {with(R"("status":{"column":"X","map":{}})"), "columns.status.map", "entry"},
      {with(R"("status":{"column":"X","map":{"a":[]}})"), "columns.status.map.a", "string"},
      {with(R"("subject_key":"X")"), "columns.subject_key", "scheme"},
      {with(R"("subject_key":{"column":"X"})"), "columns.subject_key", "scheme"},
      {with(R"("subject_key":{"scheme":"A B","column":"X"})"), "columns.subject_key.scheme", ""},
      {with(R"("attributes":{"A":["X"]})"), "columns.attributes.A", "list"},
      {with(R"("attributes":"X")"), "columns.attributes", "object"},
      {R"({"entity":"subjects","columns":{"addresses":{"emial":"X"}}})", "columns.addresses.emial",
       "email"},
      {R"({"entity":"subjects","columns":{"addresses":{"phone":[]}}})", "columns.addresses.phone",
       "list"},
      {R"({"entity":"subjects","columns":{"addresses":{"phone":["A",3]}}})",
       "columns.addresses.phone[1]", ""},
      {R"({"entity":"cases","key":"external_id","columns":{"service":"S"}})", "key", "external_id"},
      {R"({"entity":"cases","key":"service","columns":{"service":"S"}})", "key", "service"},
      {R"({"entity":"cases","key":"external_id","columns":{"external_id":{"value":"1"}}})",
       "columns.external_id", "same"},
      {R"({"entity":"visits","key":"at","columns":{"at":"A","path":"P"}})", "key", "visits"},
      {R"({"entity":"cases","delimiter":"ab","columns":{}})", "delimiter", "ab"},
      {R"({"entity":"cases","delimiter":"\"","columns":{}})", "delimiter", ""},
      {R"({"entity":"cases","delimiter":"\n","columns":{}})", "delimiter", ""},
      {R"({"entity":"cases","encoding":"utf-16","columns":{}})", "encoding", "utf-16"},
      {R"({"entity":"cases","timezone":"Europe/Roma","columns":{}})", "timezone", "Europe/Roma"},
      {R"({"entity":"cases","timezone":"../../etc/passwd","columns":{}})", "timezone", ""},
      {R"({"entity":"cases","decimal":";","columns":{}})", "decimal", ""},
      {R"({"entity":"cases","on_error":"skip","columns":{}})", "on_error", "skip"},
      {R"({"entity":"cases","atomic":"yes","columns":{}})", "atomic", "true"},
  };
  for (const auto& c : cases) {
    const Status status = refused(c.json);
    EXPECT_EQ(status.code(), Code::kInvalid) << c.json;
    EXPECT_EQ(status.field(), c.field) << c.json << ": " << status.message();
    EXPECT_NE(status.message().find(c.word), std::string::npos) << status.message();
  }
}

TEST(ExchangeMapping, C1_DeepNesting) {
  EXPECT_EQ(refused(std::string(100'000, '[')).code(), Code::kLimit);
}

TEST(ExchangeMapping, C2_ManyKeys) {
  std::string map = "{";
  for (int i = 0; i < 50'000; ++i) map += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"x\"";
  const auto mapping = parse_mapping(with(R"("category":{"column":"C","map":)" + map + "}}"));
  ASSERT_TRUE(mapping.ok()) << mapping.status().message();
  EXPECT_EQ(mapping->find("category")->spec.map.size(), 50'000U);
}

TEST(ExchangeMapping, C3_DuplicateKeys) {
  const Status status = refused(R"({"entity":"cases","columns":{"service":"a","service":"b"}})");
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.field(), "columns.service");
}

TEST(ExchangeMapping, C5_TrailingBytes) {
  EXPECT_EQ(refused(with(R"("kind":"K")") + "x").code(), Code::kInvalid);
  EXPECT_EQ(refused(with(R"("kind":"K")") + "{}").code(), Code::kInvalid);
  EXPECT_TRUE(refused(with(R"("kind":"K")") + " \n").ok());
  EXPECT_EQ(refused("").code(), Code::kInvalid);
}

}  // namespace
}  // namespace pmm::exchange
