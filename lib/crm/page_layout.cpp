// How a subject's page is laid out.
#include <algorithm>

#include "crm/change.hpp"
#include "crm/page_layout.hpp"
#include "crm/saved_filter_sql.hpp"
#include "crm/subject.hpp"
#include "model/saved_filter.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kLayoutColumns{{"position", Type::kInt64},
                             {"section", Type::kText},
                             {"collapsed", Type::kBool},
                             {"hidden", Type::kBool},
                             {"version", Type::kInt64}};

Result<std::int64_t> layout_version(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(auto find, db.prepare(sql::kLayoutVersion));
  PMM_ASSIGN(const bool found, find.bind(1, subject).step());
  return found ? find.int_at(0) : std::int64_t{0};
}

Status save_sections(const Writing& writing, std::int64_t subject,
                     const std::vector<PageSection>& sections) {
  {
    PMM_ASSIGN(auto clear, writing.db().prepare(sql::kDeleteSections));
    PMM_TRY(clear.bind(1, subject).run());
  }
  std::int64_t position = 0;
  for (const PageSection& section : sections) {
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertSection));
    insert.bind(1, subject).bind(2, ++position).bind(3, std::string_view(section.section));
    PMM_TRY(insert.bind(4, std::int64_t{section.collapsed})
                .bind(5, std::int64_t{section.hidden})
                .run());
  }
  return {};
}

void append_section(TableBuilder& builder, const PageSection& section, std::int64_t version) {
  builder.integer(builder.rows() + 1);
  builder.text(section.section);
  builder.boolean(section.collapsed);
  builder.boolean(section.hidden);
  builder.integer(version);
  builder.end_row();
}

}  // namespace

Result<std::int64_t> set_page_layout(const Writing& writing, std::int64_t subject,
                                     std::string_view json) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, Noun::kPageLayout, subject,
                        "subject"));
  PMM_ASSIGN(const std::int64_t version, layout_version(writing.db(), subject));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_ASSIGN(const auto sections, parse_page_layout(json));
  {
    PMM_ASSIGN(auto row,
               writing.db().prepare(version == 0 ? sql::kInsertLayout : sql::kTouchLayout));
    row.bind(1, subject);
    if (version == 0) row.bind(2, writing.now_us());
    PMM_TRY(row.run());
  }
  PMM_TRY(save_sections(writing, subject, sections));
  PMM_TRY(writing.tx.record({.verb = version == 0 ? "create" : "update",
                             .noun = store::Noun::kPageLayout,
                             .id = subject,
                             .subject = subject,
                             .fields = "sections"}));
  return version + 1;
}

Result<std::vector<PageSection>> load_page_layout(store::Connection& db, std::int64_t subject) {
  std::vector<PageSection> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kSectionsOf));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) break;
    out.push_back({rows.string_at(0), rows.int_at(1) != 0, rows.int_at(2) != 0});
  }
  for (const std::string_view code : model::kPageSections)
    if (!has_section(out, code)) out.push_back({std::string(code)});
  return out;
}

Result<TablePtr> get_page_layout(const Reading& reading, std::int64_t subject) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, Noun::kPageLayout, subject,
                        "subject"));
  PMM_ASSIGN(const std::int64_t version, layout_version(reading.db, subject));
  PMM_ASSIGN(const auto sections, load_page_layout(reading.db, subject));
  TableBuilder builder(kLayoutColumns);
  for (const PageSection& section : sections) append_section(builder, section, version);
  return builder.finish();
}

}  // namespace pmm::crm
