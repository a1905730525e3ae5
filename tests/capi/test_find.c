#include "town.h"

static pmm_result* find(pmm_session* s, const char* text) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_find(s, pmm_string(text), 0, NULL, &rows, &check_error));
  return rows;
}

/* The first row must be a subject, found by `detail`; id 0: nothing may be found. */
static int first_is(pmm_session* s, const char* text, pmm_id id, const char* detail) {
  pmm_result* rows = find(s, text);
  int same = id == 0 ? pmm_result_rows(rows) == 0
                     : pmm_result_rows(rows) > 0 && int_cell(rows, 0, "id") == id &&
                           text_cell(rows, 0, "detail", detail);
  if (!same)
    fprintf(stderr, "'%s' found %lld rows, first %lld\n", text, (long long)pmm_result_rows(rows),
            (long long)(pmm_result_rows(rows) > 0 ? int_cell(rows, 0, "id") : 0));
  pmm_result_free(rows);
  return same;
}

static int64_t count(pmm_session* s, const char* text) {
  pmm_result* rows = find(s, text);
  const int64_t n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void give_identifier(const town* t, pmm_id subject, const char* scheme, const char* value,
                            int ended) {
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  if (ended) in.set_fields |= PMM_IDENTIFIER_VALID_TO_ON;
  in.scheme = pmm_string(scheme);
  in.value = pmm_string(value);
  in.valid_to_on = 10000;
  CHECK_OK(pmm_identifier_create(t->admin, subject, &in, NULL, &id, &check_error));
}

static void give_address(const town* t, pmm_id subject, const char* kind, const char* value) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  in.kind = pmm_string(kind);
  in.value = pmm_string(value);
  CHECK_OK(pmm_address_create(t->admin, subject, &in, NULL, &id, &check_error));
}

static void test_find__names(town* t) {
  const pmm_id danilo = make_person(t->admin, "D\xc3\xa0nilo", "Di Costanzo");
  const pmm_id dangelo = make_person(t->admin, "Ciro", "D'Angelo");
  const pmm_id typographic = make_person(t->admin, "Nunzia",
                                         "Dell\xe2\x80\x99"
                                         "Aversana");
  const pmm_id compound = make_person(t->admin, "Maria-Rosaria", "De Luca Scognamiglio");
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id city = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string("organization");
  in.name = pmm_string("Citt\xc3\xa0 della Scienza S.p.A.");
  CHECK_OK(pmm_subject_create(t->admin, &in, NULL, &city, &check_error));
  /* case and accents do not matter, in the text and in the name */
  CHECK(first_is(t->admin, "danilo", danilo, "name"));
  CHECK(first_is(t->admin, "D\xc3\x80N di cos", danilo, "name"));
  CHECK(first_is(t->admin, "citta scie", city, "name"));
  CHECK(first_is(t->admin, "  spa citt ", 0, NULL)); /* S.p.A. is three words */
  CHECK(first_is(t->admin, "s.p.a. citt", city, "name"));
  /* apostrophes, straight and typographic */
  CHECK(first_is(t->admin, "D'Angelo", dangelo, "name"));
  CHECK(first_is(t->admin,
                 "d\xe2\x80\x99"
                 "ang ciro",
                 dangelo, "name"));
  CHECK(first_is(t->admin, "angelo c", dangelo, "name"));
  CHECK(first_is(t->admin, "dell'av", typographic, "name"));
  /* compound names, in any order */
  CHECK(first_is(t->admin, "scogn maria ros", compound, "name"));
  CHECK(first_is(t->admin, "lu de ma ro sc", compound, "name"));
  CHECK(first_is(t->admin, "maria-ros", compound, "name"));
  /* every word typed must begin some word of the name */
  CHECK(first_is(t->admin, "maria cognamiglio", 0, NULL));
  CHECK(first_is(t->admin, "scogn x", 0, NULL));
}

/* Each letter typed narrows; nobody who fits is lost on the way. */
static void test_find__while_typing(town* t) {
  static const char* const full = "ermenegilda f";
  const pmm_id her = make_person(t->admin, "Ermenegilda", "Frattini");
  char text[32];
  int64_t last = INT64_MAX;
  size_t n;
  make_person(t->admin, "Ermete", "Fontana");
  make_person(t->admin, "Ernesto", "Ferri");
  for (n = 1; n <= strlen(full); ++n) {
    pmm_result* rows;
    int64_t i, here = 0;
    memcpy(text, full, n);
    text[n] = '\0';
    rows = find(t->admin, text);
    CHECK(pmm_result_rows(rows) <= last);
    last = pmm_result_rows(rows);
    for (i = 0; i < last; ++i) here += int_cell(rows, i, "id") == her;
    CHECK(here == 1);
    pmm_result_free(rows);
  }
  CHECK(last == 1);
}

static void test_find__order_of_names(town* t) {
  const pmm_id longer = make_person(t->admin, "Aldo", "Zanotti");
  const pmm_id second = make_person(t->admin, "Piero", "Zan");
  const pmm_id first = make_person(t->admin, "Bice", "Zan");
  pmm_result* rows = find(t->admin, "zan");
  CHECK(pmm_result_rows(rows) == 3);
  CHECK(int_cell(rows, 0, "id") == first && int_cell(rows, 1, "id") == second);
  CHECK(int_cell(rows, 2, "id") == longer);
  CHECK(text_cell(rows, 0, "kind", "subject") && text_cell(rows, 0, "title", "Bice Zan"));
  CHECK(int_cell(rows, 0, "subject") == first && text_cell(rows, 0, "value", "Bice Zan"));
  pmm_result_free(rows);
  CHECK_OK(pmm_find(t->admin, pmm_string("zan"), 2, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
}

/* Two frequent parts that hardly anybody has both of: the rare pair is found behind many names. */
static void test_find__rare_pair_of_frequent_parts(town* t) {
  pmm_id wanted = 0;
  int i;
  CHECK_OK(pmm_begin(t->admin, 600000, NULL, &check_error));
  for (i = 0; i < 300; ++i) {
    make_person(t->admin, "Quirino", "Sereni");
    make_person(t->admin, "Olga", "Quagliarella");
  }
  wanted = make_person(t->admin, "Quinto", "Ornato");
  for (i = 0; i < 300; ++i) make_person(t->admin, "Olimpia", "Sereni");
  CHECK_OK(pmm_commit(t->admin, &check_error));
  CHECK(first_is(t->admin, "qui orn", wanted, "name"));
  CHECK(first_is(t->admin, "or qu", wanted, "name"));
  CHECK(first_is(t->admin, "qu or", wanted, "name"));
  CHECK(count(t->admin, "qu ol") == 20);
  CHECK(first_is(t->admin, "qu ser oli", 0, NULL));
}

static void test_find__identifiers(town* t) {
  const pmm_id who = make_person(t->admin, "Mario", "Rossi");
  const pmm_id firm = make_person(t->admin, "Ditta", "Gamma");
  give_identifier(t, who, "codice_fiscale", "RSSMRA80A01F839W", 0);
  give_identifier(t, who, "library_card", "Nap-0042/b", 0);
  give_identifier(t, firm, "partita_iva", "00743110157", 0);
  give_identifier(t, firm, "library_card", "OLD-9", 1);
  CHECK(first_is(t->admin, "RSSMRA80A01F839W", who, "codice_fiscale"));
  CHECK(first_is(t->admin, "rss mra 80a01 f839w", who, "codice_fiscale"));
  CHECK(first_is(t->admin, "codice_fiscale:rssmra80a01f839w", who, "codice_fiscale"));
  CHECK(first_is(t->admin, "rssmra", who, "codice_fiscale")); /* while typing */
  CHECK(first_is(t->admin, "RSSMRA80A0", who, "codice_fiscale"));
  CHECK(first_is(t->admin, "RSSMRAU0A0", who, "codice_fiscale")); /* letter for a digit */
  CHECK(first_is(t->admin, "rssmr", 0, NULL));                    /* too short for a code */
  CHECK(first_is(t->admin, "00743110157", firm, "partita_iva"));
  CHECK(first_is(t->admin, "IT00743110157", firm, "partita_iva"));
  CHECK(first_is(t->admin, "partita_iva: 00743110157", firm, "partita_iva"));
  CHECK(first_is(t->admin, "Nap-0042/b", who, "library_card"));
  CHECK(first_is(t->admin, "library_card:Nap-0042/b", who, "library_card"));
  CHECK(first_is(t->admin, "other_card:Nap-0042/b", 0, NULL));
  CHECK(first_is(t->admin, "library_card:OLD-9", firm, "library_card")); /* no longer in force */
  CHECK(first_is(t->admin, "codice_fiscale:XXX", 0, NULL));
}

static void test_find__phone_and_email(town* t) {
  const pmm_id who = make_person(t->admin, "Gino", "Paoli");
  give_address(t, who, "phone", "081 7951111");
  give_address(t, who, "phone", "+39 333 1234567");
  give_address(t, who, "phone", "+44 20 7946 0958");
  give_address(t, who, "email", "Gino.Paoli@example.it");
  give_address(t, who, "pec", "gpaoli@pec.example.it");
  CHECK(first_is(t->admin, "0817951111", who, "phone"));
  CHECK(first_is(t->admin, "+39 081 7951111", who, "phone"));
  CHECK(first_is(t->admin, "0039 081/7951111", who, "phone"));
  CHECK(first_is(t->admin, "081-795.11.11", who, "phone"));
  CHECK(first_is(t->admin, "3331234567", who, "phone"));
  CHECK(first_is(t->admin, "393331234567", who, "phone"));
  CHECK(first_is(t->admin, "333 123", who, "phone")); /* while typing */
  CHECK(first_is(t->admin, "+44207946", who, "phone"));
  CHECK(first_is(t->admin, "0044 (0)20 7946 0958", who, "phone"));
  CHECK(first_is(t->admin, "99999999", 0, NULL));
  CHECK(first_is(t->admin, "gino.paoli@EXAMPLE.it", who, "email"));
  CHECK(first_is(t->admin, "gino.paoli@ex", who, "email"));
  CHECK(first_is(t->admin, "gpaoli@", who, "pec"));
  {
    pmm_result* rows = find(t->admin, "081795");
    CHECK(pmm_result_rows(rows) == 1); /* each subject once */
    CHECK(text_cell(rows, 0, "value", "+390817951111") &&
          text_cell(rows, 0, "title", "Gino Paoli"));
    pmm_result_free(rows);
  }
}

static void test_find__cases_and_external_ids(town* t) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_subject_input subject = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0, anonymous = 0;
  pmm_result* rows;
  const char* const texts[] = {"2007/r/1", "PG/2007/55", "PG/2007", "pratica-9",
                               "external_id:pratica-9"};
  const char* const details[] = {"number", "protocol", "protocol", "external_id", "external_id"};
  size_t i;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL |
                  PMM_CASE_SUMMARY | PMM_CASE_PROTOCOL | PMM_CASE_EXTERNAL_ID;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.subject = t->anna;
  in.channel = t->web;
  in.summary = pmm_string("a hole");
  in.protocol = pmm_string("PG/2007/55");
  in.external_id = pmm_string("pratica-9");
  CHECK_OK(pmm_case_create(t->admin, &in, NULL, &id, &check_error));
  for (i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    rows = find(t->admin, texts[i]);
    CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "kind", "case"));
    CHECK(int_cell(rows, 0, "id") == id && int_cell(rows, 0, "subject") == t->anna);
    CHECK(text_cell(rows, 0, "detail", details[i]));
    CHECK(text_cell(rows, 0, "title", "2007/R/000001 a hole"));
    pmm_result_free(rows);
  }
  CHECK(count(t->admin, "2007/R") == 1 && count(t->admin, "2007/C") == 0);
  /* the case's office decides */
  CHECK(count(t->clerk, "PG/2007/55") == 0 && count(t->citizen, "PG/2007/55") == 1);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL;
  in.service = t->residence;
  CHECK_OK(pmm_case_create(t->admin, &in, NULL, &anonymous, &check_error));
  rows = find(t->clerk, "2007/R/000002");
  CHECK(pmm_result_rows(rows) == 1 && null_cell(rows, 0, "subject"));
  CHECK(text_cell(rows, 0, "title", "2007/R/000002"));
  pmm_result_free(rows);
  CHECK(count(t->citizen, "2007/R/000002") == 0);

  subject.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  subject.kind = pmm_string("organization");
  subject.name = pmm_string("Azienda");
  subject.external_id = pmm_string("SAP 77");
  CHECK_OK(pmm_subject_create(t->admin, &subject, NULL, &id, &check_error));
  CHECK(first_is(t->admin, "SAP 77", id, "external_id"));
  CHECK(first_is(t->admin, "external_id:SAP 77", id, "external_id"));
}

static void test_find__access(town* t) {
  CHECK(count(t->admin, "russo bruno") == 1 && count(t->clerk, "russo bruno") == 1);
  CHECK(count(t->citizen, "russo bruno") == 0 && count(t->nobody, "russo bruno") == 0);
  CHECK(first_is(t->citizen, "anna esp", t->anna, "name"));
  CHECK(count(t->citizen, "RSSMRA80A01F839W") == 0 && count(t->citizen, "0817951111") == 0);
  CHECK(count(t->citizen, "SAP 77") == 0 && count(t->citizen, "rssmra") == 0);
  CHECK(count(t->nobody, "2007/R/000001") == 0);
}

static void test_find__refuses(town* t) {
  static char long_text[2000];
  pmm_result* rows = NULL;
  pmm_str broken = {"a\0b", 3};
  memset(long_text, 'a', sizeof long_text - 1);
  CHECK_FAILS(pmm_find(t->admin, pmm_string(""), 0, NULL, &rows, &check_error), PMM_E_INVALID,
              "text");
  CHECK_FAILS(pmm_find(t->admin, pmm_string("   "), 0, NULL, &rows, &check_error), PMM_E_INVALID,
              "text");
  CHECK_FAILS(pmm_find(t->admin, broken, 0, NULL, &rows, &check_error), PMM_E_INVALID, "text");
  CHECK_FAILS(pmm_find(t->admin, pmm_string("\xff"), 0, NULL, &rows, &check_error), PMM_E_INVALID,
              "text");
  broken.data = NULL;
  CHECK_FAILS(pmm_find(t->admin, broken, 0, NULL, &rows, &check_error), PMM_E_INVALID, "text");
  CHECK_FAILS(pmm_find(t->admin, pmm_string(long_text), 0, NULL, &rows, &check_error), PMM_E_LIMIT,
              "text");
  CHECK_FAILS(pmm_find(t->admin, pmm_string("a"), 101, NULL, &rows, &check_error), PMM_E_LIMIT,
              "limit");
  CHECK_FAILS(pmm_find(t->admin, pmm_string("a"), -1, NULL, &rows, &check_error), PMM_E_LIMIT,
              "limit");
  CHECK(rows == NULL);
  CHECK_FAILS(pmm_find(t->admin, pmm_string("a"), 0, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_result");
  CHECK(count(t->admin, "...") == 0 && count(t->admin, "'") == 0 && count(t->admin, ":") == 0);
  CHECK(count(t->admin, "\xf4\x8f\xbf\xbf") == 0);
  CHECK(count(t->admin, "%") == 0 && count(t->admin, "a b c d e f g h i j k l m n o p q r s") == 0);
}

int main(void) {
  town t = open_town();
  test_find__names(&t);
  test_find__while_typing(&t);
  test_find__order_of_names(&t);
  test_find__rare_pair_of_frequent_parts(&t);
  test_find__identifiers(&t);
  test_find__phone_and_email(&t);
  test_find__cases_and_external_ids(&t);
  test_find__access(&t);
  test_find__refuses(&t);
  close_town(&t);
  return 0;
}
