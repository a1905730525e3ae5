#include "analytics/json_value.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

// Builds the value from the parser's events; returning false stops the parser.
class Reader {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return put(Json{}); }
  bool boolean(bool value) {
    Json json;
    json.kind = Json::Kind::kBool;
    json.boolean = value;
    return put(std::move(json));
  }
  bool number_integer(number_integer_t value) {
    Json json;
    json.kind = Json::Kind::kInteger;
    json.integer = value;
    return put(std::move(json));
  }
  bool number_unsigned(number_unsigned_t value) {
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    if (value > kMost) return number_float(static_cast<double>(value), {});
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) {
    if (!std::isfinite(value)) return fail("a number is out of range");
    Json json;
    json.kind = Json::Kind::kReal;
    json.real = value;
    return put(std::move(json));
  }
  bool string(string_t& value) {
    if (value.find('\0') != string_t::npos) return fail("a text has a NUL inside");
    Json json;
    json.kind = Json::Kind::kText;
    json.text = std::move(value);
    return put(std::move(json));
  }
  bool binary(binary_t&) { return fail("binary values are not JSON"); }
  bool start_object(std::size_t) { return open(Json::Kind::kObject); }
  bool start_array(std::size_t) { return open(Json::Kind::kArray); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    if (stack_.back().find(name) != nullptr)
      return fail("the key " + text::quoted(name) + " stands twice in one object");
    keys_.back() = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return fail("not valid JSON at byte " + std::to_string(position == 0 ? 0 : position - 1));
  }

  Json root;
  std::string error;
  bool too_deep = false;

 private:
  bool fail(std::string why) {
    if (error.empty()) error = std::move(why);
    return false;
  }
  bool open(Json::Kind kind) {
    if (stack_.size() == limits::kJsonDepth) {
      too_deep = true;
      return fail("nested deeper than " + std::to_string(limits::kJsonDepth) + " levels");
    }
    stack_.emplace_back().kind = kind;
    keys_.emplace_back();
    return true;
  }
  bool close() {
    Json done = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return put(std::move(done));
  }
  bool put(Json value) {
    if (stack_.empty()) {
      root = std::move(value);
    } else if (stack_.back().kind == Json::Kind::kArray) {
      stack_.back().items.push_back(std::move(value));
    } else {
      stack_.back().keys.push_back(std::move(keys_.back()));
      stack_.back().items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Json> stack_;
  std::vector<std::string> keys_;  // the key that waits for its value, per level
};

}  // namespace

const Json* Json::find(std::string_view key) const noexcept {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

std::string_view kind_name(Json::Kind kind) noexcept {
  switch (kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return "a boolean";
    case Json::Kind::kInteger:
      return "an integer";
    case Json::Kind::kReal:
      return "a number";
    case Json::Kind::kText:
      return "a text";
    case Json::Kind::kArray:
      return "an array";
    case Json::Kind::kObject:
      return "an object";
  }
  return "";
}

Result<Json> parse_json(std::string_view text, std::string_view field) {
  if (text.size() > limits::kJsonBytes)
    return Status::limit(std::string(field), "the JSON has " + std::to_string(text.size()) +
                                                 " bytes, over " +
                                                 std::to_string(limits::kJsonBytes));
  Reader reader;
  if (nlohmann::json::sax_parse(text, &reader)) return std::move(reader.root);
  if (reader.too_deep) return Status::limit(std::string(field), reader.error);
  return Status::invalid(std::string(field), reader.error);
}

}  // namespace pmm::analytics
