#pragma once

#include <string>

namespace cli {

// The whole of a small text file, or of standard input for "-". NotFoundError, DataError.
std::string read_input(const std::string& path);

bool exists(const std::string& path);

// A file in the making under a name of its own beside the wanted one; gone with the object unless
// it was published.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(std::string wanted);
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile();
  const std::string& path() const noexcept { return path_; }
  // Gives it the wanted name, which must be free, and makes the name last.
  void publish() const;

 private:
  std::string wanted_;
  std::string path_;
};

}  // namespace cli
