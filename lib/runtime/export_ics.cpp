#include "runtime/export_ics.hpp"

#include <utility>

#include "base/digest.hpp"
#include "exchange/ical.hpp"
#include "model/appointment.hpp"
#include "model/reminder.hpp"

namespace pmm::runtime {
namespace {

using Event = exchange::IcalEvent;

void add_line(std::string& text, const std::string& line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

Event::Status status_of(const crm::IcalRow& row) {
  if (row.is_reminder)
    return row.state == model::kReminderVoid ? Event::Status::kCancelled
                                             : Event::Status::kConfirmed;
  if (row.state == model::kBookingHeld || row.state == model::kBookingRequested)
    return Event::Status::kTentative;
  if (row.state == model::kBookingCancelled || row.state == model::kBookingRefused ||
      row.state == model::kBookingExpired)
    return Event::Status::kCancelled;
  return Event::Status::kConfirmed;
}

// The same for ever, and of no use to whoever has only it: a token stands for its row.
std::string uid_of(const crm::IcalRow& row, const std::string& store_id) {
  const std::string digest = to_hex(as_text(keyed_digest(store_id, "ical:" + row.token)));
  return digest.substr(0, 32) + '@' + store_id;
}

// The office's own address or, without one, a name of this store.
exchange::IcalOrganizer organizer_of(const crm::IcalRow& row, const std::string& store_id) {
  if (!row.office_email.empty()) return {row.office, "mailto:" + row.office_email};
  std::string uuid = store_id;
  for (const std::size_t at : {8U, 13U, 18U, 23U})
    if (uuid.size() > at) uuid.insert(at, 1, '-');
  return {row.office, "urn:uuid:" + uuid};
}

Event to_event(const crm::IcalRow& row, const std::string& store_id) {
  Event out;
  out.uid = uid_of(row, store_id);
  out.summary = row.title;
  out.location = row.place;
  out.status = status_of(row);
  out.starts_us = row.starts_us;
  out.ends_us = row.ends_us;
  out.all_day = row.is_reminder;
  out.busy = !row.is_reminder;
  out.sequence = row.version - 1;  // every change is a new version
  out.changed_us = row.changed_us;
  out.created_us = row.created_us;
  if (!row.person.empty()) out.summary += ": " + row.person;
  add_line(out.description, row.code);
  add_line(out.description, row.note);
  add_line(out.description, row.calendar_note);
  return out;
}

}  // namespace

Result<std::int64_t> export_ics(Session& session, const crm::IcalWanted& wanted,
                                exchange::Sink& sink, const Call& call) {
  exchange::IcalFile file;
  const std::string& store_id = session.crm().store().store_id();
  auto done = session.read(call, [&](const crm::Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(const crm::IcalRows rows, crm::read_ical_rows(reading, wanted));
    file.name = rows.name;
    file.now_us = reading.now_us;
    for (const crm::IcalRow& row : rows.rows) file.events.push_back(to_event(row, store_id));
    if (wanted.appointment.value) file.organizer = organizer_of(rows.rows.front(), store_id);
    return TablePtr(std::make_shared<Table>());
  });
  if (!done.ok()) return done.take_status();
  if (wanted.appointment.value)
    file.method = file.events.front().status == Event::Status::kCancelled
                      ? exchange::IcalFile::Method::kCancel
                      : exchange::IcalFile::Method::kPublish;
  PMM_ASSIGN(const std::string text, exchange::write_ical(file, session.crm().zone()));
  PMM_TRY(call.check());
  PMM_TRY(sink.write(text));
  PMM_TRY(sink.finish());
  return static_cast<std::int64_t>(file.events.size());
}

}  // namespace pmm::runtime
