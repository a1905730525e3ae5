#pragma once

#include "crm/catalogue.hpp"

namespace pmm::crm {

extern const Catalogue kAreas;

}  // namespace pmm::crm
