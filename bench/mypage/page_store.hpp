#pragma once

#include <cstdint>
#include <memory>

#include "scene.hpp"

namespace bench {

// A registry with the whole relationship of each subject: ten contacts, six cases of which two are
// open, four notices, five visits, and what else stands on a page. The rows of one subject lie far
// apart in their tables.
class PageStore {
 public:
  explicit PageStore(std::int64_t subjects);
  std::int64_t subjects() const { return subjects_; }
  std::int64_t now_us() const { return now_us_; }
  std::string path() const { return folder_.file("page.crm"); }
  pmm_session* session() const { return crm_->session(); }

 private:
  Folder folder_;
  std::int64_t subjects_;
  std::int64_t now_us_;
  std::unique_ptr<Crm> crm_;
};

}  // namespace bench
