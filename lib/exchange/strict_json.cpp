#include "exchange/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

using Json = nlohmann::json;

// Sees the document go by and keeps only where it stands.
class Checker final : public nlohmann::json_sax<Json> {
 public:
  Status take() { return std::move(status_); }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = name;
    if (level.keys.insert(name).second) return true;
    status_ = Status::invalid(path(), "key " + text::quoted(name) + " stands twice");
    return false;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const Json::exception& error) override {
    constexpr int kOutOfRange = 406;
    const std::string where = " at byte " + std::to_string(position);
    status_ = Status::invalid(path(), error.id == kOutOfRange ? "number" + where + " is too large"
                                                              : "text is not valid JSON" + where);
    return false;
  }

 private:
  struct Level {
    std::set<std::string> keys;
    std::string key;
  };

  bool enter() {
    if (levels_.size() == limits::kJsonDepth) {
      status_ = Status::limit(
          path(), "JSON is nested deeper than " + std::to_string(limits::kJsonDepth) + " levels");
      return false;
    }
    levels_.emplace_back();
    return true;
  }
  bool leave() {
    levels_.pop_back();
    return true;
  }
  std::string path() const {
    std::string joined;
    for (const Level& level : levels_) {
      if (level.key.empty()) continue;
      if (!joined.empty()) joined += '.';
      joined += level.key;
    }
    return joined;
  }

  std::vector<Level> levels_;
  Status status_;
};

}  // namespace

Status check_json(std::string_view text) {
  if (text.size() > limits::kJsonBytes)
    return Status::limit("", "JSON of " + std::to_string(text.size()) +
                                 " bytes is over the limit of " +
                                 std::to_string(limits::kJsonBytes));
  Checker checker;
  if (Json::sax_parse(text, &checker)) return {};
  return checker.take();
}

}  // namespace pmm::exchange
