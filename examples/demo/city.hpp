#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// The administration: offices, channels, areas and the catalogue of services, with what the year
// 2007 asked of each.
namespace demo {

struct Office {
  std::string_view code, name;
};
inline constexpr auto kOffices = std::to_array<Office>({
    {"anagrafe", "Servizi demografici"},
    {"urbanistica", "Pianificazione urbanistica"},
    {"cultura", "Beni culturali"},
    {"politiche-sociali", "Politiche sociali"},
    {"mobilita", "Mobilità e traffico"},
    {"strade", "Strade e illuminazione"},
    {"ambiente", "Ambiente e igiene urbana"},
    {"urp", "Ufficio relazioni con il pubblico"},
});

struct Channel {
  std::string_view code, name;
  bool digital;
};
inline constexpr auto kChannels = std::to_array<Channel>({
    {"web", "Portale", true},
    {"phone", "Contact center", false},
    {"counter", "Sportello", false},
    {"email", "Posta elettronica", true},
    {"post", "Posta", false},
    {"kiosk", "Chiosco telematico", true},
});

struct Category {
  std::string_view code, name;
};
inline constexpr auto kCategories = std::to_array<Category>({
    {"anagrafe", "Anagrafe e stato civile"},
    {"territorio", "Urbanistica e territorio"},
    {"cultura", "Cultura e tempo libero"},
    {"famiglia", "Famiglia e sociale"},
    {"mobilita", "Mobilità e trasporti"},
    {"strade", "Strade e illuminazione"},
    {"ambiente", "Ambiente e verde"},
    {"relazioni", "Relazioni con i cittadini"},
});

struct Area {
  std::string_view code, name;
  double latitude, longitude;  // of its middle
  int people;                  // as a weight
};
inline constexpr auto kAreas = std::to_array<Area>({
    {"municipalita-01", "Chiaia, Posillipo, San Ferdinando", 40.833, 14.235, 84},
    {"municipalita-02", "Avvocata, Montecalvario, Mercato, Pendino, Porto", 40.847, 14.254, 91},
    {"municipalita-03", "Stella, San Carlo all'Arena", 40.860, 14.257, 103},
    {"municipalita-04", "San Lorenzo, Vicaria, Poggioreale", 40.861, 14.279, 96},
    {"municipalita-05", "Vomero, Arenella", 40.848, 14.228, 119},
    {"municipalita-06", "Ponticelli, Barra, San Giovanni a Teduccio", 40.843, 14.318, 118},
    {"municipalita-07", "Miano, Secondigliano, San Pietro a Patierno", 40.888, 14.265, 92},
    {"municipalita-08", "Piscinola, Marianella, Chiaiano, Scampia", 40.894, 14.236, 93},
    {"municipalita-09", "Soccavo, Pianura", 40.852, 14.184, 106},
    {"municipalita-10", "Bagnoli, Fuorigrotta", 40.824, 14.190, 101},
});

enum class Clock { kNone, kCalendar, kWorking };

struct Service {
  std::string_view code, name, category, office, kind;
  int term_days;  // 0: answered at once
  Clock clock;
  int requests;                   // in the year
  int late_per_mille;             // answered after the term
  std::array<int, 6> channels;    // weights, in the order of kChannels
  std::array<int, 12> months;     // weights
  std::string_view open311_type;  // realtime, batch or blackbox
};

// The services requested or performed on line; the nine together were asked for 60,000 times.
inline constexpr int kOnlineServices = 9;
inline constexpr int kOnlineRequests = 60'000;

std::span<const Service> services() noexcept;
const Service& service_of(std::size_t index) noexcept;
const Service* service_with(std::string_view code) noexcept;  // nullptr: none
std::string service_name(std::string_view code);              // the code itself where there is none

}  // namespace demo
