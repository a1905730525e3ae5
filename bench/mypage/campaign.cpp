// A campaign to a frozen group: its notifications and deliveries are planned and pass the gate into
// the hands of a carrier, against the same rows inserted by hand.
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "hand_sql.hpp"
#include "mypage.hpp"
#include "scene.hpp"

namespace bench {
namespace {

constexpr std::int64_t kTurnRows = 500;  // members of one transaction, of both
constexpr std::int64_t kClaimRows = 1'000;
constexpr std::int64_t kLeaseS = 86'400;

std::int64_t members() {
  const char* chosen = std::getenv("PMMCRM_BENCH_MEMBERS");
  return chosen != nullptr ? std::atoll(chosen) : 100'000;
}

struct HandStore {
  explicit HandStore(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK)
      throw std::runtime_error("cannot open " + path);
  }
  ~HandStore() { sqlite3_close(handle); }
  HandStore(const HandStore&) = delete;
  HandStore& operator=(const HandStore&) = delete;
  sqlite3* handle = nullptr;
};

// A town in which everybody has an address that was proved and a channel carries to it.
class Mailing {
 public:
  Mailing() : path_(folder_.file("made.crm")), count_(members()) {
    {
      const Crm made(path_);
      make_channel(made.session());
    }
    const HandStore hand(path_);
    run_sql(hand.handle, "BEGIN");
    const auto people = [&hand, this](const char* insert) {
      HandStatement row(hand.handle, insert);
      for (std::int64_t id = 1; id <= count_; ++id) row.set(1, id).run();
    };
    people(
        "INSERT INTO subjects (id, token, version, kind, name, since_us, created_us) "
        "VALUES (?1, 'subject' || ?1, 1, 'person', 'Somebody ' || ?1, 0, 0)");
    people(
        "INSERT INTO addresses (id, version, subject, kind, value, key, verified_on, is_default, "
        "since_us, created_us) VALUES (?1, 1, ?1, 'email', 'p' || ?1 || '@example.org', "
        "'p' || ?1 || '@example.org', 20000, 1, 0, 0)");
    run_sql(hand.handle,
            "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) "
            "VALUES (1, '{}', " +
                std::to_string(count_) + ", 0, 0, 1, 0)");
    people("INSERT INTO frozen_members (frozen, subject) VALUES (1, ?1)");
    run_sql(hand.handle, "COMMIT");
  }

  double plan_s() const { return ours_s(false); }
  double plan_and_hand_out_s() const { return ours_s(true); }

  double by_hand_s() const {
    const Copy copy(*this);
    const HandStore hand(copy.path);
    HandStatement notice(
        hand.handle,
        "INSERT INTO notifications (id, token, version, subject, origin, class, language, title, "
        "body, collapse_key, documents, created_us) VALUES (?1, ?2, 1, ?3, 'campaign', 'courtesy', "
        "'it', 'A new office', 'It opens on Monday.', 'office', 0, 0)");
    HandStatement delivery(
        hand.handle,
        "INSERT INTO deliveries (id, version, key, notification, campaign, subject, class, "
        "collapse_key, channel, state, due_us, token, tries, lapses, since_us, uncertain, "
        "created_us) VALUES (?1, 1, ?2, ?1, 1, ?3, 'courtesy', 'office', 1, 'created', 0, 0, 0, 0, "
        "0, 0, 0)");
    std::mt19937_64 random(20'261'126);
    const Stopwatch watch;
    for (std::int64_t id = 1; id <= count_; ++id) {
      if (id % kTurnRows == 1) run_sql(hand.handle, "BEGIN");
      notice.set(1, id).set(2, std::string_view(token(random))).set(3, id).run();
      delivery.set(1, id).set(2, std::string_view(token(random))).set(3, id).run();
      if (id % kTurnRows == 0 || id == count_) run_sql(hand.handle, "COMMIT");
    }
    return watch.seconds();
  }

  std::int64_t count() const { return count_; }

 private:
  // Every measurement begins with the town as it was made.
  struct Copy {
    explicit Copy(const Mailing& of) : path(of.folder_.file("copy.crm")) {
      std::filesystem::copy_file(of.path_, path);
    }
    ~Copy() {
      std::error_code ignored;
      for (const char* end : {"", "-wal", "-shm", ".columns", ".lock"})
        std::filesystem::remove(path + end, ignored);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    std::string path;
  };

  static void make_channel(pmm_session* session) {
    pmm_error* error = nullptr;
    pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
    pmm_id id = 0;
    in.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
    in.code = in.name = PMM_STR("email");
    check(pmm_channel_create(session, &in, nullptr, &id, &error), &error);
    check(pmm_channel_carry(session, id, PMM_STR("email"), nullptr, nullptr, &error), &error);
  }

  static std::string token(std::mt19937_64& random) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    for (const std::uint64_t part : {random(), random()})
      for (int i = 0; i < 11; ++i) out += kHex[(part >> (4 * i)) & 15U];
    return out;
  }

  static void start_campaign(pmm_session* session) {
    pmm_error* error = nullptr;
    pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
    pmm_id id = 0;
    in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                    PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY | PMM_CAMPAIGN_COLLAPSE_KEY;
    in.name = in.title = PMM_STR("A new office");
    in.frozen = 1;
    in.notice_class = PMM_STR("courtesy");
    in.body = PMM_STR("It opens on Monday.");
    in.collapse_key = PMM_STR("office");
    check(pmm_campaign_create(session, &in, nullptr, &id, &error), &error);
  }

  double ours_s(bool handed_out) const {
    const Copy copy(*this);
    const Crm crm(copy.path, false);
    pmm_error* error = nullptr;
    start_campaign(crm.session());
    const Stopwatch watch;
    for (std::int64_t done = 1; done != 0;)
      check(pmm_tick(crm.db(), nullptr, &done, &error), &error);
    std::int64_t claimed = 0;
    for (bool more = handed_out; more;) {
      pmm_result* parcels = nullptr;
      check(pmm_delivery_claim(crm.session(), 1, kClaimRows, kLeaseS, nullptr, &parcels, &error),
            &error);
      more = pmm_result_rows(parcels) != 0;
      claimed += pmm_result_rows(parcels);
      pmm_result_free(parcels);
    }
    const double seconds = watch.seconds();
    const HandStore hand(copy.path);
    HandStatement planned(hand.handle, "SELECT count(*) FROM deliveries");
    if (!planned.step() || planned.number(0) != count_ || (handed_out && claimed != count_))
      throw std::runtime_error("the campaign has not reached everybody");
    return seconds;
  }

  Folder folder_;
  std::string path_;
  std::int64_t count_;
};

}  // namespace

void add_campaign_questions(std::vector<Question>& questions) {
  const auto mailing = [made = std::make_shared<std::unique_ptr<Mailing>>()]() -> const Mailing& {
    if (!*made) *made = std::make_unique<Mailing>();
    return **made;
  };
  const std::string name = std::to_string(members()) + " deliveries of a campaign";
  const std::string rows = "the same rows inserted by hand";
  const auto theirs = [mailing] { return mailing().by_hand_s(); };
  questions.push_back({name + " through the gate", rows, "s", Better::kLower, 3.0,
                       [mailing] { return mailing().plan_and_hand_out_s(); }, theirs});
  questions.push_back(
      {name + " through the gate, outright", "50,000 a second", "1/s", Better::kHigher, 1.0,
       [mailing] {
         return static_cast<double>(mailing().count()) / mailing().plan_and_hand_out_s();
       },
       [] { return 5e4; }});
  questions.push_back({name + ", planned alone", rows, "s", Better::kLower, kNoBar,
                       [mailing] { return mailing().plan_s(); }, theirs});
}

}  // namespace bench
