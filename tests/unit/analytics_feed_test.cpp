#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <random>

#include "analytics_fixture.hpp"

// Random changes to a store: columns that followed them answer as columns that were built anew, and
// as SQL over the tables. The seed is printed; SEED in the environment replays one.
namespace pmm::analytics {
namespace {

constexpr const char* kStates[] = {"new", "triaged", "in_progress", "awaiting_info", "resolved"};

class AnalyticsFeedTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    const char* given = std::getenv("SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
  }

  std::int64_t pick(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  std::optional<std::int64_t> maybe(std::int64_t most) {
    if (pick(5) == 0) return std::nullopt;
    return 1 + pick(most);
  }
  std::int64_t instant() {
    return at("2007-01-01T00:00:00Z") + pick(150 * 24 * 3600) * kMicrosPerSecond;
  }

  Status add_case(store::Tx& tx) {
    Case c;
    c.id = ++last_case_;
    c.service = 1 + pick(3);
    c.category = maybe(last_entry_);
    c.office = maybe(last_entry_);
    c.channel = maybe(3);
    c.area = maybe(last_entry_);
    c.subject = maybe(20);
    c.opened = instant();
    PMM_TRY(put(tx, c));
    PMM_TRY(set_attributes(tx, c.id));
    return move(tx, ++last_event_, c.id, c.opened, {}, kStates[0]);
  }
  Status set_attributes(store::Tx& tx, std::int64_t id) {
    const std::string number = std::to_string(pick(4));
    return run(tx, "UPDATE cases SET attributes = $2 WHERE id = $1",
               {id, pick(3) == 0 ? Bound()
                                 : Bound(R"({"size":)" + number + R"(.5,"kind":"k)" + number +
                                         R"(","since":"2007-0)" + std::to_string(1 + pick(9)) +
                                         R"(-01"})")});
  }
  Status move_case(store::Tx& tx, std::int64_t id) {
    const std::string state = kStates[pick(std::ssize(kStates))];
    const bool closed = state == "resolved";
    PMM_TRY(run(tx, "UPDATE cases SET state = $2, status = $3, closed_us = $4 WHERE id = $1",
                {id, state, closed ? "closed" : "open", closed ? Bound(instant()) : Bound()}));
    PMM_ASSIGN(auto is_there, tx.db().prepare("SELECT 1 FROM cases WHERE id = $1"));
    PMM_ASSIGN(const bool found, is_there.bind(1, id).step());
    is_there.reset();
    if (!found) return {};
    return move(tx, ++last_event_, id, instant(), "new", state);
  }
  // A service declares other attributes than before.
  Status declare(store::Tx& tx) {
    const std::int64_t service = 1 + pick(3);
    std::string definitions;
    for (const auto& [code, datatype] :
         {std::pair{"size", "number"}, {"kind", "singlevaluelist"}, {"since", "datetime"}})
      if (pick(2) == 0)
        definitions += (definitions.empty() ? "" : ",") + std::string(R"({"code":")") + code +
                       R"(","datatype":")" + datatype + R"(","dimension":true})";
    PMM_TRY(run(tx, "UPDATE services SET attributes = $2 WHERE id = $1",
                {service, "[" + definitions + "]"}));
    return journal(tx, "update", store::Noun::kService, service, "attributes");
  }
  // An entry is added, renamed or moved below another.
  Status change_tree(store::Tx& tx) {
    static constexpr std::pair<const char*, store::Noun> kTrees[] = {
        {"categories", store::Noun::kCategory},
        {"offices", store::Noun::kOffice},
        {"areas", store::Noun::kArea}};
    const auto& [table, noun] = kTrees[pick(3)];
    const std::string name = table;
    std::int64_t id = 1 + pick(last_entry_);
    if (pick(3) == 0) {
      for (const auto& [other, _] : kTrees) {
        PMM_TRY(
            run(tx,
                "INSERT INTO " + std::string(other) +
                    " (id, version, code, name, active, created_us) VALUES ($1, 1, $2, $2, 1, 0)",
                {last_entry_ + 1, "entry " + std::to_string(last_entry_ + 1)}));
      }
      id = ++last_entry_;
    }
    PMM_TRY(run(tx, "UPDATE " + name + " SET parent = $2, code = $3 WHERE id = $1",
                {id, id == 1 || pick(4) == 0 ? Bound() : Bound(1 + pick(id - 1)),
                 name + std::to_string(id) + "." + std::to_string(pick(3))}));
    PMM_TRY(journal(tx, "update", noun, id, "parent,code"));
    const std::int64_t service = 1 + pick(3);
    PMM_TRY(
        run(tx, "UPDATE services SET category = $2 WHERE id = $1", {service, maybe(last_entry_)}));
    return journal(tx, "update", store::Noun::kService, service, "category");
  }
  Status change(store::Tx& tx) {
    const std::int64_t id = 1 + pick(last_case_);
    switch (pick(12)) {
      case 0:
        return change_tree(tx);
      case 11:
        return declare(tx);
      case 1:
        return add_case(tx);
      case 2:
        PMM_TRY(run(tx, "UPDATE cases SET office = $2, service = $3, subject = $4 WHERE id = $1",
                    {id, maybe(3), 1 + pick(3), maybe(20)}));
        PMM_TRY(set_attributes(tx, id));
        return journal(tx, "update", store::Noun::kCase, id, "office,service,subject,attributes");
      case 3:
        PMM_TRY(run(tx, "DELETE FROM case_events WHERE case_id = $1", {id}));
        PMM_TRY(run(tx, "DELETE FROM cases WHERE id = $1", {id}));
        return journal(tx, "erase", store::Noun::kCase, id);
      default:
        return move_case(tx, id);
    }
  }

  // A transaction that comes to nothing.
  void give_up() {
    const std::int64_t cases = last_case_;
    const std::int64_t events = last_event_;
    const std::int64_t entries = last_entry_;
    const Status refused = try_write([this](store::Tx& tx) -> Status {
      PMM_TRY(change(tx));
      return Status::conflict("id", "no");
    });
    EXPECT_EQ(refused.code(), Code::kConflict);
    last_case_ = cases;
    last_event_ = events;
    last_entry_ = entries;
  }

  // The answers of the engine that followed, and of one that begins now.
  void compare_with_rebuilt() {
    Engine rebuilt(store_, zone_);
    std::vector<std::string> questions(std::begin(kQuestions), std::end(kQuestions));
    ASSERT_EQ(engine_->meta_json().value(), rebuilt.meta_json().value());
    const std::string meta = rebuilt.meta_json().value();
    for (const std::string code : {"size", "kind"})
      if (meta.find("cases.attributes." + code) != meta.npos)
        questions.push_back(R"({"measures":["cases.count"],"dimensions":["cases.attributes.)" +
                            code + "\"]}");
    if (meta.find("cases.attributes.since") != meta.npos)
      questions.emplace_back(R"({"measures":["cases.count"],"dimensions":["cases.state"],
          "timeDimensions":[{"dimension":"cases.attributes.since","granularity":"month"}]})");
    for (const std::string& question : questions) {
      const auto followed = engine_->query(question, admin_, Call{});
      const auto anew = rebuilt.query(question, admin_, Call{});
      ASSERT_TRUE(followed.ok()) << followed.status().message();
      ASSERT_TRUE(anew.ok()) << anew.status().message();
      ASSERT_EQ(to_json(**followed), to_json(**anew)) << question;
    }
  }

  // The rows that SQL gives, in the form of rows().
  std::string rows_of_sql(const std::string& sql) {
    const Call call;  // watched for as long as the snapshot is held
    auto snapshot = store_->read(call);
    auto statement = snapshot->db().prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status().message();
    std::string out = "[";
    while (*statement->step()) out += (out.size() > 1 ? "," : "") + statement->string_at(0);
    return out + "]";
  }

  static constexpr const char* kQuestions[] = {
      R"({"dimensions":["cases.state","cases.office","cases.service","cases.subject_kind"],
          "measures":["cases.count","cases.subjects","cases.resolution_time_avg"]})",
      R"({"dimensions":["cases.life_area","cases.category_parent","cases.office_top",
          "cases.office_parent","cases.area_top","cases.area_parent"],
          "measures":["cases.count"],
          "filters":[{"member":"cases.life_area","operator":"notContains","values":["1.1"]}]})",
      R"({"dimensions":["stages.state","stages.next_state","stages.office"],
          "measures":["stages.count","stages.cases","stages.subjects","stages.open_count",
                      "stages.duration_median","stages.duration_sum","stages.age_avg"]})",
      R"({"dimensions":["stages.service","stages.subject_kind","stages.area"],
          "timeDimensions":[{"dimension":"stages.entered_at","granularity":"week"},
                            {"dimension":"stages.opened_at","granularity":"month"}],
          "measures":["stages.count","stages.duration_avg"],
          "filters":[{"member":"stages.category","operator":"notEquals","values":["category-2"]},
                     {"member":"stages.opened_at","operator":"afterDate","values":["2007-02-01"]}]})",
  };

  std::mt19937_64 random_;
  std::int64_t last_case_ = 0;
  std::int64_t last_event_ = 0;
  std::int64_t last_entry_ = 3;  // of each tree
};

TEST_F(AnalyticsFeedTest, FollowsAsIfBuiltAnew) {
  write([this](store::Tx& tx) -> Status {
    for (int i = 0; i < 300; ++i) PMM_TRY(add_case(tx));
    return {};
  });
  for (int round = 0; round < 60; ++round) {
    write([this](store::Tx& tx) -> Status {
      for (std::int64_t i = pick(12); i >= 0; --i) PMM_TRY(change(tx));
      return {};
    });
    if (pick(4) == 0) give_up();
    compare_with_rebuilt();
    if (HasFatalFailure()) FAIL() << "round " << round;
  }
}

// More rows than a block holds, changed in all of them.
TEST_F(AnalyticsFeedTest, AgreesWithSqlOverBlocks) {
  write([this](store::Tx& tx) -> Status {
    for (int i = 0; i < 70'000; ++i) PMM_TRY(add_case(tx));
    for (int i = 0; i < 30'000; ++i) PMM_TRY(move_case(tx, 1 + pick(last_case_)));
    return {};
  });
  const std::string question = R"({"dimensions":["stages.state","stages.next_state",
      "stages.office"],"measures":["stages.count","stages.cases","stages.open_count",
      "stages.duration_sum"],"filters":[{"member":"stages.area","operator":"set"}]})";
  const std::string sql =
      "WITH stays AS (SELECT case_id, to_state AS state, at_us AS entered, "
      "lead(to_state) OVER w AS next, lead(at_us) OVER w AS left_us FROM case_events "
      "WHERE to_state IS NOT NULL WINDOW w AS (PARTITION BY case_id ORDER BY id)), "
      "grouped AS (SELECT stays.state, next, o.code AS office, count(*) AS n, "
      "count(DISTINCT case_id) AS cases, count(*) FILTER (WHERE left_us IS NULL) AS open, "
      "sum(CASE WHEN left_us >= entered THEN left_us - entered END) / 1000000 AS total "
      "FROM stays JOIN cases c ON c.id = case_id LEFT JOIN offices o ON o.id = c.office "
      "WHERE c.area IS NOT NULL GROUP BY 1, 2, 3) "
      "SELECT json_array(state, next, office, n, cases, open, total) FROM grouped "
      "ORDER BY state, next IS NULL, next, office IS NULL, office";
  EXPECT_EQ(rows(question), rows_of_sql(sql));
  for (int round = 0; round < 5; ++round) {
    write([this](store::Tx& tx) -> Status {
      for (int i = 0; i < 50; ++i) PMM_TRY(change(tx));
      return {};
    });
    ASSERT_EQ(rows(question), rows_of_sql(sql));
  }
  compare_with_rebuilt();
  // What a stay takes in a full block; the number of its case's latest stay is kept besides.
  Feed feed(store_, zone_, EngineOptions{});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok());
  const columnar::Block& block = *(*epoch)->frame(CubeId::kStages).blocks.front();
  ASSERT_EQ(block.rows, columnar::kBlockRows);
  EXPECT_LE(columnar::held_bytes(block) / columnar::kBlockRows, 24U);
}

}  // namespace
}  // namespace pmm::analytics
