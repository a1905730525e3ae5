#pragma once

#include <array>
#include <string_view>

// Words that the people of the demo are made of; the commonest first. Nobody among them is meant.
namespace demo {

inline constexpr auto kFamilyNames = std::to_array<std::string_view>({
    "Esposito",   "Russo",       "Romano",    "De Luca",  "Ferrara",    "Marino",
    "Rizzo",      "Greco",       "Bruno",     "Gallo",    "Conte",      "Giordano",
    "Costa",      "Coppola",     "De Rosa",   "Amato",    "Sorrentino", "Ruggiero",
    "Napolitano", "Caputo",      "D'Angelo",  "Martino",  "Palumbo",    "De Simone",
    "Iovine",     "Cuomo",       "Capasso",   "Pagano",   "Ricciardi",  "Cirillo",
    "Guarino",    "Liguori",     "Bianco",    "Musella",  "Ascione",    "Scognamiglio",
    "Improta",    "Savarese",    "Gargiulo",  "D'Amato",  "Borrelli",   "Perna",
    "Cozzolino",  "Migliaccio",  "Sannino",   "Ferraro",  "Barbato",    "Aiello",
    "Varriale",   "De Martino",  "Riccio",    "Mele",     "Vitale",     "Santoro",
    "Longobardi", "Pisacane",    "Silvestri", "Cacace",   "Tramontano", "Di Napoli",
    "Orefice",    "Loffredo",    "Nappi",     "Ambrosio", "Cafiero",    "Iorio",
    "Petrone",    "Imparato",    "Carbone",   "Morelli",  "Schiavone",  "Fusco",
    "Landolfi",   "Mazzarella",  "Testa",     "Volpe",    "Starace",    "Trapanese",
    "D'Auria",    "Buonocore",   "Monaco",    "Izzo",     "Abate",      "Cimmino",
    "Piscopo",    "Postiglione", "Ruocco",    "Simeone",  "Zazzera",    "Ummarino",
});

inline constexpr auto kWomen = std::to_array<std::string_view>({
    "Maria",         "Anna",       "Carmela",   "Giuseppina", "Rosa",     "Antonietta", "Concetta",
    "Assunta",       "Francesca",  "Giovanna",  "Patrizia",   "Teresa",   "Immacolata", "Lucia",
    "Elena",         "Paola",      "Annamaria", "Silvia",     "Federica", "Chiara",     "Valentina",
    "Raffaella",     "Alessandra", "Daniela",   "Rita",       "Gennara",  "Nunzia",     "Ida",
    "Emma",          "Sara",       "Ilaria",    "Simona",     "Loredana", "Titti",      "Filomena",
    "Maria Rosaria", "Maddalena",  "Vincenza",
});

inline constexpr auto kMen = std::to_array<std::string_view>({
    "Antonio",    "Giuseppe",   "Gennaro",  "Salvatore", "Vincenzo",   "Ciro",
    "Luigi",      "Francesco",  "Pasquale", "Raffaele",  "Mario",      "Giovanni",
    "Ciro Maria", "Carmine",    "Domenico", "Alfonso",   "Eduardo",    "Massimo",
    "Marco",      "Alessandro", "Roberto",  "Fabio",     "Gaetano",    "Michele",
    "Umberto",    "Paolo",      "Nicolò",   "Diego",     "Enzo",       "Renato",
    "Aniello",    "Catello",    "Sossio",   "Armando",   "Ferdinando", "Maurizio",
});

// Where the people were born, by Belfiore code: mostly in Naples.
inline constexpr auto kBirthPlaces = std::to_array<std::string_view>({
    "G964",
    "L259",
    "B990",
    "E054",
    "G902",
    "H243",
    "A064",
    "A512",
    "B963",
    "H703",
    "H501",
    "F205",
    "Z138",
    "Z209",
    "Z127",
});
inline constexpr std::string_view kNaples = "F839";

inline constexpr auto kStreets = std::to_array<std::string_view>({
    "Via Roma",          "Via Garibaldi",     "Corso Vittorio Emanuele",
    "Via dei Mille",     "Via Foria",         "Via Marina",
    "Via Duomo",         "Via dei Tribunali", "Corso Umberto I",
    "Via Mazzini",       "Piazza Dante",      "Via della Repubblica",
    "Via Nuova",         "Via del Mare",      "Vico Lungo",
    "Via San Gennaro",   "Via dell'Epomeo",   "Via Cavour",
    "Salita del Casale", "Via delle Rose",    "Via Nazionale",
    "Calata del Porto",  "Via dei Pini",      "Via Scarlatti",
});

inline constexpr auto kTrades = std::to_array<std::string_view>({
    "Pasticceria",
    "Edil",
    "Trasporti",
    "Studio",
    "Farmacia",
    "Tipografia",
    "Ottica",
    "Immobiliare",
    "Autofficina",
    "Ristorante",
    "Cooperativa",
    "Ferramenta",
    "Navigazione",
    "Agenzia",
    "Caffè",
});
inline constexpr auto kCompanyForms =
    std::to_array<std::string_view>({"S.r.l.", "S.n.c.", "S.a.s.", "S.p.A."});

}  // namespace demo
