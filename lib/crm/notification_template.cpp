#include "crm/notification_template.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/notification_template_sql.hpp"
#include "crm/service.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::size_t kTemplateCodeBytes = 64;

const Columns kTemplateColumns{
    {"id", Type::kInt64},      {"version", Type::kInt64},     {"code", Type::kText},
    {"service", Type::kInt64}, {"language", Type::kText},     {"title", Type::kText},
    {"body", Type::kText},     {"placeholders", Type::kText}, {"created", Type::kTime}};

struct TemplateRow {
  std::int64_t version = 0;
  std::string code;
  std::optional<std::int64_t> service;
  std::string language, title, body, placeholders;
};

Result<TemplateRow> load_template(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kTemplateRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kNotificationTemplate, "id", id);
  TemplateRow row;
  row.version = find.int_at(0);
  row.code = find.string_at(1);
  row.service = find.opt_int(2);
  row.language = find.string_at(3);
  row.title = find.string_at(4);
  row.body = find.string_at(5);
  row.placeholders = find.string_at(6);
  return row;
}

Status check_template_code(const std::string& code) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '_' || c == '.';
  };
  if (!code.empty() && code.size() <= kTemplateCodeBytes &&
      std::all_of(code.begin(), code.end(), fits))
    return {};
  return Status::invalid("code",
                         text::quoted(code) + " is not a code of 1 to 64 of a-z, 0-9, _ and dots");
}

Result<model::NoticeTemplate> source_of(const TemplateRow& row) {
  model::NoticeTemplate source{row.language, row.title, row.body, {}};
  if (model::is_own_code(row.code) && !row.placeholders.empty())
    return Status::invalid("placeholders", "of templates for " + text::quoted(row.code) +
                                               " the library declares the places itself");
  PMM_ASSIGN(source.placeholders, stored_placeholders(row.code, row.placeholders));
  return source;
}

Status check_rules(const TemplateRow& row) {
  PMM_TRY(check_template_code(row.code));
  PMM_ASSIGN(const model::NoticeTemplate source, source_of(row));
  PMM_TRY(model::check_template(source));
  return model::is_own_code(row.code) ? model::check_own_template(row.code, source) : Status();
}

Status record_template(const Writing& writing, std::string_view verb, std::int64_t id,
                       std::string_view fields) {
  return writing.tx.record(
      {.verb = verb, .noun = store::Noun::kNotificationTemplate, .id = id, .fields = fields});
}

Result<TemplateRow> load_for_change(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(TemplateRow row, load_template(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kNotificationTemplate, {}, "id",
                              id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

}  // namespace

Result<std::int64_t> create_template(const Writing& writing, const TemplateFields& fields) {
  PMM_TRY(
      model::check_access(writing.plan, Action::kCreate, Noun::kNotificationTemplate, {}, "", 0));
  TemplateRow row;
  row.code = fields.code.value.value_or("");
  row.service = fields.service.value;
  PMM_ASSIGN(row.language, model::read_language(fields.language.value.value_or("it"), "language"));
  row.title = fields.title.value.value_or("");
  row.body = fields.body.value.value_or("");
  row.placeholders = fields.placeholders.value.value_or("");
  PMM_TRY(check_rules(row));
  if (row.service) PMM_TRY(load_service_rules(writing.db(), *row.service, "service").take_status());
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kTemplateWithUse));
    find.bind(1, std::string_view(row.code)).bind(2, row.service);
    PMM_ASSIGN(const bool taken, find.bind(3, std::string_view(row.language)).step());
    if (taken)
      return Status::conflict("code", text::quoted(row.code) + " has template " +
                                          std::to_string(find.int_at(0)) + " in " + row.language);
  }
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kNotificationTemplate));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertTemplate));
  insert.bind(1, id).bind(2, std::string_view(row.code)).bind(3, row.service);
  insert.bind(4, std::string_view(row.language)).bind(5, std::string_view(row.title));
  insert.bind(6, std::string_view(row.body)).bind(7, std::string_view(row.placeholders));
  PMM_TRY(insert.bind(8, writing.now_us()).run());
  PMM_TRY(record_template(writing, "create", id, "code,service,language,title,body,placeholders"));
  return id;
}

Result<std::int64_t> update_template(const Writing& writing, std::int64_t id,
                                     const TemplateFields& fields) {
  PMM_ASSIGN(TemplateRow row, load_for_change(writing, id));
  PMM_TRY(check_fixed(fields.code, "code"));
  PMM_TRY(check_fixed(fields.service, "service"));
  PMM_TRY(check_fixed(fields.language, "language"));
  Changes changes;
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.body, fields.body, "body");
  changes.apply(row.placeholders, fields.placeholders, "placeholders");
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(row));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateTemplate));
  update.bind(1, id).bind(2, std::string_view(row.title)).bind(3, std::string_view(row.body));
  PMM_TRY(update.bind(4, std::string_view(row.placeholders)).run());
  PMM_TRY(record_template(writing, "update", id, changes.names()));
  return row.version + 1;
}

Result<std::int64_t> remove_template(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const TemplateRow row, load_for_change(writing, id));
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kRemoveTemplate));
  PMM_TRY(remove.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_template(writing, "remove", id, "removed"));
  return row.version + 1;
}

Result<TablePtr> get_template(const Reading& reading, std::int64_t id) {
  List list("notification_template", sql::kSelectTemplates);
  list.where(sql::kTemplateInUse);
  list.where(sql::kTemplateIs, {id});
  list.restrict_to(reading.plan, Noun::kNotificationTemplate);
  PMM_ASSIGN(TablePtr table, list.run(reading, kTemplateColumns, {}));
  if (table->rows == 0) return model::no_such(Noun::kNotificationTemplate, "id", id);
  return table;
}

Result<TablePtr> list_templates(const Reading& reading, const TemplateFilter& filter,
                                const Page& page) {
  List list("notification_templates", sql::kSelectTemplates);
  list.where(sql::kTemplateInUse);
  if (filter.code.value) list.where(sql::kTemplateCodeIs, {*filter.code.value});
  if (filter.language.value) list.where(sql::kTemplateLanguageIs, {*filter.language.value});
  where_id(list, filter.service, sql::kTemplateServiceIs, sql::kTemplateNoService);
  list.restrict_to(reading.plan, Noun::kNotificationTemplate);
  return list.run(reading, kTemplateColumns, page, List::Order::kOldestFirst);
}

Result<TablePtr> render_template(const Reading& reading, std::int64_t id, std::string_view data) {
  PMM_ASSIGN(const TemplateRow row, load_template(reading.db, id));
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kNotificationTemplate, {}, "id", id));
  PMM_ASSIGN(const model::NoticeTemplate source, source_of(row));
  PMM_ASSIGN(const auto values, parse_template_data(source.placeholders, data));
  PMM_ASSIGN(const model::NoticeText text, model::render(source, values, reading.zone));
  TableBuilder builder({{"title", Type::kText}, {"body", Type::kText}, {"language", Type::kText}});
  builder.text(text.title);
  builder.text(text.body);
  builder.text(source.language);
  builder.end_row();
  return builder.finish();
}

}  // namespace pmm::crm
