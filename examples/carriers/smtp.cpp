// A carrier that hands each delivery to a mail server.
//
//   smtp smtp://HOST:PORT SENDER
//
// The Message-ID is made of the delivery's key, so that a mail that went out twice, because its
// sender died in between, can be told. A real one logs in and asks for TLS (CURLOPT_USE_SSL).
#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>

#include "town.hpp"

namespace {

struct Mailer {
  std::string url, sender;
};

// What came of the last mail of this thread: the library reads it after the call, and several
// threads may tick.
struct Answer {
  std::string provider, detail;
};
thread_local Answer answer;

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 3; ++k)
      value = value << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : kDigits[value >> (18 - 6 * k) & 63U];
  }
  return out;
}

// A header's text as RFC 2047 has it: words of at most 75 bytes, cut between characters.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kPlainBytes = 42;
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(kPlainBytes, text.size());
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

// The whole mail. As the body is in base64, no line of it can be taken for a command.
std::string mail_of(const Mailer& mailer, const pmm_parcel& parcel, const std::string& id) {
  const std::string name(pmmcrm::view(parcel.name)), address(pmmcrm::view(parcel.address));
  std::string out = "From: <" + mailer.sender + ">\r\n";
  out += "To: " + encoded_words(name) + "\r\n <" + address + ">\r\n";
  out += "Subject: " + encoded_words(pmmcrm::view(parcel.title)) + "\r\n";
  out += "Message-ID: <" + id + ">\r\n";
  out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const std::string body = base64(pmmcrm::view(parcel.body));
  for (std::size_t at = 0; at < body.size(); at += 76) out += body.substr(at, 76) + "\r\n";
  return out;
}

struct Reading {
  std::string text;
  std::size_t done = 0;
};
std::size_t read_some(char* to, std::size_t size, std::size_t count, void* data) {
  auto& from = *static_cast<Reading*>(data);
  const std::size_t taken = from.text.copy(to, size * count, from.done);
  from.done += taken;
  return taken;
}

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void mail(const Mailer& mailer, const pmm_parcel& parcel, pmm_delivery_report_input& report) {
  const Curl curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return;
  const std::string from = "<" + mailer.sender + ">";
  const std::string to = "<" + std::string(pmmcrm::view(parcel.address)) + ">";
  answer.provider =
      std::string(pmmcrm::view(parcel.key)) + mailer.sender.substr(mailer.sender.find('@'));
  Reading text{mail_of(mailer, parcel, answer.provider)};
  const List recipients(curl_slist_append(nullptr, to.c_str()), curl_slist_free_all);
  char error[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, mailer.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_some);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &text);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error);
  const CURLcode done = curl_easy_perform(curl.get());
  long reply = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply);
  answer.detail = done == CURLE_OK ? "accepted" : error;
  if (done == CURLE_OK) {
    report.outcome = PMM_OUTCOME_SENT;
  } else if (reply >= 400 && reply <= 599) {
    report.outcome = PMM_OUTCOME_SMTP;  // anything else, such as nobody there, is temporary
    report.code = static_cast<std::int32_t>(reply);
  }
  report.provider = pmmcrm::str(answer.provider);
  report.detail = pmmcrm::str(answer.detail);
}

void send(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* report) {
  const auto& mailer = *static_cast<const Mailer*>(data);
  try {
    mail(mailer, *parcel, *report);
  } catch (const std::exception&) {
    return;  // no memory: a temporary failure
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[2]).find('@') == std::string_view::npos) {
    std::fprintf(stderr, "usage: smtp smtp://HOST:PORT SENDER\n");
    return 2;
  }
  Mailer mailer{argv[1], argv[2]};
  pmm_carrier carrier = PMM_CARRIER_INIT;
  carrier.send = send;
  carrier.send_data = &mailer;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  int status = 1;
  try {
    status = carriers::run("email", "email", carrier);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  curl_global_cleanup();
  return status;
}
