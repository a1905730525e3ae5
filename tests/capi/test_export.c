/* Answers out of the library: sinks, formats, several answers in one workbook, an extract. */
#define _XOPEN_SOURCE 700
#include <sys/stat.h>
#include <unistd.h>

#include "town.h"

static char folder[] = "/tmp/pmmcrm-export-XXXXXX";

static pmm_str in_folder(const char* name) {
  static char paths[4][600];
  static int next;
  char* path = paths[next++ % 4];
  snprintf(path, 600, "%s/%s", folder, name);
  return pmm_string(path);
}

typedef struct bytes {
  char data[1 << 16];
  size_t size;
  int calls, stop_at; /* the call that stops the work; 0: none */
} bytes;

static int32_t take(void* data, const void* given, size_t size) {
  bytes* taken = data;
  CHECK(size > 0 && taken->size + size < sizeof taken->data);
  if (++taken->calls == taken->stop_at) return 1;
  memcpy(taken->data + taken->size, given, size);
  taken->size += size;
  taken->data[taken->size] = 0;
  return 0;
}

static pmm_sink sink_of(bytes* taken) {
  pmm_sink sink = PMM_SINK_INIT;
  memset(taken, 0, sizeof *taken);
  sink.write = take;
  sink.write_data = taken;
  return sink;
}

static pmm_sink sink_to(const char* name) {
  pmm_sink sink = PMM_SINK_INIT;
  sink.path = in_folder(name);
  return sink;
}

static size_t files_in_folder(void) {
  char command[700];
  unsigned long count = 0;
  FILE* out;
  snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
  out = popen(command, "r");
  CHECK(out != NULL && fscanf(out, "%lu", &count) == 1);
  CHECK(pclose(out) == 0);
  return count;
}

static pmm_result* asked(pmm_session* session, const char* question) {
  pmm_result* result = NULL;
  CHECK_OK(pmm_query(session, pmm_string(question), NULL, &result, &check_error));
  return result;
}

static const char kByChannel[] =
    "{\"measures\":[\"contacts.count\"],\"dimensions\":[\"contacts.channel\"],"
    "\"order\":{\"contacts.channel\":\"asc\"}}";
static const char kByMonth[] =
    "{\"measures\":[\"contacts.count\"],\"dimensions\":[\"contacts.channel\"],"
    "\"timeDimensions\":[{\"dimension\":\"contacts.started_at\",\"granularity\":\"month\"}]}";

/* Contacts over two channels, one of which has a name like a formula. */
static void fill(pmm_session* session) {
  const char* codes[] = {"=web", "phone"};
  int i, k;
  for (i = 0; i < 2; ++i) {
    pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
    pmm_id id = 0;
    channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
    channel.code = channel.name = pmm_string(codes[i]);
    CHECK_OK(pmm_channel_create(session, &channel, NULL, &id, &check_error));
    for (k = 0; k < 3 - i; ++k) {
      pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
      pmm_id contact_id = 0;
      contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_STARTED_US;
      contact.channel = id;
      contact.started_us = check_now_us - k * 40 * 86400 * CHECK_SECOND;
      CHECK_OK(pmm_contact_create(session, &contact, NULL, &contact_id, &check_error));
    }
  }
}

static void test_export__csv(const pmm_result* result) {
  static bytes taken;
  pmm_sink sink = sink_of(&taken);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report report = PMM_EXPORT_REPORT_INIT;
  options.format = PMM_EXPORT_CSV;
  CHECK_OK(pmm_export_result(result, &sink, &options, NULL, NULL, &report, &check_error));
  CHECK(strcmp(taken.data, "contacts.channel,contacts.count\r\n=web,3\r\nphone,2\r\n") == 0);
  CHECK(report.rows == 2 && report.bytes == (int64_t)taken.size && report.guarded == 0);
  sink = sink_of(&taken);
  options.preset = PMM_CSV_EXCEL;
  options.language = pmm_string("it");
  CHECK_OK(pmm_export_result(result, &sink, &options, NULL, NULL, &report, &check_error));
  CHECK(strcmp(taken.data,
               "\xef\xbb\xbf"
               "Canale;Contatti\r\n'=web;3\r\nphone;2\r\n") == 0);
  CHECK(report.guarded == 1);
  sink = sink_of(&taken);
  options.flags = PMM_EXPORT_NO_HEADER | PMM_EXPORT_NO_GUARD;
  options.delimiter = pmm_string("|");
  CHECK_OK(pmm_export_result(result, &sink, &options, NULL, NULL, NULL, &check_error));
  CHECK(strcmp(taken.data, "\xef\xbb\xbf=web|3\r\nphone|2\r\n") == 0);
}

static void test_export__json_is_that_of_the_result(const pmm_result* result) {
  static bytes taken;
  const pmm_sink sink = sink_of(&taken);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_text* text = NULL;
  options.format = PMM_EXPORT_JSON;
  CHECK_OK(pmm_export_result(result, &sink, &options, NULL, NULL, NULL, &check_error));
  CHECK_OK(pmm_result_json(result, &text, &check_error));
  CHECK(same_text(pmm_text_view(text), taken.data));
  pmm_text_free(text);
}

static void test_export__options_are_checked(const pmm_result* result) {
  static bytes taken;
  pmm_sink sink = sink_of(&taken);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_sheet sheet = PMM_SHEET_INIT;
#define EXPORT_FAILS(expected, field)                                                       \
  CHECK_FAILS(pmm_export_result(result, &sink, &options, &sheet, NULL, NULL, &check_error), \
              expected, field)
  EXPORT_FAILS(PMM_E_INVALID, "options.format"); /* neither a path nor a format */
  options.format = 9;
  EXPORT_FAILS(PMM_E_INVALID, "options.format");
  options.format = PMM_EXPORT_CSV;
  options.preset = 2;
  EXPORT_FAILS(PMM_E_INVALID, "options.preset");
  options.preset = 0;
  options.flags = 1u << 31;
  EXPORT_FAILS(PMM_E_INVALID, "options.flags");
  options.flags = 0;
  options.delimiter = pmm_string("a");
  EXPORT_FAILS(PMM_E_INVALID, "options.delimiter");
  options.delimiter = pmm_string(";");
  options.decimal = pmm_string(";");
  EXPORT_FAILS(PMM_E_INVALID, "options.decimal");
  options.decimal = pmm_string("");
  options.language = pmm_string("fr");
  EXPORT_FAILS(PMM_E_INVALID, "options.language");
  options.language = pmm_string("en");
  sheet.chart = 9;
  EXPORT_FAILS(PMM_E_INVALID, "sheet.chart");
  sheet.chart = 0;
  sheet.title.data = "a\0b";
  sheet.title.size = 3;
  EXPORT_FAILS(PMM_E_INVALID, "sheet.title");
  sheet.title.size = 0;
  sink.path = in_folder("a.csv");
  EXPORT_FAILS(PMM_E_INVALID, "sink"); /* both */
  sink.write = NULL;
  sink.path.size = 0;
  EXPORT_FAILS(PMM_E_INVALID, "sink"); /* neither */
  sink = sink_to("calendar.ics");
  options.format = 0;
  EXPORT_FAILS(PMM_E_INVALID, "sink.path");
  sink.path = pmm_string(folder);
  options.format = PMM_EXPORT_CSV;
  EXPORT_FAILS(PMM_E_INVALID, "sink.path"); /* a folder */
  sink = sink_to("no/such/folder.csv");
  EXPORT_FAILS(PMM_E_IO, "sink.path");
#undef EXPORT_FAILS
  CHECK(files_in_folder() == 0);
}

static void test_export__a_callback_may_stop(const pmm_result* result) {
  static bytes taken;
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report report = PMM_EXPORT_REPORT_INIT;
  int32_t format;
  for (format = PMM_EXPORT_CSV; format <= PMM_EXPORT_JSON; ++format) {
    const pmm_sink sink = sink_of(&taken);
    taken.stop_at = 1;
    options.format = format;
    report.rows = 7;
    CHECK_FAILS(pmm_export_result(result, &sink, &options, NULL, NULL, &report, &check_error),
                PMM_E_CANCELLED, "sink");
    CHECK(report.rows == 0 && taken.calls == 1);
  }
}

static void test_export__a_file_is_its_owners_alone(const pmm_result* result) {
  const char* names[] = {"out.csv", "out.xlsx", "out.json"};
  size_t i;
  for (i = 0; i < 3; ++i) {
    const pmm_sink sink = sink_to(names[i]);
    struct stat info;
    int again;
    /* The second replaces the first. */
    for (again = 0; again < 2; ++again) {
      const mode_t before = umask(0);
      CHECK_OK(pmm_export_result(result, &sink, NULL, NULL, NULL, NULL, &check_error));
      umask(before);
      CHECK(stat(sink.path.data, &info) == 0 && (info.st_mode & 0777) == 0600);
      CHECK(info.st_size > 20);
    }
    CHECK(files_in_folder() == 1);
    CHECK(unlink(sink.path.data) == 0);
  }
}

static void test_export__the_same_answer_gives_the_same_workbook(const pmm_result* result) {
  static bytes one, two;
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  const pmm_sink first = sink_of(&one), second = sink_of(&two);
  options.format = PMM_EXPORT_XLSX;
  CHECK_OK(pmm_export_result(result, &first, &options, NULL, NULL, NULL, &check_error));
  CHECK_OK(pmm_export_result(result, &second, &options, NULL, NULL, NULL, &check_error));
  CHECK(one.size == two.size && memcmp(one.data, two.data, one.size) == 0);
  CHECK(memcmp(one.data, "PK", 2) == 0);
}

static void test_writer__several_answers(pmm_session* session, const pmm_result* by_channel) {
  static bytes taken;
  const pmm_sink sink = sink_of(&taken);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report report = PMM_EXPORT_REPORT_INIT;
  pmm_sheet sheet = PMM_SHEET_INIT;
  pmm_writer* writer = NULL;
  pmm_result* by_month = asked(session, kByMonth);
  options.format = PMM_EXPORT_XLSX;
  CHECK_OK(pmm_writer_open(&sink, &options, &writer, &check_error));
  sheet.title = pmm_string("By channel");
  CHECK_OK(pmm_writer_add(writer, by_channel, &sheet, NULL, &check_error));
  /* Further rows need the same columns. */
  CHECK_OK(pmm_writer_add(writer, by_channel, NULL, NULL, &check_error));
  sheet.title = pmm_string("By month");
  CHECK_OK(pmm_writer_add(writer, by_month, &sheet, NULL, &check_error));
  pmm_result_free(by_month);
  CHECK_OK(pmm_writer_finish(writer, NULL, &report, &check_error));
  CHECK(report.sheets == 2 && report.tables == 2 && report.crosstabs == 1 && report.charts == 1);
  CHECK(report.rows == 2 + 2 + 5);
  CHECK_FAILS(pmm_writer_add(writer, by_channel, NULL, NULL, &check_error), PMM_E_MISUSE, "writer");
  CHECK_FAILS(pmm_writer_finish(writer, NULL, NULL, &check_error), PMM_E_MISUSE, "writer");
  pmm_writer_free(writer);
}

static void test_writer__what_failed_leaves_nothing(pmm_session* session, const pmm_result* one) {
  const pmm_sink sink = sink_to("pages.csv");
  pmm_sheet sheet = PMM_SHEET_INIT;
  pmm_call cancelled = PMM_CALL_INIT;
  pmm_cancel* token = NULL;
  pmm_writer* writer = NULL;
  pmm_result* other = asked(session, kByMonth);
  CHECK_OK(pmm_cancel_create(&token, &check_error));
  CHECK_OK(pmm_writer_open(&sink, NULL, &writer, &check_error));
  CHECK_OK(pmm_writer_add(writer, one, &sheet, NULL, &check_error));
  cancelled.cancel = token;
  pmm_cancel_request(token);
  CHECK_STATUS(pmm_writer_add(writer, one, NULL, &cancelled, &check_error), PMM_E_CANCELLED);
  CHECK_FAILS(pmm_writer_add(writer, one, NULL, NULL, &check_error), PMM_E_MISUSE, "writer");
  CHECK(files_in_folder() == 0);
  pmm_writer_free(writer);
  pmm_cancel_free(token);
  /* A second table has no place in CSV; and what is not finished is not there. */
  CHECK_OK(pmm_writer_open(&sink, NULL, &writer, &check_error));
  CHECK_OK(pmm_writer_add(writer, one, NULL, NULL, &check_error));
  CHECK_OK(pmm_writer_add(writer, one, NULL, NULL, &check_error));
  CHECK(files_in_folder() == 1);
  pmm_writer_free(writer);
  CHECK(files_in_folder() == 0);
  CHECK_OK(pmm_writer_open(&sink, NULL, &writer, &check_error));
  CHECK_OK(pmm_writer_add(writer, one, &sheet, NULL, &check_error));
  CHECK_FAILS(pmm_writer_add(writer, one, &sheet, NULL, &check_error), PMM_E_INVALID, "sheet");
  pmm_writer_free(writer);
  CHECK_OK(pmm_writer_open(&sink, NULL, &writer, &check_error));
  CHECK_FAILS(pmm_writer_finish(writer, NULL, NULL, &check_error), PMM_E_INVALID, "result");
  pmm_writer_free(writer);
  pmm_writer_free(NULL);
  CHECK(files_in_folder() == 0);
  pmm_result_free(other);
}

/* What is refused because of an argument has changed nothing, in each format. */
static void test_writer__a_refused_argument_costs_nothing(pmm_session* session,
                                                          const pmm_result* one) {
  static const char* const names[] = {"kept.csv", "kept.json", "kept.xlsx"};
  pmm_sheet sheet = PMM_SHEET_INIT;
  pmm_result* other = asked(session, kByMonth);
  for (int i = 0; i < 3; ++i) {
    const pmm_sink sink = sink_to(names[i]);
    pmm_export_report report = PMM_EXPORT_REPORT_INIT;
    pmm_writer* writer = NULL;
    CHECK_OK(pmm_writer_open(&sink, NULL, &writer, &check_error));
    CHECK_FAILS(pmm_writer_finish(writer, NULL, NULL, &check_error), PMM_E_INVALID, "result");
    CHECK_OK(pmm_writer_add(writer, one, NULL, NULL, &check_error));
    CHECK_FAILS(pmm_writer_add(writer, other, NULL, NULL, &check_error), PMM_E_INVALID, "result");
    if (i < 2)
      CHECK_FAILS(pmm_writer_add(writer, one, &sheet, NULL, &check_error), PMM_E_INVALID, "sheet");
    CHECK_OK(pmm_writer_add(writer, one, NULL, NULL, &check_error));
    CHECK_OK(pmm_writer_finish(writer, NULL, &report, &check_error));
    CHECK(report.rows == 4 && report.bytes > 0);
    pmm_writer_free(writer);
    CHECK(unlink(sink.path.data) == 0);
  }
  CHECK(files_in_folder() == 0);
  pmm_result_free(other);
}

/* The names of what goes with a store are not for exports, whether it stands there or not. */
static void test_export__beside_a_store(pmm_session* session, const pmm_result* result) {
  static const char* const names[] = {"a.crm-wal",     "a.crm-shm",  "a.crm-journal", "a.crm.gate",
                                      "a.crm.columns", "a.crm.turn", "a.crm.erased"};
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_sink sink = sink_to("a.crm.gate");
  FILE* store;
  options.format = PMM_EXPORT_CSV;
  CHECK_OK(pmm_export_result(result, &sink, &options, NULL, NULL, NULL, &check_error));
  CHECK(unlink(sink.path.data) == 0); /* without a store the name is like another */
  store = fopen(in_folder("a.crm").data, "w");
  CHECK(store != NULL && fclose(store) == 0);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    sink = sink_to(names[i]);
    CHECK_FAILS(pmm_export_result(result, &sink, &options, NULL, NULL, NULL, &check_error),
                PMM_E_CONFLICT, "sink.path");
    CHECK_FAILS(pmm_export_bi(session, sink.path, NULL, NULL, NULL, &check_error), PMM_E_CONFLICT,
                "path");
  }
  CHECK(files_in_folder() == 1);
  CHECK(unlink(in_folder("a.crm").data) == 0);
}

static void test_export__the_workbook_of_the_managers(pmm_session* session) {
  pmm_sink sink = sink_to("report.xlsx");
  const pmm_str year = pmm_string("{\"from\":\"2007-01-01\",\"to\":\"2007-12-31\"}");
  const pmm_str none = {NULL, 0};
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report report = PMM_EXPORT_REPORT_INIT;
  CHECK_OK(pmm_export_workbook(session, &sink, NULL, year, NULL, &report, &check_error));
  CHECK(report.sheets == 12 && report.rows > 40 && report.bytes > 0);
  options.language = pmm_string("it");
  CHECK_OK(pmm_export_workbook(session, &sink, &options, none, NULL, NULL, &check_error));
  CHECK(files_in_folder() == 1 && unlink(sink.path.data) == 0);
  CHECK_FAILS(pmm_export_workbook(session, &sink, NULL, pmm_string("{\"form\":\"2007-01-01\"}"),
                                  NULL, NULL, &check_error),
              PMM_E_INVALID, "form");
  CHECK_FAILS(pmm_export_workbook(session, &sink, NULL, pmm_string("{\"from\":\"2007-01-01\"}"),
                                  NULL, NULL, &check_error),
              PMM_E_INVALID, "to");
  options.format = PMM_EXPORT_CSV;
  CHECK_FAILS(pmm_export_workbook(session, &sink, &options, year, NULL, NULL, &check_error),
              PMM_E_INVALID, "options.format");
  CHECK_FAILS(pmm_export_workbook(session, NULL, NULL, year, NULL, NULL, &check_error),
              PMM_E_INVALID, "sink");
  CHECK(files_in_folder() == 0);
}

static void test_export__bi(pmm_session* session) {
  const pmm_str path = in_folder("bi.sqlite");
  pmm_bi_options options = PMM_BI_OPTIONS_INIT;
  pmm_bi_report report = PMM_BI_REPORT_INIT;
  struct stat info;
  CHECK_OK(pmm_export_bi(session, path, NULL, NULL, &report, &check_error));
  CHECK(report.tables == 18 && report.contacts == 5 && report.cases == 0 && report.days == 730);
  CHECK(stat(path.data, &info) == 0 && (info.st_mode & 0777) == 0600);
  options.flags = PMM_BI_PERSONS;
  CHECK_OK(pmm_export_bi(session, path, &options, NULL, &report, &check_error));
  CHECK(report.tables == 19 && files_in_folder() == 1);
  options.flags = 1u << 7;
  CHECK_FAILS(pmm_export_bi(session, path, &options, NULL, NULL, &check_error), PMM_E_INVALID,
              "options.flags");
  CHECK(unlink(path.data) == 0);
}

/* The last second of 9999 is in the year after it by the clock of the store. */
static void test_export__bi_to_the_last_instant(pmm_session* session) {
  const pmm_str path = in_folder("bi.sqlite");
  pmm_bi_report report = PMM_BI_REPORT_INIT;
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 0;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = pmm_string("late");
  CHECK_OK(pmm_channel_create(session, &channel, NULL, &id, &check_error));
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_STARTED_US;
  contact.channel = id;
  contact.started_us = INT64_C(253402300799) * CHECK_SECOND;
  CHECK_OK(pmm_contact_create(session, &contact, NULL, &id, &check_error));
  CHECK_OK(pmm_export_bi(session, path, NULL, NULL, &report, &check_error));
  CHECK(report.contacts == 6 && report.days == 730 + 366);
  CHECK(unlink(path.data) == 0);
}

/* An operator sees the work of an office, and an extract holds all. */
static void test_export__bi_is_for_who_may_see_all(pmm_db* db, pmm_session* admin) {
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_session* session = NULL;
  pmm_id id = 0, grant_id = 0;
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME;
  actor.kind = pmm_string("person");
  actor.name = pmm_string("Clerk");
  CHECK_OK(pmm_actor_create(admin, &actor, NULL, &id, &check_error));
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  grant.actor = id;
  grant.role = pmm_string("operator");
  CHECK_OK(pmm_grant_create(admin, &grant, NULL, &grant_id, &check_error));
  CHECK_OK(pmm_session_open(db, id, &session, &check_error));
  CHECK_STATUS(pmm_export_bi(session, in_folder("bi.sqlite"), NULL, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK(files_in_folder() == 0);
  pmm_session_free(session);
}

int main(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result;
  CHECK(mkdtemp(folder) != NULL);
  fill(session);
  result = asked(session, kByChannel);
  test_export__csv(result);
  test_export__json_is_that_of_the_result(result);
  test_export__options_are_checked(result);
  test_export__a_callback_may_stop(result);
  test_export__a_file_is_its_owners_alone(result);
  test_export__the_same_answer_gives_the_same_workbook(result);
  test_writer__several_answers(session, result);
  test_writer__what_failed_leaves_nothing(session, result);
  test_writer__a_refused_argument_costs_nothing(session, result);
  test_export__beside_a_store(session, result);
  test_export__the_workbook_of_the_managers(session);
  test_export__bi(session);
  test_export__bi_to_the_last_instant(session);
  test_export__bi_is_for_who_may_see_all(db, session);
  pmm_result_free(result);
  close_memory(db, session);
  CHECK(rmdir(folder) == 0);
  return 0;
}
