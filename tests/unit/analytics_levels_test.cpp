#include "analytics_fixture.hpp"

// Dimensions that follow from another by the hierarchies of the catalogue.
namespace pmm::analytics {
namespace {

using AnalyticsLevelsTest = EngineTest;

Status set_parent(store::Tx& tx, const std::string& table, std::int64_t id, const Bound& parent) {
  PMM_ASSIGN(auto update, tx.db().prepare("UPDATE " + table + " SET parent = $2 WHERE id = $1"));
  update.bind(1, id);
  if (parent.kind == Bound::Kind::kNull)
    update.bind_null(2);
  else
    update.bind(2, parent.number);
  return update.run();
}

TEST_F(AnalyticsLevelsTest, GoUpTheTrees) {
  // Category 1 below 2 below 3, which no case names; office 1 below 2.
  write([](store::Tx& tx) -> Status {
    PMM_TRY(set_parent(tx, "categories", 1, 2));
    PMM_TRY(set_parent(tx, "categories", 2, 3));
    PMM_TRY(set_parent(tx, "offices", 1, 2));
    PMM_TRY(put(tx, {.id = 1, .category = 1, .office = 1, .area = 1}));
    PMM_TRY(put(tx, {.id = 2, .category = 2, .office = 2, .area = 2}));
    return put(tx, {.id = 3});
  });
  EXPECT_EQ(rows(R"({"dimensions":["cases.life_area","cases.category_parent","cases.category"],
      "measures":["cases.count"]})"),
            R"([["category-3","category-2","category-1",1],)"
            R"(["category-3","category-3","category-2",1],[null,null,null,1]])");
  EXPECT_EQ(rows(R"({"dimensions":["cases.office_top","cases.office_parent","cases.office"],
      "measures":["cases.count"]})"),
            R"([["office-2","office-2","office-1",1],["office-2","office-2","office-2",1],)"
            R"([null,null,null,1]])");
  EXPECT_EQ(rows(R"({"dimensions":["cases.area_top"],"measures":["cases.count"]})"),
            R"([["area-1",1],["area-2",1],[null,1]])");
}

TEST_F(AnalyticsLevelsTest, Filter) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(set_parent(tx, "categories", 1, 3));
    PMM_TRY(put(tx, {.id = 1, .category = 1}));
    PMM_TRY(put(tx, {.id = 2, .category = 2}));
    PMM_TRY(put(tx, {.id = 3, .category = 3}));
    return put(tx, {.id = 4});
  });
  const auto count = [this](const std::string& rest) {
    return rows(R"({"measures":["cases.count"],"filters":[{"member":"cases.life_area",)" + rest +
                "}]}");
  };
  EXPECT_EQ(count(R"("operator":"equals","values":["category-3"])"), "[[2]]");
  EXPECT_EQ(count(R"("operator":"notEquals","values":["category-3"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"equals","values":["category-1"])"), "[[0]]");
  EXPECT_EQ(count(R"("operator":"endsWith","values":["-2","-3"])"), "[[3]]");
  EXPECT_EQ(count(R"("operator":"set")"), "[[3]]");
  EXPECT_EQ(count(R"("operator":"notSet")"), "[[1]]");
}

TEST_F(AnalyticsLevelsTest, FollowRenamesAndMoves) {
  add({.id = 1, .service = 1, .category = 1});
  write([](store::Tx& tx) -> Status {
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, service, started_us, abandoned, noted, "
                   "assurance, created_us",
                   {1, 1, 1, "in", 1, 0, 0, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, 1);
  });
  const std::string cases = R"({"dimensions":["cases.life_area"],"measures":["cases.count"]})";
  const std::string contacts = R"({"dimensions":["contacts.life_area","contacts.category"],
      "measures":["contacts.count"]})";
  EXPECT_EQ(rows(cases), R"([["category-1",1]])");
  EXPECT_EQ(rows(contacts), "[[null,null,1]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE services SET category = 2 WHERE id = 1", {}));
    PMM_TRY(journal(tx, "update", store::Noun::kService, 1, "category"));
    PMM_TRY(set_parent(tx, "categories", 1, 3));
    PMM_TRY(journal(tx, "update", store::Noun::kCategory, 1, "parent"));
    PMM_TRY(set_parent(tx, "categories", 2, 3));
    return journal(tx, "update", store::Noun::kCategory, 2, "parent");
  });
  EXPECT_EQ(rows(cases), R"([["category-3",1]])");
  EXPECT_EQ(rows(contacts), R"([["category-3","category-2",1]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE categories SET code = 'living' WHERE id = 3", {}));
    PMM_TRY(journal(tx, "update", store::Noun::kCategory, 3, "code"));
    PMM_TRY(set_parent(tx, "categories", 2, {}));
    return journal(tx, "update", store::Noun::kCategory, 2, "parent");
  });
  EXPECT_EQ(rows(cases), R"([["living",1]])");
  EXPECT_EQ(rows(contacts), R"([["category-2","category-2",1]])");
}

TEST_F(AnalyticsLevelsTest, StandInTheCatalogue) {
  const std::string meta = engine_->meta_json().value();
  EXPECT_NE(meta.find(R"("drill":[["cases.life_area","cases.category","cases.service"],)"),
            meta.npos);
  for (const Cube& cube : cubes())
    for (const DrillPath& path : cube.drills)
      for (const std::string_view name : path) {
        const Member* member = find_member(cube, name);
        ASSERT_NE(member, nullptr) << name;
        EXPECT_EQ(member->kind, MemberKind::kDimension);
      }
}

}  // namespace
}  // namespace pmm::analytics
