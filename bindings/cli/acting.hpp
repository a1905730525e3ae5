#pragma once

#include <string>

#include "store.hpp"

namespace cli {

// A session whose calls are on behalf of the subject that --on-behalf-of names.
class Acting {
 public:
  Acting(const pmmcrm::Db& db, const Settings& settings);

  const pmmcrm::Session& session() const noexcept { return session_; }
  const pmm_call* call() const noexcept { return &call_; }
  pmm_id on_behalf_of() const noexcept { return call_.on_behalf_of; }

  // As those of Session, without the call.
  template <class Function, class... Arguments>
  pmmcrm::Result read(Function function, Arguments... arguments) const {
    return session_.read(function, arguments..., call());
  }
  template <class Function, class... Arguments>
  std::int64_t write(Function function, Arguments... arguments) const {
    return session_.write(function, arguments..., call());
  }

  // find_subject(), of whom there is a row to be seen. Throws NotFoundError: of a list that is
  // empty nobody could tell whether the subject or its rows are missing.
  pmm_id subject(const std::string& text) const;

 private:
  pmmcrm::Session session_;
  pmm_call call_ = PMM_CALL_INIT;
};

}  // namespace cli
