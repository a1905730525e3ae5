#include "store/extract_file.hpp"

#include <utility>

namespace pmm::store {

Result<ExtractFile> ExtractFile::create(const std::string& path, const Call& call) {
  PMM_ASSIGN(NewFile file, NewFile::create(path, "path"));
  PMM_ASSIGN(auto db, Connection::open(file.partial_path(), Connection::Mode::kReadWrite));
  PMM_TRY(db->begin_load());
  db->watch(&call);
  return ExtractFile(std::move(file), std::move(db));
}

Status ExtractFile::finish() {
  PMM_TRY(db_->commit());
  PMM_ASSIGN(const std::int64_t dangling, db_->foreign_key_problems());
  if (dangling != 0)
    return {Code::kCorrupt,
            std::to_string(dangling) + " rows refer to rows that are not there; see pmm_check()"};
  PMM_TRY(db_->end_load());
  db_.reset();
  return file_.publish();
}

}  // namespace pmm::store
