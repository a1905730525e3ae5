#include "model/case.hpp"

#include <algorithm>
#include <array>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "model/case_machine.hpp"

namespace pmm::model {
namespace {

using machine::State;

struct Machine {
  std::string_view kind;
  char letter;
  std::span<const State> states;
  std::span<const std::string_view> names;
  std::span<const Transition> moves;
};

template <std::size_t kCount>
constexpr std::array<std::string_view, kCount> names_of(const std::array<State, kCount>& states) {
  std::array<std::string_view, kCount> names{};
  for (std::size_t i = 0; i < kCount; ++i) names[i] = states[i].name;
  return names;
}

constexpr auto kApplicationNames = names_of(machine::kApplicationStates);
constexpr auto kRequestNames = names_of(machine::kRequestStates);
// A complaint is never resolved without an answer to the citizen.
constexpr const auto& kPlainMoves = machine::kRequestMoves<0>;
constexpr const auto& kComplaintMoves = machine::kRequestMoves<Transition::kNeedsNote>;

constexpr std::array<Machine, 4> kMachines = {{
    {kKindApplication, 'A', machine::kApplicationStates, kApplicationNames,
     machine::kApplicationMoves},
    {kKindReport, 'R', machine::kRequestStates, kRequestNames, kPlainMoves},
    {kKindComplaint, 'C', machine::kRequestStates, kRequestNames, kComplaintMoves},
    {kKindInquiry, 'Q', machine::kRequestStates, kRequestNames, kPlainMoves},
}};
constexpr std::array<std::string_view, 4> kKinds = {kKindApplication, kKindReport, kKindComplaint,
                                                    kKindInquiry};
constexpr std::array<std::string_view, 8> kOutcomes = {
    kOutcomeFulfilled, kOutcomeRejected,       kOutcomeWithdrawn, kOutcomeRevoked,
    kOutcomeNoAction,  kOutcomeNotResponsible, kOutcomeDuplicate, kOutcomeCancelled};

const Machine* find_machine(std::string_view kind) noexcept {
  const auto* found = std::find_if(kMachines.begin(), kMachines.end(),
                                   [kind](const Machine& m) { return m.kind == kind; });
  return found == kMachines.end() ? nullptr : found;
}

const State* find_state(const Machine* machine, std::string_view name) noexcept {
  if (machine == nullptr) return nullptr;
  const auto found = std::find_if(machine->states.begin(), machine->states.end(),
                                  [name](const State& state) { return state.name == name; });
  return found == machine->states.end() ? nullptr : &*found;
}

template <class Range>
std::string join(const Range& words) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string suggestion(std::string_view meant) {
  return meant.empty() ? std::string() : "; did you mean " + std::string(meant) + "?";
}

Status unknown_verb(const Machine& machine, std::string_view verb) {
  std::vector<std::string_view> verbs;
  for (const Transition& move : machine.moves) verbs.push_back(move.verb);
  return Status::invalid("verb", text::quoted(verb) + " is not a verb of a case of kind " +
                                     std::string(machine.kind) +
                                     suggestion(text::nearest(verb, verbs)));
}

}  // namespace

bool Transition::leaves(std::string_view state) const noexcept {
  std::string_view rest = from;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == state) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool is_known_kind(std::string_view kind) noexcept { return find_machine(kind) != nullptr; }

bool is_known_outcome(std::string_view outcome) noexcept {
  return std::find(kOutcomes.begin(), kOutcomes.end(), outcome) != kOutcomes.end();
}

std::span<const std::string_view> case_kinds() noexcept { return kKinds; }
std::span<const std::string_view> case_outcomes() noexcept { return kOutcomes; }

std::span<const std::string_view> states(std::string_view kind) noexcept {
  const Machine* machine = find_machine(kind);
  return machine ? machine->names : std::span<const std::string_view>{};
}

std::span<const Transition> transitions(std::string_view kind) noexcept {
  const Machine* machine = find_machine(kind);
  return machine ? machine->moves : std::span<const Transition>{};
}

bool is_known_state(std::string_view kind, std::string_view state) noexcept {
  return find_state(find_machine(kind), state) != nullptr;
}

std::string_view initial_state(std::string_view kind) noexcept {
  const Machine* machine = find_machine(kind);
  return machine ? machine->names.front() : std::string_view{};
}

bool may_begin_in(std::string_view kind, std::string_view state) noexcept {
  return is_known_kind(kind) &&
         (state == initial_state(kind) || (kind == kKindApplication && state == "submitted"));
}

std::string_view status_of(std::string_view kind, std::string_view state) noexcept {
  const State* found = find_state(find_machine(kind), state);
  if (found == nullptr) return {};
  return found->open ? kStatusOpen : kStatusClosed;
}

std::string_view outcome_of(std::string_view kind, std::string_view state) noexcept {
  const State* found = find_state(find_machine(kind), state);
  return found ? found->outcome : std::string_view{};
}

std::string_view closed_state_of(std::string_view kind, std::string_view outcome) noexcept {
  const Machine* machine = find_machine(kind);
  if (machine == nullptr || outcome.empty()) return {};
  for (const State& state : machine->states)
    if (state.outcome == outcome) return state.name;
  return {};
}

NextStep next_step(std::string_view kind, std::string_view state) noexcept {
  const Machine* machine = find_machine(kind);
  const State* found = find_state(machine, state);
  if (found == nullptr || found->next.empty()) return {};
  for (const Transition& move : machine->moves)
    if (move.verb == found->next)
      return {move.verb, move.who == Who::kStaff ? "office" : "subject"};
  return {};
}

std::vector<std::string_view> verbs_from(std::string_view kind, std::string_view state) {
  std::vector<std::string_view> verbs;
  for (const Transition& move : transitions(kind))
    if (move.leaves(state)) verbs.push_back(move.verb);
  return verbs;
}

Result<const Transition*> find_transition(std::string_view kind, std::string_view state,
                                          std::string_view verb) {
  const Machine* machine = find_machine(kind);
  if (machine == nullptr)
    return Status::invalid("kind", text::quoted(kind) + " is not a kind of case: " + join(kKinds));
  if (find_state(machine, state) == nullptr)
    return Status::invalid("state", text::quoted(state) + " is not a state of a case of kind " +
                                        std::string(kind) +
                                        suggestion(text::nearest(state, machine->names)));
  bool known = false;
  for (const Transition& move : machine->moves) {
    if (move.verb != verb) continue;
    if (move.leaves(state)) return &move;
    known = true;
  }
  if (!known) return unknown_verb(*machine, verb);
  const auto allowed = verbs_from(kind, state);
  return Status::conflict("verb", "verb " + text::quoted(verb) + " is not allowed in state " +
                                      std::string(state) + " of a case of kind " +
                                      std::string(kind) +
                                      "; allowed: " + (allowed.empty() ? "none" : join(allowed)));
}

std::string_view state_after(const Transition& transition, std::string_view kind,
                             std::string_view state, std::string_view outcome) noexcept {
  if (transition.has(Transition::kKeepsState)) return state;
  if (!transition.has(Transition::kRestoresClosed)) return transition.to;
  const std::string_view closed = closed_state_of(kind, outcome);
  // An imported case may have come without its outcome.
  return closed.empty() ? closed_state_of(kind, kOutcomeFulfilled) : closed;
}

Status check_who(const Transition& transition, bool by_subject) {
  if (transition.who == Who::kEither || (transition.who == Who::kSubject) == by_subject) return {};
  return Status::denied("verb " + text::quoted(transition.verb) + " is for " +
                        (by_subject ? "staff" : "the subject of the case") + " only");
}

Status check_reopen(const ReopenPolicy& policy, std::int64_t closed_at_us, std::int64_t now_us,
                    bool by_subject, bool asks) {
  if (!policy.allowed) return Status::conflict("verb", "cases of this service are not reopened");
  if (policy.days > 0 && now_us > closed_at_us &&
      (now_us - closed_at_us) / kMicrosPerDay >= policy.days)
    return Status::conflict("verb", "closed " + format_instant(closed_at_us) +
                                        ", over the limit of " + std::to_string(policy.days) +
                                        " days for reopening");
  if (by_subject && !policy.by_subject && !asks)
    return Status::denied("the subject may not reopen a case of this service, only request_reopen");
  return {};
}

std::string format_case_number(std::string_view kind, std::int32_t year, std::int64_t number) {
  const Machine* machine = find_machine(kind);
  PMM_ASSERT(machine != nullptr);
  if (machine == nullptr) return {};
  const auto padded = [](std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
  };
  return padded(year, 4) + "/" + machine->letter + "/" + padded(number, 6);
}

Result<CaseNumber> parse_case_number(std::string_view given, std::string_view field) {
  const std::string number = text::ascii_upper(text::trim(given));
  const auto refuse = [&] {
    return Status::invalid(std::string(field),
                           text::quoted(given) + " is not a case number such as 2007/R/000123");
  };
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 18 &&
           std::all_of(part.begin(), part.end(), text::is_digit);
  };
  if (number.size() < 8 || number[4] != '/' || number[6] != '/') return refuse();
  const std::string_view view = number;
  if (!digits(view.substr(0, 4)) || !digits(view.substr(7))) return refuse();
  const auto* machine = std::find_if(kMachines.begin(), kMachines.end(),
                                     [&](const Machine& m) { return m.letter == number[5]; });
  if (machine == kMachines.end()) return refuse();
  CaseNumber out;
  out.kind = machine->kind;
  out.year = static_cast<std::int32_t>(text::parse_int(view.substr(0, 4)).value_or(0));
  out.number = text::parse_int(view.substr(7)).value_or(0);
  if (out.number == 0) return refuse();
  return out;
}

}  // namespace pmm::model
