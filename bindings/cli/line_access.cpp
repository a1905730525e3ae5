#include <string>

#include "line.hpp"

namespace cli {
namespace {

void add_role_verb(CLI::App& app, Line& line) {
  RoleArguments& given = line.role;
  auto* verb = add_on_store(app, line, "role", "List the roles, or what one may do", [&] {
    given.file = line.file;
    return cli::role(given, line.settings);
  });
  verb->add_option("NAME", given.name, "The role; without it, all roles are listed");
  auto* define = verb->add_option("--define", given.define,
                                  "Define or change it by this JSON file of rights, or -");
  verb->add_option("--title", given.title, "Its title")->needs(define);
  verb->add_option("--fields", given.fields, "Columns it sees: identity, contact, sensitive")
      ->delimiter(',')
      ->needs(define);
  verb->add_flag("--remove", given.remove, "Remove it, which ends its grants")->excludes(define);
}

void add_mandate_verb(CLI::App& app, Line& line) {
  MandateArguments& given = line.mandate;
  auto* verb = add_on_store(app, line, "mandate", "List mandates, give one, or move one", [&] {
    given.file = line.file;
    return cli::mandate(given, line.settings);
  });
  verb->add_option("--from", given.subject, "SUBJECT who gives it, or whose are listed");
  auto* to = verb->add_option("--to", given.to, "Give one to this SUBJECT");
  verb->add_option("--service", given.services, "Only for these services, by id or code")
      ->delimiter(',')
      ->needs(to);
  verb->add_option("--state", given.state, "pending, active, rejected, revoked or expired")
      ->excludes(to);
  auto* move = verb->add_option("--move", given.verb, "Move the mandate --id")
                   ->check(CLI::IsMember({"accept", "reject", "revoke"}))
                   ->excludes(to);
  auto* id = verb->add_option("--id", given.id, "The mandate")->check(CLI::PositiveNumber);
  move->needs(id);
  id->needs(move);
  verb->add_option("--code", given.code, "To accept it with")->needs(move);
}

}  // namespace

void add_access_verbs(CLI::App& app, Line& line) {
  add_role_verb(app, line);
  add_mandate_verb(app, line);
  AccessArguments& given = line.access;
  auto* verb =
      add_on_store(app, line, "explain-access",
                   "Tell why an actor may do something to a row; exit 1 if it may not", [&] {
                     given.file = line.file;
                     return cli::explain_access(given, line.settings);
                   });
  verb->add_option("ACTOR", given.of, "Whose right is asked about")->required();
  verb->add_option("ACTION", given.action, "read, create, update, advance, import…")->required();
  verb->add_option("NOUN", given.noun, "case, contact, subject…")->required();
  verb->add_option("ID", given.id, "The row; without it, one of no office and no subject");
}

}  // namespace cli
