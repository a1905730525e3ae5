#pragma once

#include <array>
#include <string_view>

// The data dictionary: what each column of each table says of persons, whose rows they are, and
// what erasure leaves of them. A unit test compares it with the tables of a new store, so that a
// new column without a class fails. In the order in which rows are erased: what refers to a row
// comes before it.
namespace pmm::crm::sql {

// What a subject's rows go with: while that is kept, so are they.
enum class GoesWith {
  kNothing,   // erased whatever is kept
  kIdentity,  // who the subject is
  kCase,      // the case that with_case names, if the row has one
};

struct DataTable {
  std::string_view name;
  std::string_view title_en, title_it;  // of the document that a subject gets
  const char* of_subject;               // which rows are subject $1's; null: none is anybody's
  GoesWith goes_with;
  const char* with_case;     // the case of a row
  bool rows_go;              // erasure deletes the rows
  int noun;                  // a store::Noun whose id is the column id, or 0
  std::string_view columns;  // for model::parse_data_columns
};

// Shorthands of the table below.
inline constexpr const char* kIsSubject = R"sqlpart(subject = $1)sqlpart";
inline constexpr const char* kIsId = R"sqlpart(id = $1)sqlpart";
inline constexpr const char* kOfItsCases =
    R"sqlpart(case_id IN (SELECT id FROM cases WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsNotifications =
    R"sqlpart(notification IN (SELECT id FROM notifications WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsMessages =
    R"sqlpart(message IN (SELECT id FROM case_messages WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsAppointments =
    R"sqlpart(appointment IN (SELECT id FROM appointments WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsReminders =
    R"sqlpart(reminder IN (SELECT id FROM reminders WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsDeliveries =
    R"sqlpart(delivery IN (SELECT id FROM deliveries WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsAddresses =
    R"sqlpart(address IN (SELECT id FROM addresses WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsRequests =
    R"sqlpart(request IN (SELECT id FROM data_requests WHERE subject = $1))sqlpart";
inline constexpr const char* kOfItsMandates = R"sqlpart(
mandate IN (SELECT id FROM mandates WHERE subject = $1 OR delegate = $1)
)sqlpart";
inline constexpr const char* kMergedEither = R"sqlpart((winner = $1 OR loser = $1))sqlpart";
inline constexpr const char* kOfItsMerges = R"sqlpart(
merge IN (SELECT id FROM subject_merges WHERE winner = $1 OR loser = $1)
)sqlpart";
inline constexpr const char* kOfEither = R"sqlpart((subject = $1 OR other = $1))sqlpart";
inline constexpr const char* kOfGiverOrDelegate =
    R"sqlpart((subject = $1 OR delegate = $1))sqlpart";
inline constexpr const char* kOfItsActors =
    R"sqlpart(actor IN (SELECT id FROM actors WHERE subject = $1))sqlpart";
inline constexpr const char* kPastOfIdentifiers =
    R"sqlpart(identifier IN (SELECT id FROM identifiers WHERE subject = $1))sqlpart";
inline constexpr const char* kPastOfRelationships = R"sqlpart(
relationship IN (SELECT id FROM relationships WHERE subject = $1 OR other = $1)
)sqlpart";
inline constexpr const char* kItsTasks = R"sqlpart(
(subject = $1 OR case_id IN (SELECT id FROM cases WHERE subject = $1)
 OR contact IN (SELECT id FROM contacts WHERE subject = $1))
)sqlpart";

inline constexpr const char* kRowsCase = R"sqlpart(case_id)sqlpart";
inline constexpr const char* kRowIsCase = R"sqlpart(id)sqlpart";
inline constexpr const char* kCaseOfNotification =
    R"sqlpart((SELECT n.case_id FROM notifications n WHERE n.id = notification))sqlpart";
inline constexpr const char* kCaseOfMessage =
    R"sqlpart((SELECT m.case_id FROM case_messages m WHERE m.id = message))sqlpart";
inline constexpr const char* kCaseOfAppointment =
    R"sqlpart((SELECT a.case_id FROM appointments a WHERE a.id = appointment))sqlpart";
inline constexpr const char* kCaseOfDelivery =
    R"sqlpart((SELECT d.case_id FROM deliveries d WHERE d.id = delivery))sqlpart";
inline constexpr const char* kCaseOfTask = R"sqlpart(
COALESCE(case_id, (SELECT k.case_id FROM contacts k WHERE k.id = contact))
)sqlpart";

// What the statements that are made of the dictionary begin with; the test of the dictionary has
// SQLite read each of them.
inline constexpr const char* kCountFrom = "SELECT count(*) FROM ";
inline constexpr const char* kIdFrom = "SELECT id FROM ";
inline constexpr const char* kColumnsOf = "SELECT ";
inline constexpr const char* kDeleteFrom = "DELETE FROM ";
inline constexpr const char* kChange = "UPDATE ";
inline constexpr const char* kChangeTo = " SET ";
inline constexpr const char* kNextVersion = ", version = version + 1";
inline constexpr const char* kRowsWhere = " WHERE ";

// The cases of subject $1 that are kept: the public task that is under way (art. 17(3)(b)), and
// what is held. Holds whose time is over were ended before this is asked.
inline constexpr const char* kKeptCases = R"sql(
SELECT k.id FROM cases k
WHERE k.subject = $1
  AND (k.status = 'open'
       OR EXISTS (SELECT 1 FROM legal_holds h WHERE h.case_id = k.id AND h.ended_us IS NULL))
)sql";

inline constexpr auto kAlways = GoesWith::kNothing;
inline constexpr auto kWithWho = GoesWith::kIdentity;
inline constexpr auto kWithCase = GoesWith::kCase;

inline constexpr std::array kDataTables{
    // What hangs on the subject's matters, from the leaves up.
    DataTable{"reminder_log", "Reminders sent", "Promemoria inviati", kOfItsReminders, kAlways,
              nullptr, true, 0,
              "reminder=key due_us=statistics lead=statistics planned_us=statistics"
              " at_us=statistics outcome=statistics"},
    DataTable{
        "reminders", "Reminders", "Promemoria", kIsSubject, kAlways, nullptr, true, 42,
        "id=key version=technical rule=key subject=key ref=key office=key service=key case_id=key"
        " title=content body=content token=technical due_us=content all_day=statistics"
        " leads=choice at_minute=choice state=statistics next_us=technical"
        " snoozed=statistics changed_us=statistics created_us=statistics"},
    DataTable{"reminder_followers", "Reminders asked for", "Promemoria richiesti", kIsSubject,
              kAlways, nullptr, true, 0, "rule=key subject=key created_us=statistics"},
    DataTable{"case_message_documents", "Documents of messages", "Documenti dei messaggi",
              kOfItsMessages, kWithCase, kCaseOfMessage, true, 0,
              "message=key position=key kind=statistics name=content reference=content"
              " media_type=statistics size_bytes=statistics sha256=content"},
    DataTable{"case_messages", "Messages on cases", "Messaggi sulle pratiche", kIsSubject,
              kWithCase, kRowsCase, false, 29,
              "id=key version=technical case_id=key subject=key office=key service=key"
              " direction=statistics kind=statistics state=statistics body=content/empty"
              " answers=key due_us=statistics seen_us=statistics notification=key task=key"
              " actor=operator on_behalf_of=key documents=statistics/zero created_us=statistics"},
    DataTable{"notification_documents", "Documents of notifications",
              "Documenti delle comunicazioni", kOfItsNotifications, kWithCase, kCaseOfNotification,
              true, 0,
              "notification=key position=key kind=statistics name=content reference=content"
              " media_type=statistics size_bytes=statistics sha256=content"},
    DataTable{"delivery_tries", "Tries of deliveries", "Tentativi di recapito", kOfItsDeliveries,
              kWithCase, kCaseOfDelivery, false, 0,
              "delivery=key token=technical actor=operator from_us=statistics until_us=statistics"
              " outcome=statistics code=statistics retry_after_s=statistics detail=content/null"},
    DataTable{"deliveries", "Deliveries", "Recapiti", kIsSubject, kWithCase, kRowsCase, false, 32,
              "id=key version=technical key=technical/mark notification=key digest=key"
              " in_digest=key campaign=key subject=key recipient=key service=key office=key"
              " case_id=key class=statistics collapse_key=content/null channel=key"
              " state=statistics reason=statistics due_us=statistics expires_us=statistics"
              " address=key/null bounced=key/null token=technical lease_until_us=technical "
              "tries=statistics"
              " lapses=statistics since_us=statistics uncertain=statistics provider=contact/null"
              " handed_us=statistics sent_us=statistics done_us=statistics created_us=statistics"},
    DataTable{"digests", "Digests", "Riepiloghi", kIsSubject, kAlways, nullptr, false, 35,
              "id=key subject=key channel=key on_day=statistics"
              " created_us=statistics"},
    DataTable{"notifications", "Notifications", "Comunicazioni", kIsSubject, kWithCase, kRowsCase,
              false, 25,
              "id=key token=technical/mark version=technical subject=key service=key category=key"
              " office=key case_id=key event=key origin=statistics class=statistics"
              " language=statistics template=key title=content/empty body=content/empty"
              " due_us=statistics pay_amount=sensitive/null pay_notice=sensitive/null"
              " pay_payee=sensitive/null pay_until_due=statistics action=content/null"
              " action_url=content/null action_until_us=statistics action_done_us=statistics"
              " collapse_key=content/null documents=statistics/zero read_us=statistics"
              " archived_us=statistics created_us=statistics"},
    DataTable{"appointment_events", "Moves of appointments", "Eventi degli appuntamenti",
              kOfItsAppointments, kWithCase, kCaseOfAppointment, false, 0,
              "appointment=key number=key at_us=statistics verb=statistics from_state=statistics"
              " to_state=statistics calendar=key starts_us=statistics actor=operator"},
    DataTable{"appointments", "Appointments", "Appuntamenti", kIsSubject, kWithCase, kRowsCase,
              false, 40,
              "id=key version=technical code=identity/mark token=technical/mark calendar=key"
              " office=key service=key subject=key case_id=key state=statistics"
              " starts_us=statistics ends_us=statistics held_until_us=statistics note=content/null"
              " assurance=statistics on_behalf_of=key changed_us=statistics created_us=statistics"},
    DataTable{"feedback", "Feedback", "Valutazioni", kIsSubject, kWithCase, kRowsCase, false, 43,
              "id=key version=technical subject=key service=key office=key case_id=key channel=key"
              " stars=statistics reasons=statistics comment=content/null reopen=statistics"
              " editable_until_us=technical on_behalf_of=key changed_us=statistics"
              " created_us=statistics"},
    DataTable{"tasks", "Tasks", "Attività", kItsTasks, kWithCase, kCaseOfTask, false, 15,
              "id=key version=technical kind=statistics title=content/empty note=content/null"
              " contact=key case_id=key subject=key office=key assignee=operator state=statistics"
              " due_us=statistics done_us=statistics done_contact=key created_us=statistics"},
    DataTable{"contacts", "Contacts", "Contatti", kIsSubject, kWithCase, kRowsCase, false, 14,
              "id=key version=technical external_id=identity/null channel=key direction=statistics"
              " subject=key service=key case_id=key office=key operator=operator"
              " started_us=statistics ended_us=statistics waiting_s=statistics outcome=statistics"
              " abandoned=statistics summary=content/null noted=technical/zero"
              " assurance=statistics on_behalf_of=key created_us=statistics"},
    DataTable{"case_events", "History of cases", "Storia delle pratiche", kOfItsCases, kWithCase,
              kRowsCase, false, 0,
              "id=key case_id=key subject=key office=key at_us=statistics verb=statistics"
              " from_state=statistics to_state=statistics actor=operator visibility=statistics"
              " note=content/null"},
    DataTable{"case_intervals", "Suspensions and extensions", "Sospensioni e proroghe", kOfItsCases,
              kWithCase, kRowsCase, false, 0,
              "id=key case_id=key kind=statistics from_us=statistics to_us=statistics"
              " days=statistics reason=content/null"},
    DataTable{"case_followers", "Cases followed", "Pratiche seguite", kIsSubject, kAlways, nullptr,
              true, 0, "case_id=key subject=key since_us=statistics"},
    DataTable{"cases", "Cases", "Pratiche", kIsSubject, kWithCase, kRowIsCase, false, 16,
              "id=key token=technical/mark version=technical number=key external_id=identity/null"
              " protocol=identity/null kind=statistics service=key category=key office=key"
              " channel=key subject=key assignee=operator status=statistics state=statistics"
              " outcome=statistics note=content/null summary=content/null"
              " description=content/null address=contact/null latitude=contact/null"
              " longitude=contact/null area=statistics opened_us=statistics due_us=statistics"
              " due_given=technical closed_us=statistics first_response_us=statistics"
              " reopened_count=statistics duplicate_of=key attributes=sensitive/dimensions"
              " assurance=statistics on_behalf_of=key created_us=statistics"},
    // The number of the subject stays, so that several visits of one remain those of one.
    DataTable{"visits", "Visits", "Accessi", kIsSubject, kAlways, nullptr, false, 0,
              "id=key at_us=statistics visitor=identity/number route=key service=key channel=key"
              " status=statistics subject=key"},
    // What the subject wants.
    DataTable{"preference_events", "History of preferences", "Storia delle preferenze", kIsSubject,
              kAlways, nullptr, true, 0,
              "id=key subject=key version=technical settings_version=technical at_us=choice"
              " setting=choice scope=choice target=choice channel=choice old_value=choice"
              " new_value=choice actor=operator on_behalf_of=key via=key assurance=statistics"},
    DataTable{"preference_choices", "Choices", "Scelte", kIsSubject, kAlways, nullptr, true, 0,
              "subject=key settings_version=technical scope=choice target=choice channel=choice"
              " wanted=choice"},
    DataTable{"preferred_channels", "Preferred channels", "Canali preferiti", kIsSubject, kAlways,
              nullptr, true, 0, "subject=key scope=choice target=choice channel=choice"},
    DataTable{"preferences", "Preferences", "Preferenze", kIsSubject, kAlways, nullptr, true, 0,
              "subject=key version=technical settings_version=technical mode=choice"
              " language=choice read_receipts=choice preferred_channel=choice"
              " quiet_from_min=choice quiet_to_min=choice digest=choice digest_hour=choice"
              " cap_count=choice cap_hours=choice created_us=statistics"},
    DataTable{"favourites", "Favourites", "Preferiti", kIsSubject, kAlways, nullptr, true, 28,
              "id=key subject=key service=choice position=choice created_us=statistics"},
    DataTable{"saved_filters", "Saved filters", "Filtri salvati", kIsSubject, kAlways, nullptr,
              true, 30,
              "id=key version=technical subject=key name=choice target=choice rule=choice"
              " applied=choice created_us=statistics"},
    DataTable{"page_sections", "Layout of the page", "Impaginazione", kIsSubject, kAlways, nullptr,
              true, 0, "subject=key position=choice section=choice collapsed=choice hidden=choice"},
    DataTable{"page_layouts", "Own page", "Pagina personale", kIsSubject, kAlways, nullptr, true, 0,
              "subject=key version=technical created_us=statistics"},
    DataTable{"consents", "Consents", "Consensi", kIsSubject, kAlways, nullptr, false, 50,
              "id=key subject=key purpose=key text_number=key given=statistics at_us=statistics"
              " channel=key actor=operator on_behalf_of=key assurance=statistics"},
    DataTable{"subject_merge_rows", "What was merged", "Righe unificate", kOfItsMerges, kAlways,
              nullptr, true, 0,
              "merge=key part=statistics row=key key=choice was_text=choice was_number=choice"},
    DataTable{"subject_merges", "Merges", "Unificazioni", kMergedEither, kAlways, nullptr, false, 0,
              "id=key version=technical winner=key loser=key fields=statistics"
              " winner_version=technical moved=statistics kept=statistics actor=operator"
              " undone_us=statistics created_us=statistics"},
    DataTable{"campaign_skips", "Campaigns left out of", "Campagne escluse", kIsSubject, kAlways,
              nullptr, false, 0, "campaign=key subject=key reason=statistics"},
    DataTable{"frozen_members", "Target groups", "Gruppi di destinatari", kIsSubject, kAlways,
              nullptr, true, 0, "frozen=key subject=key label=sensitive"},
    DataTable{"delivery_stops", "What is not sent any more", "Blocchi di invio", kIsSubject,
              kAlways, nullptr, false, 0, "subject=key kind=statistics since_us=statistics"},
    DataTable{"reads", "Who looked at the data", "Chi ha consultato i dati", kIsSubject, kAlways,
              nullptr, false, 0,
              "id=key at_us=statistics actor=operator on_behalf_of=key subject=key what=statistics"
              " times=statistics reason=content/null"},
    DataTable{"data_request_steps", "Steps of requests", "Passi delle richieste", kOfItsRequests,
              kAlways, nullptr, false, 0,
              "request=key number=key at_us=statistics verb=statistics from_state=statistics"
              " to_state=statistics actor=operator note=content/null"},
    DataTable{"data_request_counts", "What requests found", "Esito delle cancellazioni",
              kOfItsRequests, kAlways, nullptr, false, 0,
              "request=key position=key name=statistics found=statistics erased=statistics"
              " anonymous=statistics kept=statistics why=statistics"},
    DataTable{"data_requests", "Requests about the data", "Richieste sui dati", kIsSubject, kAlways,
              nullptr, false, 46,
              "id=key version=technical subject=key kind=statistics state=statistics"
              " outcome=statistics note=content/null channel=key assurance=statistics"
              " on_behalf_of=key received_us=statistics due_us=statistics extended_us=statistics"
              " worked_us=statistics folded_us=technical closed_us=statistics"
              " export_path=technical/null export_sha256=technical/null created_us=statistics"},
    DataTable{"legal_holds", "Holds", "Obblighi di conservazione", kIsSubject, kWithCase, kRowsCase,
              false, 47,
              "id=key version=technical subject=key case_id=key ground=statistics"
              " note=content/null keeps_identity=statistics until_us=statistics"
              " ended_us=statistics actor=operator created_us=statistics"},
    DataTable{"erasures", "Erasures", "Cancellazioni", kIsSubject, kAlways, nullptr, false, 0,
              "subject=key digest=technical at_us=statistics"},
    // Who the subject is.
    DataTable{"address_bounces", "Returned mail", "Recapiti respinti", kOfItsAddresses, kWithWho,
              nullptr, true, 0, "address=key bounces=statistics hard=statistics at_us=statistics"},
    DataTable{"address_past", "Addresses before", "Recapiti precedenti", kOfItsAddresses, kWithWho,
              nullptr, true, 0,
              "address=key since_us=statistics until_us=statistics version=technical label=contact"
              " verified_on=contact is_default=contact ended_us=contact"},
    DataTable{"addresses", "Addresses", "Recapiti", kIsSubject, kWithWho, nullptr, true, 6,
              "id=key version=technical subject=key kind=contact value=contact key=contact"
              " label=contact verified_on=contact is_default=contact ended_us=contact"
              " since_us=statistics created_us=statistics"},
    DataTable{"identifier_past", "Codes before", "Identificativi precedenti", kPastOfIdentifiers,
              kWithWho, nullptr, true, 0,
              "identifier=key since_us=statistics until_us=statistics version=technical"
              " issuer=identity valid_from_on=identity valid_to_on=identity"},
    DataTable{"identifiers", "Codes", "Identificativi", kIsSubject, kWithWho, nullptr, true, 5,
              "id=key version=technical subject=key scheme=identity value=identity"
              " match_key=technical issuer=identity valid_from_on=identity valid_to_on=identity"
              " since_us=statistics created_us=statistics"},
    DataTable{"relationship_past", "Relationships before", "Relazioni precedenti",
              kPastOfRelationships, kWithWho, nullptr, true, 0,
              "relationship=key since_us=statistics until_us=statistics version=technical"
              " valid_from_on=identity valid_to_on=identity note=sensitive"},
    DataTable{"relationships", "Relationships", "Relazioni", kOfEither, kWithWho, nullptr, true, 7,
              "id=key version=technical subject=key other=key kind=identity valid_from_on=identity"
              " valid_to_on=identity note=sensitive since_us=statistics created_us=statistics"},
    DataTable{"mandate_services", "Services of mandates", "Servizi delle deleghe", kOfItsMandates,
              kWithWho, nullptr, false, 0, "mandate=key service=key"},
    DataTable{"mandates", "Mandates", "Deleghe", kOfGiverOrDelegate, kWithWho, nullptr, false, 44,
              "id=key version=technical subject=key delegate=key state=statistics"
              " code=technical/null valid_from_us=statistics valid_to_us=statistics"
              " note=content/null moved_us=statistics created_us=statistics"},
    DataTable{"grants", "Rights", "Abilitazioni", kOfItsActors, kWithWho, nullptr, false, 3,
              "id=key version=technical actor=key role=statistics office=key service=key"
              " valid_from_us=statistics valid_to_us=statistics created_us=statistics"},
    DataTable{"actors", "Access to the portal", "Utenze", kIsSubject, kWithWho, nullptr, false, 1,
              "id=key version=technical kind=statistics external_id=identity/null"
              " name=identity/empty subject=key active=statistics/zero created_us=statistics"},
    DataTable{"subject_words", "Words it is found by", "Parole di ricerca", kIsSubject, kWithWho,
              nullptr, true, 0, "word=identity subject=key"},
    DataTable{"subject_past", "Own data before", "Dati anagrafici precedenti", kIsSubject, kWithWho,
              nullptr, true, 0,
              "subject=key since_us=statistics until_us=statistics version=technical"
              " kind=statistics name=identity family_name=identity given_name=identity sex=identity"
              " born_on=identity birth_place=identity died_on=identity language=identity"
              " note=sensitive"},
    DataTable{"subjects", "Own data", "Dati anagrafici", kIsId, kWithWho, nullptr, false, 4,
              "id=key token=technical/mark version=technical kind=statistics merged_into=key"
              " external_id=identity/null name=identity/empty family_name=identity/null"
              " given_name=identity/null sex=identity/null born_on=identity/null"
              " birth_place=identity/null died_on=identity/null language=identity/null"
              " note=sensitive/null since_us=statistics created_us=statistics"},
};

// What is nobody's, or cannot be told whose it is but by the journal.
struct PlainTable {
  std::string_view name;
  std::string_view columns;
};

inline constexpr std::array kPlainTables{
    PlainTable{"meta", "key=technical value=technical"},
    PlainTable{"counters", "name=technical last=technical"},
    // Numbers and names of fields: no value of anybody, so that the chain outlives the person.
    PlainTable{"journal",
               "seq=key commit_group=technical at_us=statistics actor=operator on_behalf_of=key"
               " verb=statistics noun=statistics id=key subject=key case_id=key fields=statistics"
               " hash=technical"},
    PlainTable{"offices",
               "id=key version=technical code=catalogue name=catalogue parent=catalogue"
               " email=catalogue phone=catalogue address=catalogue active=catalogue"
               " created_us=catalogue"},
    PlainTable{"channels",
               "id=key version=technical code=catalogue name=catalogue digital=catalogue"
               " active=catalogue created_us=catalogue"},
    PlainTable{"categories",
               "id=key version=technical code=catalogue name=catalogue parent=catalogue"
               " active=catalogue created_us=catalogue"},
    PlainTable{"areas",
               "id=key version=technical code=catalogue name=catalogue parent=catalogue"
               " active=catalogue created_us=catalogue"},
    PlainTable{
        "services",
        "id=key version=technical code=catalogue name=catalogue category=catalogue office=catalogue"
        " status=catalogue status_reason=catalogue description=catalogue audience=catalogue"
        " how_to=catalogue needed=catalogue obtained=catalogue timing=catalogue"
        " access_url=catalogue conditions=catalogue contacts=catalogue costs=catalogue"
        " further_info=catalogue special_cases=catalogue keywords=catalogue topics=catalogue"
        " language=catalogue sector=catalogue thematic_area=catalogue spatial=catalogue"
        " legal_resource=catalogue output=catalogue term_days=catalogue term_clock=catalogue"
        " term_rolls=catalogue open311_type=catalogue attributes=catalogue reopen_days=catalogue"
        " reopen_by_subject=catalogue created_us=catalogue notice_class=catalogue"},
    PlainTable{"service_channels", "service=key channel=key"},
    PlainTable{"holidays",
               "id=key version=technical name=catalogue rule=catalogue month=catalogue"
               " day=catalogue easter_offset=catalogue on_day=catalogue valid_from_on=catalogue"
               " valid_to_on=catalogue created_us=catalogue"},
    PlainTable{"routes", "id=key path=catalogue"},
    PlainTable{"segments",
               "id=key version=technical name=catalogue title=catalogue note=catalogue"
               " rule=catalogue removed_us=catalogue since_us=catalogue created_us=catalogue"},
    PlainTable{"segment_past",
               "segment=key since_us=catalogue until_us=catalogue version=technical"
               " name=catalogue title=catalogue note=catalogue rule=catalogue"},
    PlainTable{"frozen_groups",
               "id=key segment=key segment_version=technical title=catalogue rule=catalogue"
               " split=catalogue members=statistics journal=technical visit=technical"
               " actor=operator created_us=catalogue"},
    PlainTable{"notification_templates",
               "id=key version=technical code=catalogue service=catalogue language=catalogue"
               " title=catalogue body=catalogue placeholders=catalogue removed_us=catalogue"
               " created_us=catalogue"},
    PlainTable{"carried_channels", "channel=key version=technical way=catalogue"},
    PlainTable{"campaigns",
               "id=key version=technical name=catalogue frozen=key control=catalogue"
               " state=statistics class=catalogue service=key language=catalogue title=catalogue"
               " body=catalogue collapse_key=catalogue starts_us=catalogue expires_us=catalogue"
               " per_hour=catalogue after_subject=technical planned=statistics hour_us=technical"
               " hour_count=technical followed_to=technical done_us=statistics actor=operator "
               "created_us=catalogue"
               " purpose=key"},
    PlainTable{"calendars",
               "id=key version=technical code=catalogue name=catalogue office=key service=key"
               " place=catalogue note=catalogue active=catalogue slot_minutes=catalogue"
               " capacity=catalogue lead_minutes=catalogue horizon_days=catalogue"
               " hold_minutes=catalogue per_subject=catalogue approval=catalogue"
               " on_holidays=catalogue created_us=catalogue"},
    PlainTable{"openings",
               "id=key version=technical calendar=key weekday=catalogue from_minute=catalogue"
               " to_minute=catalogue capacity=catalogue valid_from_on=catalogue"
               " valid_to_on=catalogue removed_us=catalogue created_us=catalogue"},
    PlainTable{"closures",
               "id=key version=technical calendar=key office=key from_us=catalogue to_us=catalogue"
               " note=catalogue removed_us=catalogue created_us=catalogue"},
    PlainTable{"reminder_rules",
               "id=key version=technical code=catalogue title=catalogue body=catalogue"
               " source=catalogue service=key scheme=catalogue frozen=key starts_on=catalogue"
               " recurrence=catalogue leads=catalogue at_minute=catalogue active=catalogue"
               " created_us=catalogue"},
    PlainTable{"roles",
               "id=key version=technical name=catalogue title=catalogue note=catalogue"
               " fields=catalogue removed_us=catalogue created_us=catalogue"},
    PlainTable{"role_rights", "role=key noun=catalogue action=catalogue extent=catalogue"},
    PlainTable{"role_channels", "role=key channel=key"},
    PlainTable{"retention_rules",
               "id=key version=technical class=catalogue days=catalogue note=catalogue"
               " active=catalogue after_id=technical next_us=technical cleared=statistics"
               " created_us=catalogue"},
    PlainTable{"consent_purposes",
               "id=key version=technical code=catalogue title=catalogue texts=catalogue"
               " active=catalogue created_us=catalogue"},
    PlainTable{"consent_texts",
               "purpose=key number=key language=catalogue body=catalogue created_us=catalogue"},
    // Found by the records of the journal that are about the subject, and erased with its rows.
    PlainTable{"reasons", "seq=key reason=content"},
    PlainTable{"idempotency",
               "actor=operator operation=technical key=content digest=content result_id=key"
               " at_us=statistics"},
};

}  // namespace pmm::crm::sql
