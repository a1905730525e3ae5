#pragma once

#include <pmmcrm/pmmcrm.h>

#include <string>

// A small store with a bit of everything, made once per process and gone with it.
namespace pmm::fuzz {

class Town {
 public:
  Town();
  ~Town();
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;

  pmm_session* session() const { return session_; }
  // Closes the store and gives the bytes of its saved columns.
  std::string saved_columns();

 private:
  void import(const char* csv, const char* mapping);
  void close();

  std::string folder_;
  pmm_db* db_ = nullptr;
  pmm_session* session_ = nullptr;
};

}  // namespace pmm::fuzz
