#pragma once

#include <string>

namespace cli {

// The whole of a small text file, or of standard input for "-". NotFoundError, DataError.
std::string read_input(const std::string& path);

bool exists(const std::string& path);

}  // namespace cli
