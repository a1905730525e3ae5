// message: what citizen and office write to each other on a case.
#include "acting.hpp"
#include "file.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::vector<Shown> kMessages = {
    {"id", "id"},     {"created", "when"}, {"direction", "direction"},
    {"kind", "kind"}, {"state", "state"},  {"answers", "answers"},
    {"due", "due"},   {"seen", "seen"},    {"documents", "documents"},
    {"body", "text"}};

pmm_id write_message(const Acting& by, pmm_id case_id, const MessageArguments& given) {
  pmm_case_message_input in = PMM_CASE_MESSAGE_INPUT_INIT;
  in.set_fields = PMM_CASE_MESSAGE_CASE_ID;
  in.case_id = case_id;
  give(in.set_fields, PMM_CASE_MESSAGE_BODY, in.body, given.write);
  give(in.set_fields, PMM_CASE_MESSAGE_KIND, in.kind, given.kind);
  if (given.answers != 0) in.set_fields |= PMM_CASE_MESSAGE_ANSWERS;
  in.answers = given.answers;
  give_time(in.set_fields, PMM_CASE_MESSAGE_DUE_US, in.due_us, given.due, "--due", parse_deadline);
  give(in.set_fields, PMM_CASE_MESSAGE_DOCUMENTS, in.documents, given.documents);
  give(in.set_fields, PMM_CASE_MESSAGE_ADVANCE, in.advance, given.advance);
  return by.write(pmm_case_message_create, &in);
}

// That a message is of the case that was named.
void check_case(const Acting& by, pmm_id case_id, pmm_id message, const MessageArguments& given) {
  if (message == 0) return;
  const pmmcrm::Result row = by.read(pmm_case_message_get, message);
  if (row[0].int64("case_id") != case_id)
    throw NotFoundError("message " + std::to_string(message) + " is not of case " + given.case_id);
}

void check_options(const MessageArguments& given) {
  const bool of_writing = !given.kind.empty() || given.answers != 0 || !given.due.empty() ||
                          !given.documents.empty() || given.advance != 0;
  if (given.write.empty() && of_writing)
    throw UsageError(
        "message: --kind, --answers, --due, --documents and --advance go with --write");
}

}  // namespace

int message(const MessageArguments& given, const Settings& settings) {
  check_options(given);
  const bool writes = !given.write.empty() || given.see != 0 || given.withdraw != 0;
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  const pmm_id case_id = find_case(by.session(), given.case_id);
  for (const pmm_id id : {given.see, given.withdraw, given.show})
    check_case(by, case_id, id, given);
  if (given.see != 0) by.write(pmm_case_message_see, given.see);
  if (given.withdraw != 0) by.write(pmm_case_message_withdraw, given.withdraw);
  if (!given.write.empty()) {
    const pmm_id id = write_message(by, case_id, given);
    print_record(by.read(pmm_case_message_get, id), settings);
    return kOk;
  }
  if (given.show != 0) {
    print_result(by.read(pmm_case_message_documents, given.show), settings, "nothing goes with it");
    return kOk;
  }
  pmm_case_message_filter filter = PMM_CASE_MESSAGE_FILTER_INIT;
  filter.set_fields = PMM_CASE_MESSAGE_FILTER_CASE_ID;
  filter.case_id = case_id;
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_case_message_list, &filter, &page), settings, kMessages, "no messages");
  return kOk;
}

}  // namespace cli
