#include "analytics_fixture.hpp"

// Attributes of cases that services declare as dimensions.
namespace pmm::analytics {
namespace {

class AnalyticsAttributesTest : public EngineTest {
 protected:
  static Status declare(store::Tx& tx, std::int64_t service, const Bound& definitions) {
    PMM_TRY(run(tx, "UPDATE services SET attributes = $2 WHERE id = $1", {service, definitions}));
    return journal(tx, "update", store::Noun::kService, service, "attributes");
  }
  static Status add_case(store::Tx& tx, std::int64_t id, std::int64_t service,
                         const Bound& attributes) {
    PMM_TRY(put(tx, {.id = id, .service = service}));
    return run(tx, "UPDATE cases SET attributes = $2 WHERE id = $1", {id, attributes});
  }
  static std::string definition(const std::string& code, const std::string& datatype,
                                bool dimension = true) {
    return R"({"code":")" + code + R"(","datatype":")" + datatype + R"(","description":"The )" +
           code + R"(","dimension":)" + (dimension ? "true" : "false") + "}";
  }
  std::string by(const std::string& code) {
    return rows(R"({"dimensions":["cases.attributes.)" + code +
                R"("],"measures":["cases.count"]})");
  }
};

TEST_F(AnalyticsAttributesTest, AreDimensionsAndTimes) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(declare(tx, 1,
                    "[" + definition("road", "singlevaluelist") + "," +
                        definition("lamps", "number") + "," + definition("seen", "datetime") + "," +
                        definition("note", "text", false) + "]"));
    PMM_TRY(add_case(tx, 1, 1, R"({"road":"via Roma","lamps":2,"seen":"2007-03-01"})"));
    PMM_TRY(add_case(tx, 2, 1, R"({"road":"via Roma","lamps":-0.5,"note":"mine"})"));
    PMM_TRY(
        add_case(tx, 3, 1, R"({"road":"corso","lamps":10,"seen":"2007-03-01T00:30:00+01:00"})"));
    PMM_TRY(add_case(tx, 4, 1, {}));
    return add_case(tx, 5, 2, R"({"road":"via Roma"})");  // its service declares nothing
  });
  EXPECT_EQ(by("road"), R"([["corso",1],["via Roma",2],[null,2]])");
  EXPECT_EQ(by("lamps"), "[[-0.5,1],[2,1],[10,1],[null,2]]");
  EXPECT_EQ(rows(R"({"measures":["cases.count"],"timeDimensions":[
      {"dimension":"cases.attributes.seen","granularity":"day"}]})"),
            R"([["2007-03-01",2]])");
  const auto count = [this](const std::string& filter) {
    return rows(R"({"measures":["cases.count"],"filters":[)" + filter + "]}");
  };
  EXPECT_EQ(count(R"({"member":"cases.attributes.lamps","operator":"gt","values":[-1]},
                     {"member":"cases.attributes.lamps","operator":"lt","values":["2.5"]})"),
            "[[2]]");
  EXPECT_EQ(count(R"({"member":"cases.attributes.lamps","operator":"equals","values":[10.0]})"),
            "[[1]]");
  EXPECT_EQ(count(R"({"member":"cases.attributes.road","operator":"startsWith","values":["via"]})"),
            "[[2]]");
  EXPECT_EQ(count(R"({"member":"cases.attributes.seen","operator":"afterDate",
                      "values":["2007-03-01T00:00:00+01:00"]})"),
            "[[1]]");
  EXPECT_EQ(field_of_error(R"({"dimensions":["cases.attributes.note"]})"), "dimensions[0]");
  const std::string meta = engine_->meta_json().value();
  EXPECT_NE(meta.find(R"({"name":"cases.attributes.lamps","kind":"dimension","type":"number",)"
                      R"("unit":"","title":{"en":"The lamps","it":"The lamps"})"),
            meta.npos);
  EXPECT_EQ(meta.find("cases.attributes.note"), meta.npos);
}

// A workbook heads its columns with what services call their attributes, and crosses them.
TEST_F(AnalyticsAttributesTest, HaveTitlesAndRoles) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(declare(
        tx, 1,
        "[" + definition("road", "singlevaluelist") + "," + definition("seen", "datetime") + "]"));
    return add_case(tx, 1, 1, R"({"road":"via Roma","seen":"2007-03-01"})");
  });
  const auto table =
      engine_->query(R"({"dimensions":["cases.attributes.road"],"measures":["cases.count"],
                        "share":["cases.count"],"timeDimensions":[{
                        "dimension":"cases.attributes.seen","granularity":"month"}]})",
                     admin_, Call{});
  ASSERT_TRUE(table.ok()) << table.status().message();
  const std::vector<Column>& columns = (*table)->columns;
  ASSERT_EQ(columns.size(), 4U);
  EXPECT_EQ(columns[0].note.title_it, "The road");
  EXPECT_EQ(columns[0].note.role, Role::kDimension);
  EXPECT_EQ(columns[1].note.title_it, "The seen (mese)");
  EXPECT_EQ(columns[1].note.role, Role::kTime);
  EXPECT_EQ(columns[2].note.title_en, "Cases");
  EXPECT_TRUE(columns[2].note.additive);
  EXPECT_EQ(columns[3].note.title_en, "Cases (share)");
  EXPECT_FALSE(columns[3].note.additive);
}

// The explanation carries a table of days: those of others' cases are nobody else's business.
TEST_F(AnalyticsAttributesTest, TheDaysOfOthersAreNotTold) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(declare(tx, 1, "[" + definition("seen", "datetime") + "]"));
    for (const std::int64_t id : {1, 2}) PMM_TRY(put(tx, {.id = id, .service = 1, .subject = id}));
    const char* sql = "UPDATE cases SET attributes = $2 WHERE id = $1";
    PMM_TRY(run(tx, sql, {std::int64_t{1}, R"({"seen":"2007-03-01"})"}));
    return run(tx, sql, {std::int64_t{2}, R"({"seen":"1999-12-24"})"});
  });
  const char* question = R"({"dimensions":["cases.kind"],"measures":["cases.count"],"filters":[
      {"member":"cases.attributes.seen","operator":"set"}]})";
  const model::Plan citizen = plan_of(model::kRoleCitizen, 0, 1);
  const auto own = engine_->explain(question, citizen, Call{});
  ASSERT_TRUE(own.ok()) << own.status().message();
  EXPECT_NE(own->find("2007-03-01"), own->npos);
  EXPECT_EQ(own->find("1999-12"), own->npos);
  const auto all = engine_->explain(question, admin_, Call{});
  ASSERT_TRUE(all.ok());
  EXPECT_NE(all->find("1999-12-24"), all->npos);
}

TEST_F(AnalyticsAttributesTest, FollowWhatServicesDeclare) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(add_case(tx, 1, 1, R"({"road":"via Roma","width":3})"));
    return add_case(tx, 2, 2, R"({"road":"corso"})");
  });
  EXPECT_EQ(by("road"), "dimensions[0]: \"cases.attributes.road\" is not a known member");
  // Declared later: what is there already is read for it.
  write([](store::Tx& tx) {
    return declare(tx, 1, "[" + definition("road", "singlevaluelist") + "]");
  });
  EXPECT_EQ(by("road"), R"([["via Roma",1],[null,1]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(declare(tx, 2, "[" + definition("road", "singlevaluelist") + "]"));
    PMM_TRY(declare(tx, 1,
                    "[" + definition("a width", "number") + "," +
                        definition("road", "singlevaluelist") + "," +
                        definition("width", "number") + "]"));
    return add_case(tx, 3, 1, R"({"road":"vico","width":4})");
  });
  EXPECT_EQ(by("road"), R"([["corso",1],["via Roma",1],["vico",1]])");
  EXPECT_EQ(by("width"), "[[3,1],[4,1],[null,1]]");
  EXPECT_EQ(by("a width"), "[[null,3]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE cases SET attributes = '{\"road\":\"corso\"}' WHERE id = 1", {}));
    PMM_TRY(journal(tx, "update", store::Noun::kCase, 1, "attributes"));
    return declare(tx, 1, "[" + definition("road", "singlevaluelist") + "]");
  });
  EXPECT_EQ(by("road"), R"([["corso",2],["vico",1]])");
  EXPECT_EQ(by("width").substr(0, 13), "dimensions[0]");
  // Of two datatypes the one of the first service holds.
  write([](store::Tx& tx) { return declare(tx, 2, "[" + definition("road", "number") + "]"); });
  EXPECT_EQ(by("road"), R"([["corso",1],["vico",1],[null,1]])");
}

TEST_F(AnalyticsAttributesTest, StandInTheColumnsThatAreSaved) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(declare(
        tx, 1,
        "[" + definition("road", "singlevaluelist") + "," + definition("seen", "datetime") + "]"));
    PMM_TRY(add_case(tx, 1, 1, R"({"road":"via Roma","seen":"2007-03-01"})"));
    PMM_TRY(add_case(tx, 2, 1, R"({"road":"corso"})"));
    return move(tx, 1, 1, 0, {}, "new");
  });
  Feed feed(store_, zone_, EngineOptions{});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok()) << epoch.status().message();
  std::string bytes;
  const std::array<CubeRows, kCubes> rows{};
  const auto sink = [&bytes](std::span<const std::byte> part) -> Status {
    bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
    return {};
  };
  ASSERT_TRUE(save_columns(sink, {}, **epoch, rows, 0).ok());
  const auto loaded = load_columns(std::as_bytes(std::span(bytes)), true);
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  EXPECT_TRUE(loaded->attributes.declares((*epoch)->attributes->declared()));
  const auto& saved = loaded->frames[0].blocks.front()->chunks;
  const auto& before = (*epoch)->frames[0].blocks.front()->chunks;
  ASSERT_EQ(saved.size(), before.size());
  for (std::size_t i = 0; i < saved.size(); ++i)
    for (std::uint32_t row = 0; row < 2; ++row) EXPECT_EQ(saved[i].at(row), before[i].at(row));
  EXPECT_EQ(loaded->attributes.publish().front()->at(1).text, "via Roma");
}

}  // namespace
}  // namespace pmm::analytics
