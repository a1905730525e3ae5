#include "base/json.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm {
namespace {

// Builds the value from the parser's events; returning false stops the parser.
class Reader {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit Reader(std::string_view field) : field_(field) {}

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
    json.real = static_cast<double>(value);
    return put(std::move(json));
  }
  bool number_unsigned(number_unsigned_t value) {
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    if (value > kMost) return number_float(static_cast<double>(value), std::to_string(value));
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t& digits) {
    if (!std::isfinite(value)) return fail(place(), "the number is out of range");
    Json json;
    json.kind = Json::Kind::kReal;
    json.real = value;
    if (digits.find_first_of(".eE") == string_t::npos) json.text = digits;
    return put(std::move(json));
  }
  bool string(string_t& value) {
    if (value.find('\0') != string_t::npos) return fail(place(), "the text has a NUL inside");
    Json json;
    json.kind = Json::Kind::kText;
    json.text = std::move(value);
    return put(std::move(json));
  }
  bool binary(binary_t&) { return fail(place(), "binary values are not JSON"); }
  bool start_object(std::size_t) { return open(Json::Kind::kObject); }
  bool start_array(std::size_t) { return open(Json::Kind::kArray); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    if (name.find('\0') != string_t::npos) return fail(place(), "a key has a NUL inside");
    Level& level = levels_.back();
    level.key = std::move(name);
    if (level.seen.insert(level.key).second) return true;
    return fail(place(), "key " + text::quoted(level.key) + " stands twice in one object");
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) {
    constexpr int kOutOfRange = 406;
    if (error.id == kOutOfRange) return fail(place(), "the number is out of range");
    return fail(std::string(field_),
                "not valid JSON at byte " + std::to_string(position == 0 ? 0 : position - 1));
  }

  Result<Json> take() && {
    if (!failure_.ok()) return std::move(failure_);
    return std::move(root_);
  }

 private:
  struct Level {
    Json value;
    std::string key;  // waits for its value
    std::set<std::string> seen;
  };

  // Where the value stands that is being read.
  std::string place() const {
    std::string path(field_);
    for (const Level& level : levels_) {
      if (level.value.is(Json::Kind::kArray))
        path = element_path(path, level.value.items.size());
      else
        path = member_path(path, level.key);
    }
    return path;
  }
  bool fail(std::string field, std::string why) {
    failure_ = Status::invalid(std::move(field), std::move(why));
    return false;
  }
  bool open(Json::Kind kind) {
    if (levels_.size() == limits::kJsonDepth) {
      failure_ =
          Status::limit(std::string(field_), "JSON is nested deeper than " +
                                                 std::to_string(limits::kJsonDepth) + " levels");
      return false;
    }
    levels_.emplace_back().value.kind = kind;
    return true;
  }
  bool close() {
    Json done = std::move(levels_.back().value);
    levels_.pop_back();
    return put(std::move(done));
  }
  bool put(Json value) {
    if (levels_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = levels_.back();
    if (level.value.kind == Json::Kind::kObject)
      level.value.keys.push_back(std::exchange(level.key, {}));
    level.value.items.push_back(std::move(value));
    return true;
  }

  std::string_view field_;
  std::vector<Level> levels_;
  Json root_;
  Status failure_;
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
    return Status::limit(std::string(field), "JSON of " + std::to_string(text.size()) +
                                                 " bytes is over the limit of " +
                                                 std::to_string(limits::kJsonBytes));
  Reader reader(field);
  nlohmann::json::sax_parse(text, &reader);
  return std::move(reader).take();
}

Status check_kind(const Json& json, Json::Kind wanted, std::string_view field) {
  if (json.is(wanted)) return {};
  return Status::invalid(std::string(field), "must be " + std::string(kind_name(wanted)) +
                                                 ", not " + std::string(kind_name(json.kind)));
}

Status check_keys(const Json& object, std::span<const std::string_view> known,
                  std::string_view field) {
  for (const std::string& key : object.keys) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    return Status::invalid(member_path(field, key), text::quoted(key) + " is not a known key" +
                                                        text::did_you_mean(key, known));
  }
  return {};
}

std::string member_path(std::string_view field, std::string_view key) {
  constexpr std::size_t kLongest = 64;
  std::string path(field);
  if (key.empty() || key.size() > kLongest) return path;
  if (!path.empty()) path += '.';
  return path.append(key);
}

std::string element_path(std::string_view field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

}  // namespace pmm
