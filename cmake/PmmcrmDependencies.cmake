# System packages only; nothing is downloaded at configure time.
find_package(Threads REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(date REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PMMCRM_UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
