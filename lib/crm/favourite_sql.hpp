#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kFavouritesOf = R"sql(
SELECT id, service FROM favourites WHERE subject = $1 ORDER BY position, id
)sql";

inline constexpr const char* kInsertFavourite = R"sql(
INSERT INTO favourites (id, subject, service, position, created_us) VALUES ($1, $2, $3, $4, $5)
)sql";

inline constexpr const char* kPlaceFavourite = R"sql(
UPDATE favourites SET position = $2 WHERE id = $1
)sql";

inline constexpr const char* kDeleteFavourite = R"sql(
DELETE FROM favourites WHERE id = $1
)sql";

inline constexpr const char* kSelectFavourites = R"sql(
SELECT f.id, f.position, f.service, s.code, s.name, s.status, f.created_us
FROM favourites f JOIN services s ON s.id = f.service
WHERE f.subject = $1 ORDER BY f.position, f.id
)sql";

}  // namespace pmm::crm::sql
