// Two writes that are one: what is not committed was never there.
#include <cstdio>

#include "pmmcrm/pmmcrm.hpp"

using pmmcrm::str;

namespace {

pmm_id add_organization(const pmmcrm::Session& session, std::string_view name,
                        std::string_view partita_iva) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = str("organization");
  input.name = str(name);
  const pmm_id subject = session.create(input);
  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = str("partita_iva");
  code.value = str(partita_iva);
  session.add(subject, code);
  return subject;
}

std::int64_t subjects_in(const pmmcrm::Session& session) {
  const pmm_subject_filter* all = nullptr;
  const pmm_page* first = nullptr;
  const pmm_call* call = nullptr;
  return session.read(pmm_subject_list, all, first, call).rows();
}

int run() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  {
    pmmcrm::Transaction transaction(session);
    add_organization(session, "Pasticceria del Porto S.r.l.", "00743110157");
    transaction.commit();
  }
  try {
    pmmcrm::Transaction transaction(session);
    add_organization(session, "Tipografia Nuova S.n.c.",
                     "12345678901");  // its check digit is wrong
    transaction.commit();
  } catch (const pmmcrm::Error& error) {
    std::printf("refused: %s: %s\n", std::string(error.field()).c_str(), error.what());
  }
  const std::int64_t kept = subjects_in(session);
  std::printf("subjects kept: %lld\n", static_cast<long long>(kept));
  return kept == 1 ? 0 : 1;
}

}  // namespace

int main() {
  try {
    return run();
  } catch (const pmmcrm::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
