#pragma once

#include "crm/catalogue.hpp"

namespace pmm::crm {

extern const Catalogue kChannels;

}  // namespace pmm::crm
