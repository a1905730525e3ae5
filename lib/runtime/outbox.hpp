#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "base/table.hpp"
#include "crm/delivery.hpp"

namespace pmm::runtime {

class Crm;
class Session;

// Who carries over a channel. `send` is called without a transaction and without a lock, maybe in
// several threads at once.
struct Carrier {
  std::int64_t batch = 20;
  std::int64_t lease_s = 0;  // 0: the default
  std::function<crm::DeliveryReport(const crm::Parcel&)> send;
};

// The carriers of an open CRM by the code of their channel. One that is replaced lives until the
// last call of it has ended.
class Carriers {
 public:
  void set(std::string channel, std::shared_ptr<const Carrier> carrier);  // null: none any more
  std::vector<std::pair<std::string, std::shared_ptr<const Carrier>>> all() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Carrier>> carriers_;
};

// A claim of the host's own: never inside a transaction, and under no key. `keep` gets the parcels
// before the claim stands: what is claimed and cannot be told would be lost until its lease ends.
Status claim(Session& session, const crm::Claim& wanted, const Call& call,
             const std::function<void(TablePtr)>& keep);

// Does what is due of the outbox: campaigns, leases, carriers, in turn and not for ever: what is
// left is for the next call. What fails keeps nothing else back, and is what it returns. Gives the
// number of rows changed and of deliveries tried.
Result<std::int64_t> work_outbox(Crm& crm, Session& session, const Call& call);

}  // namespace pmm::runtime
