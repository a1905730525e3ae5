// libpmmcrm for C++17: owners of the C handles, failures as exceptions, text as string_view.
//
// Header-only and thin. What has no name of its own here is reached through Session::read() and
// Session::write(), which take any function of the C ABI, or through get(), which gives the handle.
//
//   pmmcrm::Db db = pmmcrm::Db::memory();
//   pmmcrm::Session session = db.session();
//   pmmcrm::Result found = session.find("esposito");
//   for (pmmcrm::Row row : found) std::puts(std::string(row.text("name")).c_str());
#ifndef PMMCRM_PMMCRM_HPP
#define PMMCRM_PMMCRM_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pmmcrm/pmmcrm.h"

namespace pmmcrm {
inline namespace v0 {

// Text on its way into the C ABI: borrowed, as long as the call lasts.
inline pmm_str str(std::string_view text) noexcept { return pmm_str{text.data(), text.size()}; }
// Text on its way out: as long as the object that it came from.
inline std::string_view view(pmm_str text) noexcept {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

// A call that failed. Copies share the error of the C ABI.
class Error : public std::runtime_error {
 public:
  // Takes the error over; `error` may be NULL.
  Error(pmm_status status, pmm_error* error)
      : std::runtime_error(words(status, error)), code_(status), error_(error, pmm_error_free) {}

  pmm_status code() const noexcept { return code_; }
  std::string_view name() const noexcept { return view(pmm_status_name(code_)); }
  // Path of the input to blame, such as "filters[2].values"; "" if none is.
  std::string_view field() const noexcept { return view(pmm_error_field(error_.get())); }
  // Row of a bulk input, from 0, or -1.
  std::int64_t row() const noexcept { return pmm_error_row(error_.get()); }
  // A further fact by its key: "offset", "limit", "version"….
  std::string_view detail(std::string_view key) const noexcept {
    return view(pmm_error_detail(error_.get(), str(key)));
  }
  const pmm_error* get() const noexcept { return error_.get(); }

 private:
  static std::string words(pmm_status status, const pmm_error* error) {
    const std::string_view message = view(pmm_error_message(error));
    return std::string(message.empty() ? view(pmm_status_name(status)) : message);
  }

  pmm_status code_;
  std::shared_ptr<pmm_error> error_;
};

// Throws if the status is an error, and takes the error over in any case. The pointer comes by
// reference, because the call that makes the status may stand in the same expression.
inline void check(pmm_status status, pmm_error* const& error) {
  if (status < 0) throw Error(status, error);
  pmm_error_free(error);
}

namespace detail {

template <class T, void (*Free)(T*) noexcept>
struct Deleter {
  void operator()(T* handle) const noexcept { Free(handle); }
};
template <class T, void (*Free)(T*) noexcept>
using Handle = std::unique_ptr<T, Deleter<T, Free>>;

inline std::string take(pmm_text* text) {
  const Handle<pmm_text, pmm_text_free> owner(text);
  return std::string(view(pmm_text_view(text)));
}

}  // namespace detail

// Asks running calls to stop; request() may come from any thread.
class Cancel {
 public:
  Cancel() {
    pmm_cancel* made = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_cancel_create(&made, &error);
    handle_.reset(made);
    check(status, error);
  }
  void request() const noexcept { pmm_cancel_request(handle_.get()); }
  pmm_cancel* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<pmm_cancel, pmm_cancel_free> handle_;
};

// The values of a column without a copy, as long as the result. What stands at a null is not said.
template <class T>
class Span {
 public:
  Span(const T* data, std::size_t size) noexcept : data_(data), size_(size) {}
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }
  const T* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  const T& operator[](std::size_t i) const noexcept { return data_[i]; }

 private:
  const T* data_;
  std::size_t size_;
};

class Result;

// One row of a result, as long as the result.
class Row {
 public:
  Row(const pmm_result* result, std::int64_t index) noexcept : result_(result), index_(index) {}

  std::int64_t index() const noexcept { return index_; }
  bool is_null(std::string_view column) const {
    return pmm_result_is_null(result_, index_, find(column)) != 0;
  }
  std::int64_t int64(std::string_view column) const {
    return pmm_result_int64(result_, index_, find(column));
  }
  double float64(std::string_view column) const {
    return pmm_result_float64(result_, index_, find(column));
  }
  bool boolean(std::string_view column) const { return int64(column) != 0; }
  std::string_view text(std::string_view column) const {
    return view(pmm_result_text(result_, index_, find(column)));
  }

 private:
  std::int32_t find(std::string_view column) const {
    const std::int32_t found = pmm_result_find_column(result_, str(column));
    if (found < 0) throw std::out_of_range("result has no column " + std::string(column));
    return found;
  }

  const pmm_result* result_;
  std::int64_t index_;
};

// An answer: an immutable table that outlives its session and store.
class Result {
 public:
  explicit Result(pmm_result* handle = nullptr) noexcept : handle_(handle) {}

  std::int64_t rows() const noexcept { return pmm_result_rows(get()); }
  std::int32_t columns() const noexcept { return pmm_result_columns(get()); }
  bool empty() const noexcept { return rows() == 0; }

  std::string_view name(std::int32_t column) const noexcept {
    return view(pmm_result_column_name(get(), column));
  }
  std::string_view unit(std::int32_t column) const noexcept {
    return view(pmm_result_column_unit(get(), column));
  }
  // As people read it: "it" for Italian, else English.
  std::string_view title(std::int32_t column, std::string_view language = {}) const noexcept {
    return view(pmm_result_column_title(get(), column, str(language)));
  }
  pmm_type type(std::int32_t column) const noexcept {
    return pmm_result_column_type(get(), column);
  }
  std::optional<std::int32_t> find(std::string_view column) const noexcept {
    const std::int32_t found = pmm_result_find_column(get(), str(column));
    return found < 0 ? std::nullopt : std::optional<std::int32_t>(found);
  }

  bool is_null(std::int64_t row, std::int32_t column) const noexcept {
    return pmm_result_is_null(get(), row, column) != 0;
  }
  // Null because the actor may not see what stands there.
  bool is_withheld(std::int64_t row, std::int32_t column) const noexcept {
    return pmm_result_is_withheld(get(), row, column) != 0;
  }
  std::int64_t withheld_rows() const noexcept { return pmm_result_withheld_rows(get()); }
  std::int64_t int64(std::int64_t row, std::int32_t column) const noexcept {
    return pmm_result_int64(get(), row, column);
  }
  double float64(std::int64_t row, std::int32_t column) const noexcept {
    return pmm_result_float64(get(), row, column);
  }
  std::string_view text(std::int64_t row, std::int32_t column) const noexcept {
    return view(pmm_result_text(get(), row, column));
  }

  // A whole column in the Arrow layout; for validity and text.
  pmm_column column(std::int32_t column) const {
    pmm_column out = PMM_COLUMN_INIT;
    pmm_error* error = nullptr;
    check(pmm_result_column(get(), column, &out, &error), error);
    return out;
  }
  Span<std::int64_t> int64s(std::int32_t column) const {
    return values<std::int64_t>(column, PMM_TYPE_INT64, PMM_TYPE_TIME);
  }
  Span<double> float64s(std::int32_t column) const {
    return values<double>(column, PMM_TYPE_FLOAT64, PMM_TYPE_FLOAT64);
  }
  Span<std::int32_t> dates(std::int32_t column) const {
    return values<std::int32_t>(column, PMM_TYPE_DATE, PMM_TYPE_DATE);
  }

  std::string json() const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    check(pmm_result_json(get(), &text, &error), error);
    return detail::take(text);
  }
  ArrowArrayStream arrow() const {
    ArrowArrayStream stream = {};
    pmm_error* error = nullptr;
    check(pmm_result_export_arrow(get(), &stream, &error), error);
    return stream;
  }
  // Into a file, as its ending or the options say.
  pmm_export_report export_to(std::string_view path, const pmm_export_options* options = nullptr,
                              const pmm_sheet* sheet = nullptr,
                              const pmm_call* call = nullptr) const {
    pmm_sink sink = PMM_SINK_INIT;
    sink.path = str(path);
    return export_to(sink, options, sheet, call);
  }
  pmm_export_report export_to(const pmm_sink& sink, const pmm_export_options* options = nullptr,
                              const pmm_sheet* sheet = nullptr,
                              const pmm_call* call = nullptr) const {
    pmm_export_report report = PMM_EXPORT_REPORT_INIT;
    pmm_error* error = nullptr;
    check(pmm_export_result(get(), &sink, options, sheet, call, &report, &error), error);
    return report;
  }
  pmm_watermark watermark() const {
    pmm_watermark out = PMM_WATERMARK_INIT;
    pmm_error* error = nullptr;
    check(pmm_result_watermark(get(), &out, &error), error);
    return out;
  }
  std::string_view timezone() const noexcept { return view(pmm_result_timezone(get())); }
  // Rows without the limit, -1 if the question did not ask for it.
  std::int64_t total() const noexcept { return pmm_result_total(get()); }
  // "" on the last page of a list.
  std::string_view next_cursor() const noexcept { return view(pmm_result_next_cursor(get())); }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Row;
    using difference_type = std::int64_t;
    using pointer = const Row*;
    using reference = Row;

    Iterator(const pmm_result* result, std::int64_t row) noexcept : result_(result), row_(row) {}
    Row operator*() const noexcept { return Row(result_, row_); }
    Iterator& operator++() noexcept {
      ++row_;
      return *this;
    }
    Iterator operator++(int) noexcept { return Iterator(result_, row_++); }
    bool operator==(const Iterator& other) const noexcept { return row_ == other.row_; }
    bool operator!=(const Iterator& other) const noexcept { return row_ != other.row_; }

   private:
    const pmm_result* result_;
    std::int64_t row_;
  };
  Iterator begin() const noexcept { return Iterator(get(), 0); }
  Iterator end() const noexcept { return Iterator(get(), rows()); }
  Row operator[](std::int64_t row) const noexcept { return Row(get(), row); }

  const pmm_result* get() const noexcept { return handle_.get(); }

 private:
  template <class T>
  Span<T> values(std::int32_t index, pmm_type one, pmm_type other) const {
    const pmm_column whole = column(index);
    if (whole.type != one && whole.type != other)
      throw std::logic_error("column " + std::string(name(index)) + " has another type");
    return Span<T>(static_cast<const T*>(whole.values), static_cast<std::size_t>(whole.length));
  }

  detail::Handle<pmm_result, pmm_result_free> handle_;
};

// Several answers in one workbook, or one that comes page by page. Without finish() nothing stays.
class Writer {
 public:
  explicit Writer(const pmm_sink& sink, const pmm_export_options* options = nullptr) {
    pmm_writer* made = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_writer_open(&sink, options, &made, &error);
    handle_.reset(made);
    check(status, error);
  }
  static Writer to_file(std::string_view path, const pmm_export_options* options = nullptr) {
    pmm_sink sink = PMM_SINK_INIT;
    sink.path = str(path);
    return Writer(sink, options);
  }

  void add(const Result& result, const pmm_sheet& sheet, const pmm_call* call = nullptr) const {
    pmm_error* error = nullptr;
    check(pmm_writer_add(get(), result.get(), &sheet, call, &error), error);
  }
  // Further rows of the answer before.
  void add(const Result& result, const pmm_call* call = nullptr) const {
    pmm_error* error = nullptr;
    check(pmm_writer_add(get(), result.get(), nullptr, call, &error), error);
  }
  pmm_export_report finish(const pmm_call* call = nullptr) const {
    pmm_export_report report = PMM_EXPORT_REPORT_INIT;
    pmm_error* error = nullptr;
    check(pmm_writer_finish(get(), call, &report, &error), error);
    return report;
  }
  pmm_writer* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<pmm_writer, pmm_writer_free> handle_;
};

// A subject's page, as one snapshot saw it.
class MyPage {
 public:
  explicit MyPage(pmm_my_page* handle = nullptr) noexcept : handle_(handle) {}

  pmm_id subject() const noexcept { return pmm_my_page_subject(get()); }
  std::int32_t sections() const noexcept { return pmm_my_page_sections(get()); }
  std::string_view name(std::int32_t section) const noexcept {
    return view(pmm_my_page_name(get(), section));
  }
  bool is_collapsed(std::int32_t section) const noexcept {
    return pmm_my_page_is_collapsed(get(), section) != 0;
  }
  bool has_more(std::int32_t section) const noexcept {
    return pmm_my_page_has_more(get(), section) != 0;
  }
  // The rows of a section, which may outlive the page.
  Result section(std::int32_t index) const {
    pmm_result* out = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_my_page_section(get(), index, &out, &error);
    Result rows(out);
    check(status, error);
    return rows;
  }
  // The same by its name; one that the subject hides is not there: PMM_E_NOT_FOUND.
  Result section(std::string_view name) const {
    return section(pmm_my_page_find(get(), str(name)));
  }
  const pmm_my_page* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<pmm_my_page, pmm_my_page_free> handle_;
};

// An actor at work; one thread at a time. Calls take a pmm_call, or nullptr for defaults.
class Session {
 public:
  explicit Session(pmm_session* handle = nullptr) noexcept : handle_(handle) {}

  pmm_id actor() const noexcept { return pmm_session_actor(get()); }

  // Any function of the C ABI that answers with a result: its arguments without the session, the
  // result and the error.
  //   Result page = session.read(pmm_subject_list, &filter, &page, nullptr);
  template <class Function, class... Arguments>
  Result read(Function function, Arguments... arguments) const {
    pmm_result* out = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = function(get(), arguments..., &out, &error);
    Result result(out);
    check(status, error);
    return result;
  }
  // Any that answers with an id or a version.
  //   pmm_id id = session.write(pmm_subject_create, &input, nullptr);
  template <class Function, class... Arguments>
  std::int64_t write(Function function, Arguments... arguments) const {
    std::int64_t out = 0;
    pmm_error* error = nullptr;
    check(function(get(), arguments..., &out, &error), error);
    return out;
  }

  pmm_id create(const pmm_subject_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_subject_create, &input, call);
  }
  pmm_id add(pmm_id subject, const pmm_identifier_input& input,
             const pmm_call* call = nullptr) const {
    return write(pmm_identifier_create, subject, &input, call);
  }
  pmm_id add(pmm_id subject, const pmm_address_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_address_create, subject, &input, call);
  }
  Result subject(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_subject_get, id, PMM_TIME_NONE, call);
  }

  // Two subjects become one; the merge, by which they can be two again.
  pmm_id merge(const pmm_merge_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_merge_subjects, &input, call);
  }
  Result preview(const pmm_merge_input& input, const pmm_call* call = nullptr) const {
    return read(pmm_merge_preview, &input, call);
  }
  std::int64_t undo_merge(pmm_id merge, const pmm_call* call = nullptr) const {
    return write(pmm_merge_undo, merge, call);
  }
  // Who may be the same as a subject, or all pairs there are with 0.
  Result duplicates(pmm_id subject = 0, const pmm_page* page = nullptr,
                    const pmm_call* call = nullptr) const {
    pmm_duplicate_filter filter = PMM_DUPLICATE_FILTER_INIT;
    if (subject != 0) filter.set_fields = PMM_DUPLICATE_FILTER_SUBJECT;
    filter.subject = subject;
    const pmm_duplicate_filter* wanted = &filter;
    return read(pmm_duplicate_list, wanted, page, call);
  }

  pmm_id create(const pmm_service_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_service_create, &input, call);
  }
  pmm_id create(const pmm_channel_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_channel_create, &input, call);
  }
  pmm_id create(const pmm_office_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_office_create, &input, call);
  }
  pmm_id create(const pmm_contact_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_contact_create, &input, call);
  }
  pmm_id create(const pmm_task_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_task_create, &input, call);
  }
  pmm_id create(const pmm_role_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_role_create, &input, call);
  }
  // A mandate for some services; none given: for all.
  pmm_id create(const pmm_mandate_input& input, const std::vector<pmm_id>& services = {},
                const pmm_call* call = nullptr) const {
    return write(pmm_mandate_create, &input, services.data(), services.size(), call);
  }
  Result mandate(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_mandate_get, id, call);
  }
  std::int64_t accept_mandate(pmm_id id, std::string_view code,
                              const pmm_call* call = nullptr) const {
    return write(pmm_mandate_accept, id, str(code), call);
  }
  std::int64_t reject_mandate(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_mandate_reject, id, call);
  }
  std::int64_t revoke_mandate(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_mandate_revoke, id, call);
  }
  Result mandates(const pmm_mandate_filter* filter = nullptr, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    return read(pmm_mandate_list, filter, page, call);
  }
  // What subjects ask of their data, and what is kept all the same.
  pmm_id create(const pmm_data_request_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_data_request_create, &input, call);
  }
  Result data_request(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_data_request_get, id, call);
  }
  // The new version of the request.
  std::int64_t advance_request(pmm_id id, std::string_view verb,
                               const pmm_data_request_step* step = nullptr,
                               const pmm_call* call = nullptr) const {
    return write(pmm_data_request_advance, id, str(verb), step, call);
  }
  // Erases, restricts or stops, as the request is for.
  std::int64_t work_request(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_data_request_work, id, call);
  }
  // Answers a request for access with a file; gives its bytes.
  std::int64_t export_request(pmm_id id, std::int32_t format, std::string_view path,
                              std::string_view language = {},
                              const pmm_call* call = nullptr) const {
    pmm_sink sink = PMM_SINK_INIT;
    sink.path = str(path);
    const pmm_sink* to = &sink;
    return write(pmm_data_request_export, id, format, str(language), to, call);
  }
  pmm_id create(const pmm_legal_hold_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_legal_hold_create, &input, call);
  }
  pmm_id create(const pmm_consent_purpose_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_consent_purpose_create, &input, call);
  }
  pmm_id set(pmm_id subject, const pmm_consent_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_consent_set, subject, &input, call);
  }
  pmm_id set(const pmm_retention_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_retention_set, &input, call);
  }
  // Who looked at whose data, newest first.
  Result reads(const pmm_read_filter* filter = nullptr, const pmm_page* page = nullptr,
               const pmm_call* call = nullptr) const {
    return read(pmm_reads, filter, page, call);
  }
  // Why an actor may do something to a row, or may not.
  Result explain_access(pmm_id actor, std::string_view action, pmm_noun noun, pmm_id id,
                        const pmm_call* call = nullptr) const {
    return read(pmm_explain_access, actor, str(action), noun, id, call);
  }

  pmm_id create(const pmm_case_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_case_create, &input, call);
  }
  pmm_id create(const pmm_notification_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_notification_create, &input, call);
  }
  pmm_id create(const pmm_notification_template_input& input,
                const pmm_call* call = nullptr) const {
    return write(pmm_notification_template_create, &input, call);
  }
  pmm_id create(const pmm_case_message_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_case_message_create, &input, call);
  }
  pmm_id create(const pmm_saved_filter_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_saved_filter_create, &input, call);
  }
  // What stands on a subject's board and is not put away, newest first.
  Result board(pmm_id subject, const pmm_page* page = nullptr,
               const pmm_call* call = nullptr) const {
    pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
    filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT | PMM_NOTIFICATION_FILTER_ARCHIVED;
    filter.subject = subject;
    const pmm_notification_filter* wanted = &filter;
    return read(pmm_notification_list, wanted, page, call);
  }
  // The new version of the notification.
  std::int64_t mark(pmm_id notification, bool is_read = true,
                    const pmm_call* call = nullptr) const {
    return write(pmm_notification_mark, notification, is_read ? 1 : 0, call);
  }
  // These give its new version, or the one that they leave as it is.
  std::int64_t archive(pmm_id notification, bool away = true,
                       const pmm_call* call = nullptr) const {
    return write(pmm_notification_archive, notification, away ? 1 : 0, call);
  }
  std::int64_t complete(pmm_id notification, const pmm_call* call = nullptr) const {
    return write(pmm_notification_complete, notification, call);
  }
  Result notification(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_notification_get, id, call);
  }
  Result documents(pmm_id notification, const pmm_call* call = nullptr) const {
    return read(pmm_notification_documents, notification, call);
  }
  // How much stands on a board: all, current, unread, to be done.
  Result board_counts(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_notification_counts, subject, call);
  }

  // Texts of notifications. Of a template that is filled in: title, body, language.
  std::int64_t update(pmm_id id, const pmm_notification_template_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_notification_template_update, id, &input, call);
  }
  std::int64_t remove_template(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_notification_template_remove, id, call);
  }
  Result templates(const pmm_notification_template_filter* filter = nullptr,
                   const pmm_page* page = nullptr, const pmm_call* call = nullptr) const {
    return read(pmm_notification_template_list, filter, page, call);
  }
  Result render(pmm_id notice_template, std::string_view data,
                const pmm_call* call = nullptr) const {
    return read(pmm_notification_template_render, notice_template, str(data), call);
  }

  // Messages on a case, oldest first.
  Result messages(pmm_id case_id, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    pmm_case_message_filter filter = PMM_CASE_MESSAGE_FILTER_INIT;
    filter.set_fields = PMM_CASE_MESSAGE_FILTER_CASE_ID;
    filter.case_id = case_id;
    const pmm_case_message_filter* wanted = &filter;
    return read(pmm_case_message_list, wanted, page, call);
  }
  std::int64_t see_message(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_case_message_see, id, call);
  }
  std::int64_t withdraw_message(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_case_message_withdraw, id, call);
  }

  // Saved filters, and how a page is laid out: JSON, empty for the library's own layout.
  std::int64_t update(pmm_id id, const pmm_saved_filter_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_saved_filter_update, id, &input, call);
  }
  std::int64_t remove_saved_filter(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_saved_filter_remove, id, call);
  }
  Result saved_filters(const pmm_saved_filter_filter* filter = nullptr,
                       const pmm_page* page = nullptr, const pmm_call* call = nullptr) const {
    return read(pmm_saved_filter_list, filter, page, call);
  }
  std::int64_t set_layout(pmm_id subject, std::string_view layout,
                          const pmm_call* call = nullptr) const {
    return write(pmm_page_layout_set, subject, str(layout), call);
  }
  Result layout(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_page_layout_get, subject, call);
  }

  // All that a subject sees of itself; 0: the usual number of rows a section.
  MyPage my_page(pmm_id subject, std::int64_t rows = 0, const pmm_call* call = nullptr) const {
    pmm_my_page_options options = PMM_MY_PAGE_OPTIONS_INIT;
    if (rows != 0) {
      options.set_fields = PMM_MY_PAGE_ROWS;
      options.rows = rows;
    }
    pmm_my_page* out = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_my_page_read(get(), subject, &options, call, &out, &error);
    MyPage page(out);
    check(status, error);
    return page;
  }
  // What a subject wants to receive; the version of its preferences.
  Result preferences(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_preference_get, subject, call);
  }
  std::int64_t set(pmm_id subject, const pmm_preference_input& input,
                   const pmm_call* call = nullptr) const {
    return write(pmm_preference_set, subject, &input, call);
  }
  std::int64_t choose(pmm_id subject, const pmm_preference_choice& choice,
                      const pmm_call* call = nullptr) const {
    return write(pmm_preference_choose, subject, &choice, call);
  }
  // A channel for one service or case.
  std::int64_t prefer(pmm_id subject, const pmm_preference_channel& channel,
                      const pmm_call* call = nullptr) const {
    return write(pmm_preference_prefer, subject, &channel, call);
  }
  Result choices(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_preference_choices, subject, call);
  }
  Result preference_history(pmm_id subject, const pmm_page* page = nullptr,
                            const pmm_call* call = nullptr) const {
    return read(pmm_preference_history, subject, page, call);
  }
  // Channel by channel: whether a notice would be wanted, and by which rule.
  Result explain_preference(pmm_id subject, const pmm_preference_question* question = nullptr,
                            const pmm_call* call = nullptr) const {
    return read(pmm_preference_explain, subject, question, call);
  }
  // Position 0: behind the others.
  pmm_id put_favourite(pmm_id subject, pmm_id service, std::int64_t position = 0,
                       const pmm_call* call = nullptr) const {
    return write(pmm_favourite_put, subject, service, position, call);
  }
  std::int64_t remove_favourite(pmm_id subject, pmm_id service,
                                const pmm_call* call = nullptr) const {
    return write(pmm_favourite_remove, subject, service, call);
  }
  Result favourites(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_favourite_list, subject, call);
  }
  pmm_id create(const pmm_calendar_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_calendar_create, &input, call);
  }
  pmm_id open(pmm_id calendar, const pmm_opening_input& input,
              const pmm_call* call = nullptr) const {
    return write(pmm_opening_create, calendar, &input, call);
  }
  pmm_id create(const pmm_closure_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_closure_create, &input, call);
  }
  std::int64_t update(pmm_id id, const pmm_calendar_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_calendar_update, id, &input, call);
  }
  Result calendars(const pmm_calendar_filter* filter = nullptr, const pmm_page* page = nullptr,
                   const pmm_call* call = nullptr) const {
    return read(pmm_calendar_list, filter, page, call);
  }
  Result openings(pmm_id calendar, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    return read(pmm_opening_list, calendar, page, call);
  }
  std::int64_t remove_opening(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_opening_remove, id, call);
  }
  Result closures(const pmm_closure_filter* filter = nullptr, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    return read(pmm_closure_list, filter, page, call);
  }
  std::int64_t remove_closure(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_closure_remove, id, call);
  }
  // Appointments to come that the calendar has no slot for any more.
  Result conflicts(pmm_id calendar, const pmm_call* call = nullptr) const {
    return read(pmm_calendar_conflicts, calendar, call);
  }
  // What is free; 0 gives at most 100,000 slots.
  Result slots(const pmm_slot_filter* filter = nullptr, std::int64_t rows = 0,
               const pmm_call* call = nullptr) const {
    return read(pmm_calendar_slots, filter, rows, call);
  }
  pmm_id book(const pmm_appointment_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_appointment_book, &input, call);
  }
  pmm_id hold(const pmm_appointment_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_appointment_hold, &input, call);
  }
  // The new version. "confirm", "refuse", "cancel", "done" or "missed".
  std::int64_t advance_appointment(pmm_id id, std::string_view verb,
                                   const pmm_call* call = nullptr) const {
    return write(pmm_appointment_advance, id, str(verb), call);
  }
  // Calendar 0: the same.
  std::int64_t move_appointment(pmm_id id, std::int64_t starts_us, pmm_id calendar = 0,
                                const pmm_call* call = nullptr) const {
    return write(pmm_appointment_move, id, calendar, starts_us, call);
  }
  std::int64_t update(pmm_id id, const pmm_appointment_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_appointment_update, id, &input, call);
  }
  Result appointment(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_appointment_get, id, call);
  }
  Result appointments(const pmm_appointment_filter* filter = nullptr,
                      const pmm_page* page = nullptr, const pmm_call* call = nullptr) const {
    return read(pmm_appointment_list, filter, page, call);
  }
  Result appointment_events(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_appointment_events, id, call);
  }
  pmm_id create(const pmm_reminder_rule_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_reminder_rule_create, &input, call);
  }
  pmm_id create(const pmm_reminder_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_reminder_create, &input, call);
  }
  std::int64_t update(pmm_id id, const pmm_reminder_rule_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_reminder_rule_update, id, &input, call);
  }
  Result reminder_rules(const pmm_reminder_rule_filter* filter = nullptr,
                        const pmm_page* page = nullptr, const pmm_call* call = nullptr) const {
    return read(pmm_reminder_rule_list, filter, page, call);
  }
  std::int64_t follow(pmm_id rule, pmm_id subject, bool follows = true,
                      const pmm_call* call = nullptr) const {
    return write(pmm_reminder_rule_follow, rule, subject, follows ? 1 : 0, call);
  }
  Result followed_rules(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_reminder_rule_followed, subject, call);
  }
  std::int64_t update(pmm_id id, const pmm_reminder_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_reminder_update, id, &input, call);
  }
  std::int64_t finish_reminder(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_reminder_done, id, call);
  }
  std::int64_t snooze(pmm_id reminder, std::int64_t until_us,
                      const pmm_call* call = nullptr) const {
    return write(pmm_reminder_snooze, reminder, until_us, call);
  }
  Result reminders(const pmm_reminder_filter* filter = nullptr, const pmm_page* page = nullptr,
                   const pmm_call* call = nullptr) const {
    return read(pmm_reminder_list, filter, page, call);
  }
  Result reminder_log(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_reminder_log, id, call);
  }
  std::int64_t update(pmm_id id, const pmm_feedback_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_feedback_update, id, &input, call);
  }
  Result feedback(const pmm_feedback_filter* filter = nullptr, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    return read(pmm_feedback_list, filter, page, call);
  }
  pmm_id create(const pmm_feedback_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_feedback_create, &input, call);
  }
  // The new version of the case.
  std::int64_t advance(pmm_id id, std::string_view verb, const pmm_case_step* step = nullptr,
                       const pmm_call* call = nullptr) const {
    return write(pmm_case_advance, id, str(verb), step, call);
  }
  Result cases(const pmm_case_filter* filter = nullptr, const pmm_page* page = nullptr,
               const pmm_call* call = nullptr) const {
    return read(pmm_case_list, filter, page, call);
  }
  Result case_row(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_case_get, id, call);
  }

  // A campaign to a frozen group, and what became of it.
  pmm_id create(const pmm_campaign_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_campaign_create, &input, call);
  }
  Result campaign(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_campaign_get, id, call);
  }
  std::int64_t pause_campaign(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_campaign_pause, id, call);
  }
  std::int64_t resume_campaign(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_campaign_resume, id, call);
  }
  std::int64_t cancel_campaign(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_campaign_cancel, id, call);
  }
  Result campaigns(const pmm_campaign_filter* filter = nullptr, const pmm_page* page = nullptr,
                   const pmm_call* call = nullptr) const {
    return read(pmm_campaign_list, filter, page, call);
  }
  Result campaign_counts(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_campaign_counts, id, call);
  }
  Result deliveries(const pmm_delivery_filter* filter = nullptr, const pmm_page* page = nullptr,
                    const pmm_call* call = nullptr) const {
    return read(pmm_delivery_list, filter, page, call);
  }
  Result delivery_counts(const pmm_call* call = nullptr) const {
    return read(pmm_delivery_counts, call);
  }
  Result tries(pmm_id delivery, const pmm_call* call = nullptr) const {
    return read(pmm_delivery_tries, delivery, call);
  }
  std::int64_t requeue(pmm_id delivery, const pmm_call* call = nullptr) const {
    return write(pmm_delivery_requeue, delivery, call);
  }
  std::int64_t cancel_delivery(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_delivery_cancel, id, call);
  }
  // "restricted", "objected" or "erased"; whether that changed anything.
  bool stop(pmm_id subject, std::string_view kind, bool on = true,
            const pmm_call* call = nullptr) const {
    return write(pmm_delivery_stop, subject, str(kind), on ? 1 : 0, call) != 0;
  }
  Result stops(pmm_id subject, const pmm_call* call = nullptr) const {
    return read(pmm_delivery_stops, subject, call);
  }
  Result delivery(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_delivery_get, id, call);
  }
  // Rule by rule: why it is sent, or not.
  Result explain_delivery(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_explain_delivery, id, call);
  }
  // What is due over a channel, leased to the caller, who reports on each.
  Result claim(pmm_id channel, std::int64_t limit = 0, std::int64_t lease_s = 0,
               const pmm_call* call = nullptr) const {
    return read(pmm_delivery_claim, channel, limit, lease_s, call);
  }
  std::int64_t report(pmm_id id, const pmm_delivery_report_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_delivery_report, id, &input, call);
  }
  // Holds the lease of a try that takes longer; gives until when.
  std::int64_t heartbeat(pmm_id delivery, std::int64_t token, std::int64_t lease_s = 0,
                         const pmm_call* call = nullptr) const {
    return write(pmm_delivery_heartbeat, delivery, token, lease_s, call);
  }
  // What became of a try, by the reference that its provider gave.
  std::int64_t receipt(std::string_view reference, pmm_outcome outcome, bool bounced = false,
                       const pmm_call* call = nullptr) const {
    return write(pmm_delivery_receipt, str(reference), outcome, bounced ? 1 : 0, call);
  }
  // The records of the journal behind one of them; the last number is where to go on.
  Result changes(std::int64_t after, std::int64_t limit = 0, const pmm_call* call = nullptr) const {
    return read(pmm_changes, after, limit, call);
  }

  // Subjects and cases by whatever of them is known; 0 gives at most 20.
  Result find(std::string_view text, std::int32_t limit = 0, const pmm_call* call = nullptr) const {
    return read(pmm_find, str(text), limit, call);
  }
  // What happened with a subject, newest first.
  Result timeline(pmm_id subject, const pmm_timeline_filter* filter = nullptr,
                  const pmm_page* page = nullptr, const pmm_call* call = nullptr) const {
    return read(pmm_timeline, subject, filter, page, call);
  }
  // What the store holds, for programs of business intelligence.
  pmm_bi_report export_bi(std::string_view path, const pmm_bi_options* options = nullptr,
                          const pmm_call* call = nullptr) const {
    pmm_bi_report report = PMM_BI_REPORT_INIT;
    pmm_error* error = nullptr;
    check(pmm_export_bi(get(), str(path), options, call, &report, &error), error);
    return report;
  }
  // The workbook of the managers. See pmm_export_workbook for the request.
  pmm_export_report export_workbook(std::string_view path,
                                    const pmm_export_options* options = nullptr,
                                    std::string_view request = {},
                                    const pmm_call* call = nullptr) const {
    pmm_sink sink = PMM_SINK_INIT;
    sink.path = str(path);
    pmm_export_report report = PMM_EXPORT_REPORT_INIT;
    pmm_error* error = nullptr;
    check(pmm_export_workbook(get(), &sink, options, str(request), call, &report, &error), error);
    return report;
  }
  // Appointments and deadlines for the calendar of another program; gives their number.
  std::int64_t export_ics(std::string_view path, const pmm_ics_input& what,
                          const pmm_call* call = nullptr) const {
    pmm_sink sink = PMM_SINK_INIT;
    sink.path = str(path);
    std::int64_t events = 0;
    pmm_error* error = nullptr;
    check(pmm_export_ics(get(), &what, &sink, call, &events, &error), error);
    return events;
  }
  Result query(std::string_view json, const pmm_call* call = nullptr) const {
    return read(pmm_query, str(json), call);
  }
  // What a question took, and SQL that gives the same answer, as JSON.
  std::string explain(std::string_view json, const pmm_call* call = nullptr) const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    check(pmm_query_explain(get(), str(json), call, &text, &error), error);
    return detail::take(text);
  }
  // See pmm_indicators for the request.
  Result indicators(std::string_view request = {}, const pmm_call* call = nullptr) const {
    return read(pmm_indicators, str(request), call);
  }

  // Target groups: rules as JSON, and groups of them under a name.
  pmm_id create(const pmm_segment_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_segment_create, &input, call);
  }
  // The new version of the segment.
  std::int64_t update(pmm_id id, const pmm_segment_input& input,
                      const pmm_call* call = nullptr) const {
    return write(pmm_segment_update, id, &input, call);
  }
  std::int64_t remove_segment(pmm_id id, const pmm_call* call = nullptr) const {
    return write(pmm_segment_remove, id, call);
  }
  Result segment(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_segment_get, id, call);
  }
  Result segments(const pmm_segment_filter* filter = nullptr, const pmm_page* page = nullptr,
                  const pmm_call* call = nullptr) const {
    return read(pmm_segment_list, filter, page, call);
  }
  Result segment_versions(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_segment_versions, id, call);
  }
  Result segment_count(std::string_view rule, const pmm_call* call = nullptr) const {
    return read(pmm_segment_count, str(rule), call);
  }
  // With the label of the part where `groups` splits them; see pmm_segment_split().
  Result segment_members(std::string_view rule, const pmm_page* page = nullptr,
                         std::string_view groups = {}, std::string_view salt = {},
                         const pmm_call* call = nullptr) const {
    return read(pmm_segment_members, str(rule), str(groups), str(salt), page, call);
  }
  Result segment_overlap(std::string_view rule_a, std::string_view rule_b,
                         const pmm_call* call = nullptr) const {
    return read(pmm_segment_overlap, str(rule_a), str(rule_b), call);
  }
  Result segment_profile(std::string_view rule, std::string_view dimensions,
                         const pmm_call* call = nullptr) const {
    return read(pmm_segment_profile, str(rule), str(dimensions), call);
  }
  Result segment_split(std::string_view rule, std::string_view groups, std::string_view salt,
                       const pmm_call* call = nullptr) const {
    return read(pmm_segment_split, str(rule), str(groups), str(salt), call);
  }
  // How recently, how often and how broadly subjects have turned to the administration.
  Result rfm(std::string_view options, const pmm_call* call = nullptr) const {
    return read(pmm_rfm, str(options), call);
  }
  pmm_id freeze(const pmm_freeze_input& input, const pmm_call* call = nullptr) const {
    return write(pmm_segment_freeze, &input, call);
  }
  Result frozen(pmm_id id, const pmm_call* call = nullptr) const {
    return read(pmm_frozen_get, id, call);
  }
  Result frozen_list(const pmm_frozen_filter* filter = nullptr, const pmm_page* page = nullptr,
                     const pmm_call* call = nullptr) const {
    return read(pmm_frozen_list, filter, page, call);
  }
  // Of one part where `label` names one.
  Result frozen_members(pmm_id id, std::string_view label = {}, const pmm_page* page = nullptr,
                        const pmm_call* call = nullptr) const {
    return read(pmm_frozen_members, id, str(label), page, call);
  }

  Result history(pmm_noun noun, pmm_id id, const pmm_page* page = nullptr,
                 const pmm_call* call = nullptr) const {
    return read(pmm_history, noun, id, page, call);
  }

  // The report of the import, as JSON. `report`, when given, has it also if the import fails.
  std::string import_csv(std::string_view data_path, std::string_view mapping,
                         const pmm_import_options* options = nullptr,
                         const pmm_call* call = nullptr, std::string* report = nullptr) const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status =
        pmm_import_csv(get(), str(data_path), str(mapping), options, call, &text, &error);
    std::string made = detail::take(text);
    if (report != nullptr) *report = made;
    check(status, error);
    return made;
  }

  pmm_session* get() const noexcept { return handle_.get(); }

 private:
  detail::Handle<pmm_session, pmm_session_free> handle_;
};

// The writes of a session between its begin and commit() are one; without commit() there are none.
class Transaction {
 public:
  explicit Transaction(const Session& session, std::uint32_t limit_ms = 0,
                       const pmm_call* call = nullptr)
      : session_(session.get()) {
    pmm_error* error = nullptr;
    check(pmm_begin(session_, limit_ms, call, &error), error);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (session_ != nullptr) pmm_rollback(session_, nullptr);
  }

  void commit() {
    pmm_error* error = nullptr;
    check(pmm_commit(std::exchange(session_, nullptr), &error), error);
  }
  void rollback() {
    pmm_error* error = nullptr;
    check(pmm_rollback(std::exchange(session_, nullptr), &error), error);
  }

 private:
  pmm_session* session_;
};

// An open store; any thread.
class Db {
 public:
  explicit Db(pmm_db* handle = nullptr) noexcept : handle_(handle) {}

  static Db open(std::string_view path, const pmm_open_options* options = nullptr) {
    pmm_db* made = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_open(str(path), options, &made, &error);
    Db db(made);
    check(status, error);
    return db;
  }
  static Db create(std::string_view path, std::string_view timezone = {}) {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    options.flags = PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE;
    options.timezone = str(timezone);
    return open(path, &options);
  }
  static Db read_only(std::string_view path) {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    options.flags = PMM_OPEN_READ_ONLY;
    return open(path, &options);
  }
  // A private store that is gone with this object.
  static Db memory() {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
    return open("memory", &options);
  }

  Session session(pmm_id actor = PMM_ACTOR_ADMINISTRATOR) const {
    pmm_session* made = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = pmm_session_open(get(), actor, &made, &error);
    Session session(made);
    check(status, error);
    return session;
  }

  Result info(const pmm_call* call = nullptr) const { return read(pmm_db_info, call); }
  Result check_store(const pmm_call* call = nullptr) const { return read(pmm_check, call); }
  // The head of the journal's chain, and whether the chain, and a head that was kept, still hold.
  Result audit_head(const pmm_call* call = nullptr) const { return read(pmm_audit_head, call); }
  Result audit_check(std::string_view store_id = {}, std::int64_t seq = 0,
                     std::string_view hash = {}, const pmm_call* call = nullptr) const {
    pmm_result* out = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status =
        pmm_audit_check(get(), str(store_id), seq, str(hash), call, &out, &error);
    Result result(out);
    check(status, error);
    return result;
  }
  void backup(std::string_view path, const pmm_call* call = nullptr) const {
    pmm_error* error = nullptr;
    check(pmm_backup(get(), str(path), call, &error), error);
  }
  // Who carries over a channel; NULL: nobody any more.
  void set_carrier(std::string_view channel, const pmm_carrier* carrier) const {
    pmm_error* error = nullptr;
    check(pmm_carrier_set(get(), str(channel), carrier, &error), error);
  }
  void start_worker(const pmm_worker_options* options = nullptr) const {
    pmm_error* error = nullptr;
    check(pmm_worker_start(get(), options, &error), error);
  }
  void stop_worker() const {
    pmm_error* error = nullptr;
    check(pmm_worker_stop(get(), &error), error);
  }
  // What was changed or tried; 0: nothing is due.
  std::int64_t tick(const pmm_call* call = nullptr) const {
    std::int64_t done = 0;
    pmm_error* error = nullptr;
    check(pmm_tick(get(), call, &done, &error), error);
    return done;
  }
  pmm_statistics statistics() const {
    pmm_statistics out = PMM_STATISTICS_INIT;
    pmm_error* error = nullptr;
    check(pmm_db_statistics(get(), &out, &error), error);
    return out;
  }
  std::string meta() const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    check(pmm_meta(get(), &text, &error), error);
    return detail::take(text);
  }
  // The JSON Schema of a segment's rule.
  std::string segment_schema() const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    check(pmm_segment_schema(get(), &text, &error), error);
    return detail::take(text);
  }
  // The JSON Schema of a query.
  std::string query_schema() const {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    check(pmm_query_schema(get(), &text, &error), error);
    return detail::take(text);
  }

  pmm_db* get() const noexcept { return handle_.get(); }

 private:
  template <class Function>
  Result read(Function function, const pmm_call* call) const {
    pmm_result* out = nullptr;
    pmm_error* error = nullptr;
    const pmm_status status = function(get(), call, &out, &error);
    Result result(out);
    check(status, error);
    return result;
  }

  detail::Handle<pmm_db, pmm_db_free> handle_;
};

}  // namespace v0
}  // namespace pmmcrm

#endif
