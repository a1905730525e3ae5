// Decisions of one core: a thousand actors of every kind, each asked about rows of its own and of
// others.
#include <memory>
#include <random>
#include <stdexcept>

#include "model/access.hpp"
#include "mypage.hpp"
#include "scene.hpp"

namespace bench {
namespace {

using pmm::model::Action;
using pmm::model::Noun;

constexpr std::int64_t kActors = 1'000;
constexpr std::size_t kDecisions = 4'000'000;  // of one measurement
constexpr std::int64_t kNow = 1'000'000;

struct Asked {
  std::size_t plan;
  Action action;
  Noun noun;
  pmm::model::RowFacts row;
};

// Seeded by a constant: every run asks the same.
class City {
 public:
  City() {
    for (std::int64_t actor = 1; actor <= kActors; ++actor)
      plans_.push_back(pmm::model::compile(facts_of(actor), kNow));
    for (int i = 0; i < 65'536; ++i) asked_.push_back(question());
  }

  double decisions_per_second() const {
    std::size_t allowed = 0;
    const Stopwatch watch;
    for (std::size_t i = 0; i < kDecisions; ++i) {
      const Asked& one = asked_[i % asked_.size()];
      allowed += pmm::model::may(plans_[one.plan], one.action, one.noun, one.row) ? 1U : 0U;
    }
    const double seconds = watch.seconds();
    // A city in which everything or nothing is allowed has asked nothing.
    if (allowed < kDecisions / 20 || allowed > kDecisions / 20 * 19)
      throw std::runtime_error("the questions are no mixture");
    return static_cast<double>(kDecisions) / seconds;
  }

 private:
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }
  // Half of them citizens, some with mandates; operators of up to five places; a few of the rest.
  pmm::model::ActorFacts facts_of(std::int64_t actor) {
    pmm::model::ActorFacts facts;
    facts.actor = actor;
    const auto add = [&](std::string_view role, std::int64_t office, std::int64_t service) {
      pmm::model::Grant grant;
      grant.role = std::string(role);
      grant.office = office;
      grant.service = service;
      facts.grants.push_back(grant);
    };
    if (actor % 2 == 0) {
      facts.subject = 1 + below(1'000);
      add(pmm::model::kRoleCitizen, 0, 0);
      for (std::int64_t i = below(3); i > 0; --i)
        facts.mandates.push_back({1 + below(1'000), {1 + below(100), 1 + below(100)}});
    } else if (actor % 40 == 1) {
      add(pmm::model::kRoleAnalyst, 1 + below(50), 0);
    } else {
      for (std::int64_t i = 1 + below(5); i > 0; --i)
        add(pmm::model::kRoleOperator, 1 + below(50), below(2) * (1 + below(100)));
    }
    return facts;
  }
  Asked question() {
    static constexpr Action kDone[] = {Action::kRead, Action::kRead, Action::kCreate,
                                       Action::kUpdate, Action::kAdvance};
    Asked out{};
    out.plan = static_cast<std::size_t>(below(kActors));
    out.action = kDone[below(5)];
    out.noun = static_cast<Noun>(below(pmm::model::kNounCount));
    out.row.subject = 1 + below(1'000);
    out.row.office = below(4) == 0 ? 0 : 1 + below(50);
    out.row.service = 1 + below(100);
    // Every second question is about what the actor has to do with.
    const pmm::model::Plan& plan = plans_[out.plan];
    if (below(2) == 0) return out;
    if (plan.own_subject != 0) out.row.subject = plan.own_subject;
    if (!plan.places.empty()) out.row.office = plan.places.front().office;
    return out;
  }

  std::mt19937_64 random_{20'261'126};
  std::vector<pmm::model::Plan> plans_;
  std::vector<Asked> asked_;
};

}  // namespace

void add_decision_questions(std::vector<Question>& questions) {
  const auto city = std::make_shared<City>();
  questions.push_back({"access decisions of one core", "1 million a second", "1/s", Better::kHigher,
                       1.0, [city] { return city->decisions_per_second(); }, [] { return 1e6; }});
}

}  // namespace bench
