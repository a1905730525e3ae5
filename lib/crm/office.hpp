#pragma once

#include "crm/catalogue.hpp"

namespace pmm::crm {

extern const Catalogue kOffices;

}  // namespace pmm::crm
