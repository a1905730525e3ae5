#pragma once

#include "questions.hpp"

namespace bench {

// The whole page of a subject.
void add_page_questions(std::vector<Question>& questions);
// What is free in the calendars of a city.
void add_slot_questions(std::vector<Question>& questions);
// A campaign on its way to its carrier.
void add_campaign_questions(std::vector<Question>& questions);
// How fast it is decided who may do what.
void add_decision_questions(std::vector<Question>& questions);

}  // namespace bench
