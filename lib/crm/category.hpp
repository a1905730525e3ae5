#pragma once

#include "crm/catalogue.hpp"

namespace pmm::crm {

extern const Catalogue kCategories;

}  // namespace pmm::crm
