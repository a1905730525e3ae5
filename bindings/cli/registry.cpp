// Keeping the registry clean: who may be the same, and making them one.
#include <cmath>

#include "print.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

// For people a few lines a pair; what programs get is the answer itself.
void print_pairs(const pmmcrm::Result& pairs) {
  for (const pmmcrm::Row row : pairs) {
    const int percent = static_cast<int>(std::lround(row.float64("score") * 100));
    put(bold(std::string(row.text("verdict")) + " " + std::to_string(percent) + " %") + "  " +
        std::to_string(row.int64("subject")) + " " + printable(row.text("subject_name")) + "  =  " +
        std::to_string(row.int64("other")) + " " + printable(row.text("other_name")) + "\n");
    put(dim("  " + printable(row.text("explanation"))) + "\n");
  }
}

pmm_merge_input input_of(const pmmcrm::Session& session, const MergeArguments& arguments) {
  if (arguments.winner.empty() || arguments.loser.empty())
    throw UsageError("merge: WINNER and LOSER are needed, or --undo");
  pmm_merge_input input = PMM_MERGE_INPUT_INIT;
  input.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER | PMM_MERGE_TAKE | PMM_MERGE_KEEP |
                     PMM_MERGE_DESPITE_CODES;
  input.winner = find_subject(session, arguments.winner);
  input.loser = find_subject(session, arguments.loser);
  input.take = pmmcrm::str(arguments.take);
  input.keep = pmmcrm::str(arguments.keep);
  input.despite_codes = arguments.despite_codes ? 1 : 0;
  return input;
}

}  // namespace

int duplicates(const DuplicateArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  pmm_duplicate_filter filter = PMM_DUPLICATE_FILTER_INIT;
  filter.set_fields = PMM_DUPLICATE_FILTER_MIN_POINTS | PMM_DUPLICATE_FILTER_DISTINCT;
  filter.min_points = std::lround(arguments.score * 100);
  filter.distinct = arguments.distinct ? 1 : 0;
  pmm_page page = PMM_PAGE_INIT;
  page.limit = arguments.limit;
  if (!arguments.subject.empty()) {
    filter.set_fields |= PMM_DUPLICATE_FILTER_SUBJECT;
    filter.subject = find_subject(session, arguments.subject);
  }
  const pmm_call* call = nullptr;
  pmmcrm::Result pairs = session.read(pmm_duplicate_list, &filter, &page, call);
  // A page without a pair may have a next one with some.
  std::string cursor(pairs.next_cursor());
  while (pairs.empty() && !cursor.empty()) {
    page.cursor = pmmcrm::str(cursor);
    pairs = session.read(pmm_duplicate_list, &filter, &page, call);
    cursor = pairs.next_cursor();
  }
  if (settings.format == Format::kTable && !pairs.empty())
    print_pairs(pairs);
  else
    print_result(pairs, settings, "no two subjects look alike");
  if (settings.format == Format::kTable && !cursor.empty())
    say("there may be more; --limit shows up to 10000");
  return kOk;
}

int merge(const MergeArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db =
      arguments.preview ? open_to_read(arguments.file) : open_to_write(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  pmm_call call = PMM_CALL_INIT;
  call.reason = pmmcrm::str(arguments.reason);
  if (arguments.undo != 0) {
    session.undo_merge(arguments.undo, &call);
    print_record(session.read(pmm_merge_get, arguments.undo, nullptr), settings);
    return kOk;
  }
  const pmm_merge_input input = input_of(session, arguments);
  if (arguments.preview) {
    print_result(session.preview(input), settings, "there is nothing to merge");
    return kOk;
  }
  const pmm_id made = session.merge(input, &call);
  print_record(session.read(pmm_merge_get, made, nullptr), settings);
  return kOk;
}

}  // namespace cli
