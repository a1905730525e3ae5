#include "analytics/columns/catalogue_names.hpp"

#include <algorithm>
#include <string_view>

#include "analytics/columns/feed_sql.hpp"

namespace pmm::analytics {
namespace {

struct CodeTitle {
  Domain domain;
  std::string_view code, en, it;
};
// Of the codes that every store has. In the order in which they are found.
constexpr std::array kCodeTitles = std::to_array<CodeTitle>({
    {Domain::kCaseKind, "application", "Application", "Istanza"},
    {Domain::kCaseKind, "report", "Report", "Segnalazione"},
    {Domain::kCaseKind, "complaint", "Complaint", "Reclamo"},
    {Domain::kCaseKind, "inquiry", "Inquiry", "Richiesta di informazioni"},
    {Domain::kStatus, "open", "Open", "Aperta"},
    {Domain::kStatus, "closed", "Closed", "Chiusa"},
    {Domain::kState, "draft", "Draft", "Bozza"},
    {Domain::kState, "submitted", "Submitted", "Presentata"},
    {Domain::kState, "registered", "Registered", "Protocollata"},
    {Domain::kState, "in_progress", "In progress", "In lavorazione"},
    {Domain::kState, "awaiting_info", "Awaiting information", "In attesa di integrazioni"},
    {Domain::kState, "info_received", "Information received", "Integrazioni ricevute"},
    {Domain::kState, "completed", "Completed", "Conclusa"},
    {Domain::kState, "rejected", "Rejected", "Respinta"},
    {Domain::kState, "withdrawn", "Withdrawn", "Ritirata"},
    {Domain::kState, "revoked", "Revoked", "Revocata"},
    {Domain::kState, "new", "New", "Nuova"},
    {Domain::kState, "triaged", "Triaged", "Smistata"},
    {Domain::kState, "scheduled", "Scheduled", "Programmata"},
    {Domain::kState, "forwarded", "Forwarded", "Inoltrata"},
    {Domain::kState, "resolved", "Resolved", "Risolta"},
    {Domain::kState, "no_further_action", "No further action", "Senza seguito"},
    {Domain::kState, "not_responsible", "Not responsible", "Non di competenza"},
    {Domain::kState, "duplicate", "Duplicate", "Doppione"},
    {Domain::kState, "cancelled", "Cancelled", "Annullata"},
    {Domain::kState, "reopen_requested", "Reopening requested", "Riapertura richiesta"},
    {Domain::kState, "reopened", "Reopened", "Riaperta"},
    {Domain::kCaseOutcome, "fulfilled", "Fulfilled", "Accolta"},
    {Domain::kCaseOutcome, "rejected", "Rejected", "Respinta"},
    {Domain::kCaseOutcome, "withdrawn", "Withdrawn", "Ritirata"},
    {Domain::kCaseOutcome, "revoked", "Revoked", "Revocata"},
    {Domain::kCaseOutcome, "no_action", "No action", "Senza seguito"},
    {Domain::kCaseOutcome, "not_responsible", "Not responsible", "Non di competenza"},
    {Domain::kCaseOutcome, "duplicate", "Duplicate", "Doppione"},
    {Domain::kCaseOutcome, "cancelled", "Cancelled", "Annullata"},
    {Domain::kDirection, "in", "Incoming", "In arrivo"},
    {Domain::kDirection, "out", "Outgoing", "In partenza"},
    {Domain::kSubjectKind, "person", "Person", "Persona"},
    {Domain::kSubjectKind, "organization", "Organization", "Organizzazione"},
    {Domain::kNoticeClass, "legal", "Legal", "Con valore legale"},
    {Domain::kNoticeClass, "courtesy", "Courtesy", "Di cortesia"},
    {Domain::kNoticeClass, "promotional", "Promotional", "Promozionale"},
    {Domain::kDeliveryState, "created", "Created", "Creata"},
    {Domain::kDeliveryState, "sending", "Sending", "In invio"},
    {Domain::kDeliveryState, "sent", "Sent", "Inviata"},
    {Domain::kDeliveryState, "delivered", "Delivered", "Recapitata"},
    {Domain::kDeliveryState, "temporary_failure", "Temporary failure", "Da ritentare"},
    {Domain::kDeliveryState, "uncertain", "Uncertain", "Incerta"},
    {Domain::kDeliveryState, "permanent_failure", "Refused for good", "Respinta"},
    {Domain::kDeliveryState, "technical_failure", "Given up", "Abbandonata"},
    {Domain::kDeliveryState, "expired", "Expired", "Scaduta"},
    {Domain::kDeliveryState, "cancelled", "Called back", "Annullata"},
    {Domain::kDeliveryState, "suppressed", "Suppressed", "Soppressa"},
    {Domain::kDeliveryState, "digested", "In a digest", "In un riepilogo"},
    {Domain::kDeliveryReason, "erased", "Erased", "Soggetto cancellato"},
    {Domain::kDeliveryReason, "deceased", "Deceased", "Soggetto deceduto"},
    {Domain::kDeliveryReason, "restricted", "Processing restricted", "Trattamento limitato"},
    {Domain::kDeliveryReason, "objected", "Objection", "Opposizione al trattamento"},
    {Domain::kDeliveryReason, "mandate_ended", "Mandate ended", "Delega cessata"},
    {Domain::kDeliveryReason, "preference", "Not wanted", "Non desiderata"},
    {Domain::kDeliveryReason, "other_channel", "Another channel preferred", "Altro canale scelto"},
    {Domain::kDeliveryReason, "channel_inactive", "Channel not in use", "Canale non attivo"},
    {Domain::kDeliveryReason, "channel_for_legal", "Channel for legal notices only",
     "Canale riservato agli atti"},
    {Domain::kDeliveryReason, "digital_domicile", "Sent to the digital domicile",
     "Inviata al domicilio digitale"},
    {Domain::kDeliveryReason, "address_missing", "No address", "Recapito assente"},
    {Domain::kDeliveryReason, "address_unverified", "Address not verified",
     "Recapito non verificato"},
    {Domain::kDeliveryReason, "address_bounced", "Mail came back", "Recapito non valido"},
    {Domain::kDeliveryReason, "collapsed", "A newer one says the same",
     "Superata da una più recente"},
    {Domain::kDeliveryReason, "frequency_cap", "Too many of late", "Troppe in poco tempo"},
    {Domain::kDeliveryReason, "quiet_hours", "Quiet hours", "Orario di silenzio"},
    {Domain::kDeliveryReason, "digest", "Waits for the digest", "In attesa del riepilogo"},
    {Domain::kDeliveryReason, "campaign_paused", "Campaign paused", "Campagna sospesa"},
    {Domain::kDeliveryReason, "campaign_cancelled", "Campaign cancelled", "Campagna annullata"},
    {Domain::kDeliveryReason, "cancelled", "Called back", "Annullata"},
    {Domain::kDeliveryReason, "expired", "Expired", "Scaduta"},
    {Domain::kDeliveryReason, "bounced", "Bounced", "Tornata indietro"},
    {Domain::kDeliveryReason, "refused", "Refused", "Respinta"},
    {Domain::kDeliveryReason, "failed", "Failed, to be tried again", "Fallita, da ritentare"},
    {Domain::kDeliveryReason, "exhausted", "Tried too often", "Tentativi esauriti"},
    {Domain::kDeliveryReason, "lapsed", "No word from the carrier", "Nessun esito dal vettore"},
    {Domain::kDeliveryReason, "empty", "Nothing left to say", "Niente da comunicare"},
    {Domain::kBookingState, "held", "Held", "Bloccato"},
    {Domain::kBookingState, "requested", "Requested", "Richiesto"},
    {Domain::kBookingState, "confirmed", "Confirmed", "Confermato"},
    {Domain::kBookingState, "refused", "Refused", "Rifiutato"},
    {Domain::kBookingState, "cancelled", "Cancelled", "Annullato"},
    {Domain::kBookingState, "expired", "Expired", "Scaduto"},
    {Domain::kBookingState, "done", "Done", "Svolto"},
    {Domain::kBookingState, "missed", "Missed", "Mancato"},
});

const char* names_sql(Domain domain) noexcept {
  switch (domain) {
    case Domain::kChannel:
      return sql::kChannelNames;
    case Domain::kService:
      return sql::kServiceNames;
    case Domain::kCategory:
      return sql::kCategoryNames;
    case Domain::kOffice:
      return sql::kOfficeNames;
    case Domain::kArea:
      return sql::kAreaNames;
    case Domain::kCalendar:
      return sql::kCalendarNames;
    default:
      return nullptr;
  }
}

std::shared_ptr<const CodeNames> titles_of(Domain domain, bool italian) {
  CodeNames names;
  for (const CodeTitle& title : kCodeTitles)
    if (title.domain == domain) names.emplace(title.code, italian ? title.it : title.en);
  if (names.empty()) return nullptr;
  return std::make_shared<const CodeNames>(std::move(names));
}

const Member* dimension_of(std::string_view name, const Cube*& cube) noexcept {
  for (const Cube& each : cubes()) {
    if (name.substr(0, name.find('.')) != each.name) continue;
    cube = &each;
    const Member* member = find_member(each, name);
    return member != nullptr && member->kind == MemberKind::kDimension ? member : nullptr;
  }
  return nullptr;
}

}  // namespace

bool is_named(Domain domain) noexcept { return names_sql(domain) != nullptr; }

Result<std::shared_ptr<const CodeNames>> load_names(store::Connection& db, Domain domain) {
  CodeNames names;
  PMM_ASSIGN(auto row, db.prepare(names_sql(domain)));
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    names.emplace(row.string_at(0), row.string_at(1));
  }
  return std::make_shared<const CodeNames>(std::move(names));
}

void name_codes(Table& table, const CatalogueNames& names) {
  for (Column& column : table.columns) {
    if (column.type != Type::kText) continue;
    const Cube* cube = nullptr;
    const Member* member = dimension_of(column.name, cube);
    if (member == nullptr) continue;
    const Domain domain = domain_of(*member, *cube);
    if (is_named(domain)) {
      column.note.names = names[static_cast<std::size_t>(domain)];
    } else if (static_cast<std::size_t>(domain) < kDomains) {
      column.note.names = titles_of(domain, false);
      column.note.names_it = titles_of(domain, true);
    }
  }
}

}  // namespace pmm::analytics
