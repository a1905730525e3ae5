// A carrier that posts each delivery as JSON to another system, signed so that it can tell who
// wrote it, and with the delivery's key so that it can tell a repeated one.
//
//   webhook HOST PORT PATH SECRET
//
// The headers are those of Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature (an
// HMAC-SHA256 over "id.timestamp.body"). A real one speaks TLS.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "town.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

// For the exchange from the connection on. To resolve a name takes as long as the system's resolver
// lets it, which nothing here can cut short.
constexpr auto kPatience = std::chrono::seconds(15);
constexpr std::uint64_t kLongestAnswer = 64 * 1024;

struct Webhook {
  std::string host, port, path, secret;
};

// Of the last answer in this thread: the library reads it after the call, and several threads may
// tick.
thread_local std::string detail;

std::string signature_of(const std::string& secret, const std::string& signed_text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), mac, &size);
  std::string base64(4 * ((size + 2) / 3) + 1, '\0');
  base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(base64.data()), mac, static_cast<int>(size))));
  return "v1," + base64;
}

std::string body_of(const pmm_parcel& parcel) {
  const auto text = [](pmm_str from) { return std::string(pmmcrm::view(from)); };
  return nlohmann::json{{"delivery", parcel.id},
                        {"key", text(parcel.key)},
                        {"uncertain", parcel.uncertain != 0},
                        {"class", text(parcel.notice_class)},
                        {"subject", parcel.subject},
                        {"language", text(parcel.language)},
                        {"title", text(parcel.title)},
                        {"body", text(parcel.body)}}
      .dump();
}

http::request<http::string_body> request_of(const Webhook& to, const pmm_parcel& parcel) {
  http::request<http::string_body> request{http::verb::post, to.path, 11};
  const std::string id(pmmcrm::view(parcel.key));
  const std::string now = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                             std::chrono::system_clock::now().time_since_epoch())
                                             .count());
  request.body() = body_of(parcel);
  request.set(http::field::host, to.host);
  request.set(http::field::content_type, "application/json");
  request.set("webhook-id", id);
  request.set("webhook-timestamp", now);
  request.set("webhook-signature", signature_of(to.secret, id + "." + now + "." + request.body()));
  request.prepare_payload();
  return request;
}

// One exchange. Only what is asynchronous has a time limit in Beast, so each step is, in turn.
class Exchange {
 public:
  explicit Exchange(http::request<http::string_body> request) : request_(std::move(request)) {
    parser_.body_limit(kLongestAnswer);
  }

  beast::error_code run(const Webhook& to) {
    asio::ip::tcp::resolver resolver(context_);
    const auto found = resolver.resolve(to.host, to.port, failed_);
    if (failed_) return failed_;
    stream_.expires_after(kPatience);
    stream_.async_connect(found, [this](beast::error_code error, const auto&) {
      if (goes_on(error))
        http::async_write(stream_, request_, [this](beast::error_code after, std::size_t) {
          if (goes_on(after)) read_head();
        });
    });
    context_.run();
    return failed_;
  }
  const http::response<http::string_body>& answer() const { return parser_.get(); }

 private:
  bool goes_on(beast::error_code error) {
    failed_ = error;
    return !error;
  }
  // What says that it is too long is not read at all.
  void read_head() {
    http::async_read_header(
        stream_, buffer_, parser_, [this](beast::error_code error, std::size_t) {
          if (!goes_on(error)) return;
          if (parser_.content_length().value_or(0) > kLongestAnswer)
            failed_ = http::error::body_limit;
          else
            http::async_read(stream_, buffer_, parser_,
                             [this](beast::error_code last, std::size_t) { goes_on(last); });
        });
  }

  asio::io_context context_;
  beast::tcp_stream stream_{context_};
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::error_code failed_;
};

// Of a Retry-After: seconds, or a date of HTTP (RFC 9110, 10.2.3); 0: none that can be followed.
// How much is too much is the library's to say.
std::int64_t seconds_of(const std::string& later) {
  std::int64_t seconds = 0;
  const char* const end = later.data() + later.size();
  const auto read = std::from_chars(later.data(), end, seconds);
  if (read.ec == std::errc::result_out_of_range && later.front() != '-') return INT64_MAX;
  if (read.ec == std::errc() && read.ptr == end) return std::max<std::int64_t>(seconds, 0);
  std::tm date{};
  const char* const rest = ::strptime(later.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') return 0;
  const std::time_t now = std::time(nullptr);
  return std::max<std::int64_t>(std::int64_t{::timegm(&date)} - now, 0);
}

void send(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* report) {
  const auto& to = *static_cast<const Webhook*>(data);
  try {
    Exchange exchange(request_of(to, *parcel));
    const beast::error_code failed = exchange.run(to);
    if (failed) {
      detail = failed.message();  // nobody there, or no answer in time: a temporary failure
    } else {
      const auto& answer = exchange.answer();
      report->outcome = PMM_OUTCOME_HTTP;
      report->code = static_cast<std::int32_t>(answer.result_int());
      report->retry_after_s = seconds_of(std::string(answer["retry-after"]));
      detail = answer.body().substr(0, 1000);
    }
  } catch (const std::exception& error) {
    detail = error.what();
  }
  report->detail = pmmcrm::str(detail);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: webhook HOST PORT PATH SECRET\n");
    return 2;
  }
  Webhook webhook{argv[1], argv[2], argv[3], argv[4]};
  pmm_carrier carrier = PMM_CARRIER_INIT;
  carrier.send = send;
  carrier.send_data = &webhook;
  try {
    return carriers::run("app", "push", carrier);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
