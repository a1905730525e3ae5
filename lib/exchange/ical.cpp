#include "exchange/ical.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/civil.hpp"
#include "exchange/ical_zone.hpp"

namespace pmm::exchange {
namespace {

constexpr const char* kProduct = "-//libpmmcrm//NONSGML libpmmcrm//EN";

// libical keeps lists of its own in the process: one at a time.
std::mutex& ical_lock() {
  static std::mutex lock;
  return lock;
}

struct FreeComponent {
  void operator()(icalcomponent* component) const noexcept { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

// Without control characters, which a reader may end at; lines stay lines.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 ? c != '\x7f' : c == '\n' || c == '\t') out += c;
  return out;
}

icaltimetype civil_time(std::int64_t local_us) {
  const Civil day = civil_from_days(day_of(local_us));
  const std::int64_t second =
      (local_us - std::int64_t{day_of(local_us)} * kMicrosPerDay) / kMicrosPerSecond;
  icaltimetype out = icaltime_null_time();
  out.year = day.year;
  out.month = day.month;
  out.day = day.day;
  out.hour = static_cast<int>(second / 3600);
  out.minute = static_cast<int>(second / 60 % 60);
  out.second = static_cast<int>(second % 60);
  return out;
}

icaltimetype civil_date(std::int32_t day) {
  icaltimetype out = civil_time(std::int64_t{day} * kMicrosPerDay);
  out.is_date = 1;
  return out;
}

icaltimetype utc_time(std::int64_t us) {
  icaltimetype out = civil_time(us);
  out.zone = icaltimezone_get_utc_timezone();
  return out;
}

void put(icalcomponent* to, icalproperty* property) {
  if (property == nullptr) throw std::bad_alloc();
  icalcomponent_add_property(to, property);
}

// A time of the zone, by its name.
void put_local(icalcomponent* to, icalproperty* property, const Zone& zone) {
  if (property == nullptr) throw std::bad_alloc();
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone.name().c_str()));
  icalcomponent_add_property(to, property);
}

Component make(icalcomponent_kind kind) {
  Component made(icalcomponent_new(kind));
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

void add_zone(icalcomponent* to, const Zone& zone, const IcalFile& file) {
  std::int64_t from_us = file.now_us;
  std::int64_t to_us = file.now_us;
  for (const IcalEvent& event : file.events) {
    from_us = std::min(from_us, event.starts_us);
    to_us = std::max(to_us, event.ends_us);
  }
  Component described = make(ICAL_VTIMEZONE_COMPONENT);
  put(described.get(), icalproperty_new_tzid(zone.name().c_str()));
  for (const ZoneChange& change : zone_changes(zone, from_us, to_us)) {
    Component part =
        make(change.to_s > change.from_s ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);
    put(part.get(), icalproperty_new_tzoffsetfrom(change.from_s));
    put(part.get(), icalproperty_new_tzoffsetto(change.to_s));
    put(part.get(), icalproperty_new_dtstart(civil_time(change.onset_local_us)));
    if (!change.rule.empty())
      put(part.get(), icalproperty_new_rrule(icalrecurrencetype_from_string(change.rule.c_str())));
    icalcomponent_add_component(described.get(), part.release());
  }
  icalcomponent_add_component(to, described.release());
}

icalproperty_status status_of(IcalEvent::Status status) {
  switch (status) {
    case IcalEvent::Status::kTentative:
      return ICAL_STATUS_TENTATIVE;
    case IcalEvent::Status::kCancelled:
      return ICAL_STATUS_CANCELLED;
    case IcalEvent::Status::kConfirmed:
      break;
  }
  return ICAL_STATUS_CONFIRMED;
}

void add_times(icalcomponent* to, const IcalEvent& event, const Zone& zone) {
  if (event.all_day) {
    const std::int32_t day = zone.local_day(event.starts_us);
    put(to, icalproperty_new_dtstart(civil_date(day)));
    put(to, icalproperty_new_dtend(civil_date(day + 1)));
    return;
  }
  // A local time that comes twice is read as the first.
  const auto comes_back = [&zone](std::int64_t us) {
    return zone.from_local(zone.to_local(us)) == us;
  };
  if (!comes_back(event.starts_us) || !comes_back(event.ends_us)) {
    put(to, icalproperty_new_dtstart(utc_time(event.starts_us)));
    put(to, icalproperty_new_dtend(utc_time(event.ends_us)));
    return;
  }
  put_local(to, icalproperty_new_dtstart(civil_time(zone.to_local(event.starts_us))), zone);
  put_local(to, icalproperty_new_dtend(civil_time(zone.to_local(event.ends_us))), zone);
}

void add_organizer(icalcomponent* to, const IcalOrganizer& organizer) {
  icalproperty* property = icalproperty_new_organizer(plain(organizer.address).c_str());
  if (property != nullptr)
    icalproperty_add_parameter(property, icalparameter_new_cn(plain(organizer.name).c_str()));
  put(to, property);
}

void add_event(icalcomponent* to, const IcalEvent& event, const IcalFile& file, const Zone& zone) {
  Component made = make(ICAL_VEVENT_COMPONENT);
  icalcomponent* const out = made.get();
  put(out, icalproperty_new_uid(plain(event.uid).c_str()));
  put(out, icalproperty_new_dtstamp(utc_time(file.now_us)));
  put(out, icalproperty_new_created(utc_time(event.created_us)));
  put(out, icalproperty_new_lastmodified(utc_time(event.changed_us)));
  put(out, icalproperty_new_sequence(static_cast<int>(event.sequence)));
  add_times(out, event, zone);
  put(out, icalproperty_new_summary(plain(event.summary).c_str()));
  if (!event.description.empty())
    put(out, icalproperty_new_description(plain(event.description).c_str()));
  if (!event.location.empty()) put(out, icalproperty_new_location(plain(event.location).c_str()));
  put(out, icalproperty_new_status(status_of(event.status)));
  put(out, icalproperty_new_class(ICAL_CLASS_PRIVATE));
  if (file.method != IcalFile::Method::kNone) add_organizer(out, file.organizer);
  put(out, icalproperty_new_transp(event.busy ? ICAL_TRANSP_OPAQUE : ICAL_TRANSP_TRANSPARENT));
  icalcomponent_add_component(to, made.release());
}

}  // namespace

Result<std::string> write_ical(const IcalFile& file, const Zone& zone) {
  const std::lock_guard<std::mutex> held(ical_lock());
  Component calendar = make(ICAL_VCALENDAR_COMPONENT);
  icalcomponent* const out = calendar.get();
  put(out, icalproperty_new_version("2.0"));
  put(out, icalproperty_new_prodid(kProduct));
  if (file.method != IcalFile::Method::kNone)
    put(out,
        icalproperty_new_method(file.method == IcalFile::Method::kCancel ? ICAL_METHOD_CANCEL
                                                                         : ICAL_METHOD_PUBLISH));
  if (!file.name.empty()) {
    icalproperty* name = icalproperty_new_x(plain(file.name).c_str());
    if (name != nullptr) icalproperty_set_x_name(name, "X-WR-CALNAME");
    put(out, name);
  }
  add_zone(out, zone, file);
  for (const IcalEvent& event : file.events) add_event(out, event, file, zone);
  const std::unique_ptr<char, void (*)(char*)> text(
      icalcomponent_as_ical_string_r(out), [](char* bytes) { icalmemory_free_buffer(bytes); });
  if (text == nullptr) return Status(Code::kNoMemory, "no memory for the calendar");
  return std::string(text.get());
}

}  // namespace pmm::exchange
