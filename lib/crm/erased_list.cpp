#include "crm/erased_list.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <thread>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/side_file.hpp"

namespace pmm::crm {
namespace {

constexpr std::string_view kListHead = "pmmcrm erased 1\n";
constexpr std::int64_t kMostListBytes = std::int64_t{256} << 20;
constexpr auto kListWait = std::chrono::seconds(5);

std::string sum_of(std::string_view text) {
  Sha256 sha;
  sha.add(text);
  return to_hex(as_text(sha.finish()));
}

Status list_damaged(const char* how) {
  return {Code::kCorrupt,
          std::string("the list of erasures beside the store ") + how +
              ": put an older copy of it in its place",
          "path"};
}

// The text up to the next end of line, which is taken off.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string_view take_word(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

std::vector<PastErasure> join(const std::vector<PastErasure>& first,
                              const std::vector<PastErasure>& second) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> all;
  for (const auto* list : {&first, &second})
    for (const PastErasure& one : *list) {
      std::int64_t& at_us = all[{one.subject, one.digest}];
      at_us = std::max(at_us, one.at_us);
    }
  std::vector<PastErasure> out;
  out.reserve(all.size());
  for (const auto& [who, at_us] : all) out.push_back({who.first, who.second, at_us});
  return out;
}

}  // namespace

std::string erased_list_path(const store::Store& store) { return store.path() + ".erased"; }

std::string format_erased_list(std::string_view store_id, const std::vector<PastErasure>& erased) {
  std::string out(kListHead);
  out.append(store_id).append("\n");
  for (const PastErasure& one : erased) {
    out.append(std::to_string(one.subject)).append(" ").append(one.digest).append(" ");
    out.append(std::to_string(one.at_us)).append("\n");
  }
  return out + "sha256 " + sum_of(out) + "\n";
}

Result<std::vector<PastErasure>> parse_erased_list(std::string_view text,
                                                   std::string_view store_id) {
  const std::size_t foot = text.rfind("sha256 ");
  if (!text.starts_with(kListHead) || foot == std::string_view::npos)
    return list_damaged("is not one");
  if (text.substr(foot) != "sha256 " + sum_of(text.substr(0, foot)) + "\n")
    return list_damaged("was altered or cut off");
  std::string_view rest = text.substr(kListHead.size(), foot - kListHead.size());
  if (take_line(rest) != store_id)
    return Status::conflict("path",
                            "the list of erasures beside the store is of another store: move it "
                            "away");
  std::vector<PastErasure> out;
  while (!rest.empty()) {
    std::string_view line = take_line(rest);
    const auto subject = text::parse_int(take_word(line));
    const std::string_view digest = take_word(line);
    const auto at_us = text::parse_int(take_word(line));
    if (!subject || !at_us || digest.empty() || !line.empty()) return list_damaged("is not one");
    out.push_back({*subject, std::string(digest), *at_us});
  }
  return out;
}

Result<std::vector<PastErasure>> read_erased_list(const store::Store& store) {
  const auto file = store::SideFile::open(erased_list_path(store), kMostListBytes);
  if (!file.ok()) {
    if (file.status().code() == Code::kNotFound) return std::vector<PastErasure>();
    return Status(file.status().code(), file.status().message(), "path");
  }
  const std::span<const std::byte> bytes = (*file)->bytes();
  return parse_erased_list({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                           store.store_id());
}

// The unfinished file is a lock: what two processes add at once, one adds after the other.
Status write_erased_list(store::Store& store, const Call& call) {
  const auto until = std::chrono::steady_clock::now() + kListWait;
  for (;;) {
    store::SideFileWriter writer(erased_list_path(store));
    PMM_ASSIGN(const bool mine, writer.begin(0));
    if (mine) {
      PMM_ASSIGN(const auto listed, read_erased_list(store));
      std::vector<PastErasure> known;
      {
        PMM_ASSIGN(auto snapshot, store.read(call));
        PMM_ASSIGN(known, past_erasures(snapshot.db()));
      }
      const std::vector<PastErasure> all = join(listed, known);
      const std::string text = format_erased_list(store.store_id(), all);
      PMM_TRY(writer.write(std::as_bytes(std::span(text))));
      return writer.commit();
    }
    PMM_TRY(call.check());
    if (std::chrono::steady_clock::now() >= until)
      return {Code::kBusy, "another process is writing the list of erasures"};
    std::this_thread::sleep_for(kCancelPoll);
  }
}

}  // namespace pmm::crm
