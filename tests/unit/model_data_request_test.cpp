#include "model/data_request.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/civil.hpp"
#include "model/data_dictionary.hpp"

namespace pmm::model {
namespace {

class DataRequests : public testing::Test {
 protected:
  static std::int64_t at(const char* instant) { return parse_instant(instant).value(); }
  std::string term(const char* received, bool extended) const {
    const std::int64_t us = request_term(at(received), extended, *zone_);
    return format_instant(us, zone_->offset_s(us));
  }
  DataRequest open(RequestKind kind) const {
    DataRequest request;
    request.kind = kind;
    request.received_us = at("2026-01-31T10:00:00+01:00");
    request.due_us = request_term(request.received_us, false, *zone_);
    return request;
  }
  Result<DataRequest> move(const DataRequest& request, RequestVerb verb,
                           std::string_view note = "because",
                           std::optional<RequestOutcome> outcome = RequestOutcome::kGranted) const {
    return move_request(request, {verb, true, outcome, note}, at("2026-02-02T10:00:00+01:00"),
                        *zone_);
  }

  std::shared_ptr<const Zone> zone_ = Zone::load("Europe/Rome").value();
};

TEST_F(DataRequests, TheTermIsAMonthToTheEndOfItsLastDay) {
  EXPECT_EQ(term("2026-01-31T10:00:00+01:00", false), "2026-03-01T00:00:00+01:00");
  EXPECT_EQ(term("2026-01-31T10:00:00+01:00", true), "2026-05-01T00:00:00+02:00");
  EXPECT_EQ(term("2024-01-30T10:00:00+01:00", false), "2024-03-01T00:00:00+01:00");
  EXPECT_EQ(term("2026-02-28T23:59:00+01:00", false), "2026-03-29T00:00:00+01:00");
  // The day is the local one: an hour before midnight in UTC is the next day in Rome.
  EXPECT_EQ(term("2026-11-30T23:30:00Z", false), "2027-01-02T00:00:00+01:00");
  EXPECT_EQ(term("2026-11-15T08:00:00Z", true), "2027-02-16T00:00:00+01:00");
}

TEST_F(DataRequests, TheTermIsExtendedOnceAndWithinTheFirstMonth) {
  const DataRequest first = open(RequestKind::kAccess);
  auto extended = move(first, RequestVerb::kExtend);
  ASSERT_TRUE(extended.ok());
  EXPECT_EQ(extended->state, RequestState::kWip);
  EXPECT_EQ(extended->due_us, request_term(first.received_us, true, *zone_));
  EXPECT_EQ(move(*extended, RequestVerb::kExtend).status().code(), Code::kConflict);
  EXPECT_EQ(move(first, RequestVerb::kExtend, "").status().field(), "note");
  const RequestMove late{RequestVerb::kExtend, true, {}, "because"};
  EXPECT_EQ(move_request(first, late, first.due_us, *zone_).status().code(), Code::kConflict);
  EXPECT_TRUE(move_request(first, late, first.due_us - 1, *zone_).ok());
}

TEST_F(DataRequests, EveryMoveFromEveryState) {
  const RequestState states[] = {RequestState::kPending, RequestState::kWip, RequestState::kClosed,
                                 RequestState::kFailed, RequestState::kAborted};
  const RequestVerb verbs[] = {RequestVerb::kStart, RequestVerb::kExtend, RequestVerb::kWork,
                               RequestVerb::kClose, RequestVerb::kFail,   RequestVerb::kAbort};
  const std::string expected[] = {"WIP WIP WIP - FAILED ABORTED", "- WIP WIP - FAILED ABORTED",
                                  "- - - - - -", "- - - - - -", "- - - - - -"};
  for (std::size_t s = 0; s < std::size(states); ++s) {
    std::string got;
    for (const RequestVerb verb : verbs) {
      DataRequest request = open(RequestKind::kErasure);
      request.state = states[s];
      const auto moved = move(request, verb);
      got += (got.empty() ? "" : " ") +
             std::string(moved.ok() ? request_state_name(moved->state) : "-");
    }
    EXPECT_EQ(got, expected[s]) << request_state_name(states[s]);
    EXPECT_EQ(is_ended(states[s]), s >= 2);
  }
}

TEST_F(DataRequests, WhatIsNotDoneIsNotClosedUnlessItIsRefused) {
  const DataRequest request = open(RequestKind::kErasure);
  EXPECT_EQ(move(request, RequestVerb::kClose).status().code(), Code::kConflict);
  EXPECT_EQ(move(request, RequestVerb::kClose, "x", std::nullopt).status().field(), "outcome");
  EXPECT_EQ(move(request, RequestVerb::kClose, "", RequestOutcome::kRefused).status().field(),
            "note");
  EXPECT_TRUE(move(request, RequestVerb::kClose, "the law", RequestOutcome::kRefused).ok());
  const auto worked = move(request, RequestVerb::kWork);
  ASSERT_TRUE(worked.ok());
  EXPECT_TRUE(move(*worked, RequestVerb::kClose, "").ok());
  EXPECT_EQ(move(*worked, RequestVerb::kAbort).status().code(), Code::kConflict);
  // What is rectified is rectified by changing the rows.
  EXPECT_TRUE(move(open(RequestKind::kRectification), RequestVerb::kClose, "").ok());
}

TEST_F(DataRequests, TheSubjectMayOnlyAbort) {
  const DataRequest request = open(RequestKind::kErasure);
  for (const RequestVerb verb : {RequestVerb::kStart, RequestVerb::kExtend, RequestVerb::kWork,
                                 RequestVerb::kClose, RequestVerb::kFail}) {
    const RequestMove by_itself{verb, false, RequestOutcome::kRefused, "x"};
    EXPECT_EQ(move_request(request, by_itself, request.received_us, *zone_).status().code(),
              Code::kDenied);
  }
  EXPECT_TRUE(
      move_request(request, {RequestVerb::kAbort, false, {}, {}}, request.received_us, *zone_)
          .ok());
}

TEST_F(DataRequests, NamesGoBothWays) {
  for (const char* name : {"access", "rectification", "restriction", "objection", "erasure"})
    EXPECT_EQ(request_kind_name(find_request_kind(name).value()), name);
  for (const char* name :
       {"expression", "public_task", "public_health", "archive", "claims", "order"})
    EXPECT_EQ(hold_ground_name(find_hold_ground(name).value()), name);
  EXPECT_EQ(hold_ground_article(HoldGround::kClaims), "art. 17(3)(e)");
  for (int i = 0; i < kRetentionClasses; ++i) {
    const auto type = static_cast<RetentionClass>(i);
    EXPECT_EQ(find_retention_class(retention_class_name(type)), type);
  }
  EXPECT_FALSE(find_request_kind("portability"));
  EXPECT_FALSE(find_hold_ground(""));
  EXPECT_FALSE(find_retention_class("cases"));
}

TEST(DataDictionary, AColumnHasAClassAndWhatIsLeftOfIt) {
  const auto columns = parse_data_columns("id=key name=identity/empty\n note=sensitive/null");
  ASSERT_TRUE(columns.ok());
  ASSERT_EQ(columns->size(), 3U);
  EXPECT_EQ((*columns)[1].name, "name");
  EXPECT_EQ((*columns)[1].data_class, DataClass::kIdentity);
  EXPECT_EQ((*columns)[1].on_erasure, OnErasure::kEmpty);
  EXPECT_EQ((*columns)[0].on_erasure, OnErasure::kKeep);
  for (const char* wrong : {"id", "=key", "id=keys", "id=key/gone", "id=key id=key"})
    EXPECT_FALSE(parse_data_columns(wrong).ok()) << wrong;
  EXPECT_TRUE(is_exported(DataClass::kChoice));
  EXPECT_FALSE(is_exported(DataClass::kOperator));
}

}  // namespace
}  // namespace pmm::model
