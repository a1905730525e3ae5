// What the library says by itself of cases, messages and appointments, in Italian and in English.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.hpp"
#include "model/appointment.hpp"
#include "model/case.hpp"
#include "model/notice_template.hpp"

namespace pmm::model {
namespace {

struct Word {
  std::string_view code, italian, english;
};

// The states of an application agree with "pratica", those of the others with "stato".
constexpr std::array kStateWords = {
    Word{"draft", "in bozza", "draft"},
    Word{"submitted", "presentata", "submitted"},
    Word{"registered", "registrata", "registered"},
    Word{"in_progress", "in lavorazione", "in progress"},
    Word{"awaiting_info", "in attesa di informazioni", "awaiting information"},
    Word{"info_received", "informazioni ricevute", "information received"},
    Word{"completed", "conclusa", "completed"},
    Word{"rejected", "respinta", "rejected"},
    Word{"withdrawn", "ritirata", "withdrawn"},
    Word{"revoked", "revocata", "revoked"},
    Word{"new", "ricevuto", "received"},
    Word{"triaged", "preso in carico", "taken in charge"},
    Word{"scheduled", "intervento programmato", "scheduled"},
    Word{"forwarded", "inoltrato ad altro ufficio", "forwarded to another office"},
    Word{"resolved", "risolto", "resolved"},
    Word{"no_further_action", "chiuso senza ulteriori interventi", "closed without further action"},
    Word{"not_responsible", "non di competenza", "outside our responsibility"},
    Word{"duplicate", "già segnalato", "reported already"},
    Word{"cancelled", "annullato", "cancelled"},
    Word{"reopen_requested", "riapertura richiesta", "reopening requested"},
    Word{"reopened", "riaperto", "reopened"},
};

constexpr std::array kKindWords = {
    Word{kKindApplication, "Pratica", "Application"},
    Word{kKindReport, "Segnalazione", "Report"},
    Word{kKindComplaint, "Reclamo", "Complaint"},
    Word{kKindInquiry, "Richiesta di informazioni", "Enquiry"},
};

constexpr std::array kOutcomeWords = {
    Word{kOutcomeFulfilled, "positivo", "fulfilled"},
    Word{kOutcomeRejected, "negativo", "rejected"},
    Word{kOutcomeWithdrawn, "rinuncia", "withdrawn"},
    Word{kOutcomeRevoked, "revoca", "revoked"},
    Word{kOutcomeNoAction, "nessun intervento", "no action"},
    Word{kOutcomeNotResponsible, "non di competenza", "outside our responsibility"},
    Word{kOutcomeDuplicate, "già segnalato", "reported already"},
    Word{kOutcomeCancelled, "annullamento", "cancelled"},
};

constexpr std::array kBookingWords = {
    Word{kBookingHeld, "posto trattenuto", "held"},
    Word{kBookingRequested, "richiesto", "requested"},
    Word{kBookingConfirmed, "confermato", "confirmed"},
    Word{kBookingRefused, "rifiutato", "refused"},
    Word{kBookingCancelled, "annullato", "cancelled"},
    Word{kBookingExpired, "scaduto", "expired"},
    Word{kBookingDone, "svolto", "done"},
    Word{kBookingMissed, "mancato", "missed"},
};

constexpr std::array<std::string_view, 5> kBookingCodes = {"confirm", "refuse", "cancel", "move",
                                                           "expire"};
constexpr std::array<std::string_view, 4> kMessageCodes = {"note", "request", "answer",
                                                           "withdrawn"};

bool reads_english(std::string_view language) noexcept { return language.substr(0, 2) == "en"; }

template <std::size_t kCount>
std::string_view word_of(const std::array<Word, kCount>& words, std::string_view code,
                         std::string_view language) noexcept {
  for (const Word& word : words)
    if (word.code == code) return reads_english(language) ? word.english : word.italian;
  return code;
}

struct Texts {
  NoticeShape shape;
  std::string_view title_it, body_it, title_en, body_en;
};

constexpr std::array kTexts = {
    Texts{NoticeShape::kOpened, "{{kind}} {{number}}: {{new_state}}",
          "{{kind}} **{{number}}**: {{service}}\n\n- Stato: **{{new_state}}**\n"
          "- Termine: {{due}}\n\n{{note}}",
          "{{kind}} {{number}}: {{new_state}}",
          "{{kind}} **{{number}}**: {{service}}\n\n- State: **{{new_state}}**\n"
          "- Due: {{due}}\n\n{{note}}"},
    Texts{NoticeShape::kMoved, "{{kind}} {{number}}: {{new_state}}",
          "{{kind}} **{{number}}**: {{service}}\n\n- Stato precedente: {{old_state}}\n"
          "- Nuovo stato: **{{new_state}}**\n- Esito: {{outcome}}\n- Termine: {{due}}\n\n{{note}}",
          "{{kind}} {{number}}: {{new_state}}",
          "{{kind}} **{{number}}**: {{service}}\n\n- Previous state: {{old_state}}\n"
          "- New state: **{{new_state}}**\n- Outcome: {{outcome}}\n- Due: {{due}}\n\n{{note}}"},
    Texts{NoticeShape::kNoted, "{{kind}} {{number}}: comunicazione dell'ufficio",
          "{{kind}} **{{number}}**: {{service}}\n\n- Stato: {{new_state}}\n"
          "- Termine: {{due}}\n\n{{note}}",
          "{{kind}} {{number}}: a note from the office",
          "{{kind}} **{{number}}**: {{service}}\n\n- State: {{new_state}}\n"
          "- Due: {{due}}\n\n{{note}}"},
    Texts{NoticeShape::kMessage, "{{kind}} {{number}}: nuovo messaggio dell'ufficio",
          "{{kind}} **{{number}}**: {{service}}\n\n{{message}}",
          "{{kind}} {{number}}: a message from the office",
          "{{kind}} **{{number}}**: {{service}}\n\n{{message}}"},
    Texts{NoticeShape::kRequest, "{{kind}} {{number}}: l'ufficio chiede informazioni",
          "{{kind}} **{{number}}**: {{service}}\n\n{{message}}\n\n"
          "Termine per la risposta: {{due}}",
          "{{kind}} {{number}}: the office asks for information",
          "{{kind}} **{{number}}**: {{service}}\n\n{{message}}\n\nAnswer by: {{due}}"},
    Texts{NoticeShape::kWithdrawn, "{{kind}} {{number}}: richiesta di informazioni ritirata",
          "{{kind}} **{{number}}**: {{service}}\n\nL'ufficio non attende più una risposta a:\n\n"
          "{{message}}",
          "{{kind}} {{number}}: request for information withdrawn",
          "{{kind}} **{{number}}**: {{service}}\n\nThe office no longer awaits an answer to:\n\n"
          "{{message}}"},
    Texts{NoticeShape::kBooking, "Appuntamento {{code}}: {{new_state}}",
          "Appuntamento **{{code}}**: {{about}}\n\n- Quando: **{{starts}}**\n"
          "- In precedenza: {{old_starts}}\n- Dove: {{place}}\n"
          "- Stato precedente: {{old_state}}\n- Stato: **{{new_state}}**",
          "Appointment {{code}}: {{new_state}}",
          "Appointment **{{code}}**: {{about}}\n\n- When: **{{starts}}**\n"
          "- Before: {{old_starts}}\n- Where: {{place}}\n"
          "- Previous state: {{old_state}}\n- State: **{{new_state}}**"},
};

// "case" of "case" and "case.reject"; what is below it, empty for the whole.
std::string_view top_of(std::string_view code) noexcept { return code.substr(0, code.find('.')); }
std::string_view below(std::string_view code) noexcept {
  const std::size_t dot = code.find('.');
  return dot == std::string_view::npos ? std::string_view() : code.substr(dot + 1);
}

bool is_verb(std::string_view verb) noexcept {
  for (const std::string_view kind : case_kinds())
    for (const Transition& move : transitions(kind))
      if (move.verb == verb) return true;
  return verb == "create" || verb == "original";
}

bool uses(std::string_view text, std::string_view name) {
  const std::string place(name);
  return text.find("{{" + place + "}}") != std::string_view::npos ||
         text.find("{{ " + place + " }}") != std::string_view::npos;
}

Status check_places(const NoticeTemplate& source, std::initializer_list<std::string_view> names,
                    const std::string& why) {
  for (const std::string_view name : names)
    if (!uses(source.body, name))
      return Status::invalid("body", why + ": place " + text::quoted(name) + " is missing");
  return {};
}

}  // namespace

std::string_view state_words(std::string_view state, std::string_view language) noexcept {
  return word_of(kStateWords, state, language);
}
std::string_view kind_words(std::string_view kind, std::string_view language) noexcept {
  return word_of(kKindWords, kind, language);
}
std::string_view outcome_words(std::string_view outcome, std::string_view language) noexcept {
  return word_of(kOutcomeWords, outcome, language);
}

std::string_view booking_words(std::string_view state, std::string_view language) noexcept {
  return word_of(kBookingWords, state, language);
}

bool is_own_code(std::string_view code) noexcept {
  return top_of(code) == kTemplateCase || top_of(code) == kTemplateMessage ||
         top_of(code) == kTemplateAppointment;
}

std::vector<Placeholder> own_placeholders(std::string_view code) {
  using Type = PlaceholderType;
  if (top_of(code) == kTemplateAppointment)
    return {{"code"},
            {"about"},
            {"place", Type::kText, false},
            {"old_state", Type::kText, false},
            {"new_state"},
            {"old_starts", Type::kTime, false},
            {"starts", Type::kTime}};
  std::vector<Placeholder> out = {{"number"}, {"kind"}, {"service"}};
  if (top_of(code) == kTemplateMessage) {
    out.push_back({"message"});
    out.push_back({"due", Type::kDate, false});
    return out;
  }
  out.push_back({"old_state", Type::kText, false});
  out.push_back({"new_state"});
  for (const char* optional : {"outcome", "note"}) out.push_back({optional, Type::kText, false});
  out.push_back({"due", Type::kDate, false});
  out.push_back({"at", Type::kTime});
  return out;
}

Status check_own_template(std::string_view code, const NoticeTemplate& source) {
  const std::string_view part = below(code);
  if (top_of(code) == kTemplateMessage) {
    const bool known = part.empty() ? code == kTemplateMessage
                                    : std::find(kMessageCodes.begin(), kMessageCodes.end(), part) !=
                                          kMessageCodes.end();
    if (known) return {};
    return Status::invalid("code", text::quoted(code) +
                                       " is not message, message.note, message.request, "
                                       "message.answer or message.withdrawn");
  }
  if (top_of(code) == kTemplateAppointment) {
    const bool known = part.empty() ? code == kTemplateAppointment
                                    : std::find(kBookingCodes.begin(), kBookingCodes.end(), part) !=
                                          kBookingCodes.end();
    if (!known)
      return Status::invalid("code", text::quoted(code) +
                                         " is not appointment, or appointment. with confirm, "
                                         "refuse, cancel, move or expire");
    return check_places(source, {"new_state", "starts"},
                        "what tells of an appointment says how it stands and when it is");
  }
  if (part.empty() ? code != kTemplateCase : !is_verb(part))
    return Status::invalid("code", text::quoted(code) + " is not case or case.VERB of a move");
  return check_places(source, {"old_state", "new_state", "note"},
                      "what tells of a move says from where, to where and why");
}

NoticeTemplate built_in_template(NoticeShape shape, std::string_view language) {
  const auto* found = std::find_if(kTexts.begin(), kTexts.end(),
                                   [shape](const Texts& texts) { return texts.shape == shape; });
  const bool english = reads_english(language);
  const std::string_view code = shape == NoticeShape::kBooking   ? kTemplateAppointment
                                : shape >= NoticeShape::kMessage ? kTemplateMessage
                                                                 : kTemplateCase;
  NoticeTemplate out;
  out.language = english ? "en" : "it";
  out.title = english ? found->title_en : found->title_it;
  out.body = english ? found->body_en : found->body_it;
  out.placeholders = own_placeholders(code);
  return out;
}

}  // namespace pmm::model
