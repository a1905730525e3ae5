#pragma once

#include <map>
#include <set>
#include <string>

#include "analytics/segment/segments.hpp"
#include "analytics_fixture.hpp"

namespace pmm::analytics {

// Rules over the fixture's subjects, evaluated by the engine.
class SegmentTest : public EngineTest {
 protected:
  Result<Evaluated> evaluate(const std::string& rule, const model::Plan& plan) {
    const std::string_view rules[] = {rule};
    return engine_->segments().evaluate(rules, {plan, saved_}, false, Call{});
  }
  std::set<std::int64_t> members(const std::string& rule) { return members(rule, admin_); }
  std::set<std::int64_t> members(const std::string& rule, const model::Plan& plan) {
    const auto evaluated = evaluate(rule, plan);
    if (!evaluated.ok()) {
      ADD_FAILURE() << rule << ": " << evaluated.status().field() << ": "
                    << evaluated.status().message();
      return {};
    }
    std::set<std::int64_t> out;
    evaluated->groups.front().visit(0, [&](std::size_t id) {
      out.insert(static_cast<std::int64_t>(id));
      return true;
    });
    return out;
  }
  std::string field_of(const std::string& rule) {
    const auto evaluated = evaluate(rule, admin_);
    return evaluated.ok() ? "(no error)" : evaluated.status().field();
  }
  std::string message_of(const std::string& rule) {
    const auto evaluated = evaluate(rule, admin_);
    return evaluated.ok() ? "(no error)" : evaluated.status().message();
  }
  static std::string json_of(const Result<TablePtr>& table) {
    if (!table.ok()) return table.status().field() + ": " + table.status().message();
    const std::string text = to_json(**table);
    const std::size_t begin = text.find("\"rows\":") + 7;
    return text.substr(begin, text.find(",\"timezone\"") - begin);
  }

  std::map<std::string, std::string> rules_;
  SegmentRules saved_ = [this](const std::string& name) -> Result<std::string> {
    const auto found = rules_.find(name);
    if (found != rules_.end()) return found->second;
    return Status::not_found("segment", "there is no segment " + name);
  };
};

}  // namespace pmm::analytics
