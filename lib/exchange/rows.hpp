#pragma once

#include "crm/intake_rows.hpp"

// The rows of an import are the intake's: what is read here is applied there, without a copy.
namespace pmm::exchange {

using crm::intake::CaseRow;
using crm::intake::clear;
using crm::intake::CodedText;
using crm::intake::ContactRow;
using crm::intake::ExternalKey;
using crm::intake::KeyField;
using crm::intake::SubjectRow;
using crm::intake::TextField;
using crm::intake::VisitRow;

}  // namespace pmm::exchange
