#pragma once

#include <cstdint>
#include <string>

#include "generator.hpp"

// The generated rows in a store of ours, through the import that everybody has.
namespace bench {

class Crm;

// The path of a store with the rows of `generator` before the updates. Made when it is not there;
// it stays for the next run, because making it takes far longer than asking. Nobody may change it.
std::string dataset(const Generator& generator);

// A copy of `store` in `folder` that may be changed.
std::string copy_store(const std::string& store, const std::string& folder);

// Imports the updates into the open store; returns seconds.
double import_updates(const Crm& crm, const Generator& generator, const std::string& folder);

}  // namespace bench
