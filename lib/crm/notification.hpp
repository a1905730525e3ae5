#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// What somebody writes on a subject's board: a text of its own, or a template and its data.
struct NotificationFields {
  Field<std::int64_t> subject, service, category, office, case_id;
  Field<std::string> notice_class, language, title, body, use_template, data, action, action_url,
      collapse_key, documents, pay_notice, pay_payee;
  Field<std::int64_t> due_us, action_until_us, pay_amount;
  Field<bool> pay_invalid_after_due;
};

// Ids that are given and empty ask for notifications without one.
struct NotificationFilter {
  Field<std::int64_t> subject, service, category, case_id, since_us, saved_filter;
  Field<std::string> notice_class, origin, token, collapse_key;
  Field<bool> unread, archived, action_open;
  bool as_page_shows = false;  // what the filters let through that the subject applies to its page
};

Result<std::int64_t> create_notification(const Writing& writing, const NotificationFields& fields);

// What its subject does with it; each gives the version. Doing it twice changes nothing.
Result<std::int64_t> mark_notification(const Writing& writing, std::int64_t id, bool read);
Result<std::int64_t> archive_notification(const Writing& writing, std::int64_t id, bool archived);
// The action that it asks for is done, said by the subject or by staff.
Result<std::int64_t> complete_notification(const Writing& writing, std::int64_t id);

Result<TablePtr> get_notification(const Reading& reading, std::int64_t id);
// Newest first.
Result<TablePtr> list_notifications(const Reading& reading, const NotificationFilter& filter,
                                    const Page& page);
Result<TablePtr> list_notification_documents(const Reading& reading, std::int64_t id);
// One row about a board: what is on it, not archived, unread, and asks for something.
Result<TablePtr> count_notifications(const Reading& reading, std::int64_t subject);

}  // namespace pmm::crm
