#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertService = R"sql(
INSERT INTO services (id, version, created_us, code, name, status, term_clock, term_rolls,
                      open311_type, reopen_by_subject, category, office, term_days, reopen_days,
                      attributes, status_reason, description, audience, how_to, needed, obtained,
                      timing, access_url, conditions, contacts, costs, further_info,
                      special_cases, keywords, topics, language, sector, thematic_area, spatial,
                      legal_resource, output, notice_class)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)
)sql";

inline constexpr const char* kUpdateService = R"sql(
UPDATE services SET version = version + 1, code = $2, name = $3, status = $4, term_clock = $5,
                    term_rolls = $6, open311_type = $7, reopen_by_subject = $8, category = $9,
                    office = $10, term_days = $11, reopen_days = $12, attributes = $13,
                    status_reason = $14, description = $15, audience = $16, how_to = $17, needed =
                    $18, obtained = $19, timing = $20, access_url = $21, conditions = $22,
                    contacts = $23, costs = $24, further_info = $25, special_cases = $26, keywords
                    = $27, topics = $28, language = $29, sector = $30, thematic_area = $31,
                    spatial = $32, legal_resource = $33, output = $34,
                    notice_class = $35
WHERE id = $1
)sql";

inline constexpr const char* kServiceRow = R"sql(
SELECT version, code, name, status, term_clock, term_rolls, open311_type, reopen_by_subject,
       category, office, term_days, reopen_days, attributes, status_reason, description, audience,
       how_to, needed, obtained, timing, access_url, conditions, contacts, costs, further_info,
       special_cases, keywords, topics, language, sector, thematic_area, spatial, legal_resource,
       output, notice_class
FROM services WHERE id = $1
)sql";

inline constexpr const char* kSelectServices = R"sql(
SELECT id, version, code, name, category, office, status, status_reason, description, audience,
       how_to, needed, obtained, timing, access_url, conditions, contacts, costs, further_info,
       special_cases, keywords, topics, language, sector, thematic_area, spatial, legal_resource,
       output, term_days, term_clock, term_rolls, open311_type, attributes, reopen_days,
       reopen_by_subject, created_us, notice_class
FROM services
)sql";

inline constexpr const char* kSelectService = R"sql(
SELECT id, version, code, name, category, office, status, status_reason, description, audience,
       how_to, needed, obtained, timing, access_url, conditions, contacts, costs, further_info,
       special_cases, keywords, topics, language, sector, thematic_area, spatial, legal_resource,
       output, term_days, term_clock, term_rolls, open311_type, attributes, reopen_days,
       reopen_by_subject, created_us, notice_class
FROM services WHERE id = $1
)sql";

inline constexpr const char* kAttributesOfOthers = R"sql(
SELECT id, attributes FROM services WHERE attributes IS NOT NULL AND id <> $1 ORDER BY id
)sql";

inline constexpr const char* kServiceRules = R"sql(
SELECT status, status_reason, category, office, term_days, term_clock, term_rolls, attributes,
       reopen_days, reopen_by_subject, name, notice_class
FROM services WHERE id = $1
)sql";

inline constexpr const char* kServiceByCode = R"sql(
SELECT id FROM services WHERE code = $1
)sql";

// A change of a collection is a change of its service.
inline constexpr const char* kTouchService = R"sql(
UPDATE services SET version = version + 1 WHERE id = $1
)sql";

inline constexpr const char* kServiceStatusIs = R"sqlpart(status = {})sqlpart";
inline constexpr const char* kServiceCategoryIs = R"sqlpart(category = {})sqlpart";
inline constexpr const char* kServiceNoCategory = R"sqlpart(category IS NULL)sqlpart";
inline constexpr const char* kServiceOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kServiceNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kServiceTakesChannel = R"sqlpart(
(id NOT IN (SELECT service FROM service_channels) OR
 id IN (SELECT service FROM service_channels WHERE channel = {}))
)sqlpart";

// --- Channels

inline constexpr const char* kChannelIdsOfService = R"sql(
SELECT channel FROM service_channels WHERE service = $1 ORDER BY channel
)sql";

inline constexpr const char* kDeleteServiceChannels = R"sql(
DELETE FROM service_channels WHERE service = $1
)sql";

inline constexpr const char* kInsertServiceChannel = R"sql(
INSERT INTO service_channels (service, channel) VALUES ($1, $2)
)sql";

inline constexpr const char* kChannelOfServiceIs = R"sqlpart(
id IN (SELECT channel FROM service_channels WHERE service = {})
)sqlpart";

}  // namespace pmm::crm::sql
