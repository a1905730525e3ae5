#include "line.hpp"

namespace cli {
namespace {

void add_request_verb(CLI::App& app, Line& line) {
  RequestArguments& to = line.request;
  auto* verb = add_on_store(app, line, "data-request",
                            "Show, take in or work what subjects ask of their data", [&] {
                              to.file = line.file;
                              return data_request(to, line.settings);
                            });
  auto* id = verb->add_option("REQUEST", to.id, "Its id; without it all are listed");
  verb->add_option("--subject", to.subject, "Whose: id or scheme:value");
  auto* kind = verb->add_option("--kind", to.kind,
                                "Take one in: access, rectification, restriction, objection or "
                                "erasure")
                   ->excludes(id);
  verb->add_option("--note", to.note, "What was asked, or what the subject is told");
  verb->add_option("--state", to.state, "Only those in a state, such as PENDING")->excludes(id);
  auto* move = verb->add_option("--move", to.verb, "start, extend, work, close, fail or abort")
                   ->excludes(kind);
  verb->add_option("--outcome", to.outcome, "Of close: granted, partly or refused")->needs(move);
  auto* out = verb->add_option("--export", to.out, "Answer with this file, .json or .html")
                  ->excludes(move)
                  ->excludes(kind);
  verb->add_option("--language", to.language, "Of an .html file: it or en")->needs(out);
  auto* counts = verb->add_flag("--counts", to.counts, "What an erasure found, and left");
  verb->add_flag("--steps", to.steps, "What happened to it")->excludes(counts);
  add_limit(verb, to.limit, 10'000);
}

}  // namespace

void add_privacy_verbs(CLI::App& app, Line& line) {
  add_request_verb(app, line);
  auto* hold = add_on_store(app, line, "hold", "Show, place or end what keeps data", [&] {
    line.hold.file = line.file;
    return cli::hold(line.hold, line.settings);
  });
  hold->add_option("--subject", line.hold.subject, "Whose: id or scheme:value");
  auto* ground = hold->add_option("--ground", line.hold.ground,
                                  "Place one: expression, public_task, public_health, archive, "
                                  "claims or order");
  hold->add_option("--case", line.hold.case_id, "Only of this case")->needs(ground);
  hold->add_option("--note", line.hold.note, "Why")->needs(ground);
  hold->add_flag("--nameless", line.hold.nameless, "Who the subject is need not stay")
      ->needs(ground);
  hold->add_option("--end", line.hold.end, "End this one")->excludes(ground)->option_text("ID");
  auto* retention =
      add_on_store(app, line, "retention", "Show or set how long texts are kept", [&] {
        line.retention.file = line.file;
        return cli::retention(line.retention, line.settings);
      });
  auto* type = retention->add_option("CLASS", line.retention.data_class,
                                     "contact, case, visit, notification, delivery, appointment, "
                                     "feedback, read or idempotency");
  auto* days = retention->add_option("DAYS", line.retention.days, "How long")->needs(type);
  type->needs(days);
  retention->add_flag("--off", line.retention.off, "Not for now")->needs(days);
  auto* reads = add_on_store(app, line, "reads", "Show who looked at whose data", [&] {
    line.reads.file = line.file;
    return cli::reads(line.reads, line.settings);
  });
  reads->add_option("--subject", line.reads.subject, "Whose: id or scheme:value");
  add_limit(reads, line.reads.limit, 10'000);
  add_on_store(app, line, "dictionary", "Show what each column says of persons",
               [&] { return dictionary(line.file, line.settings); });
  add_on_store(app, line, "audit", "Print the head of the journal, to be kept elsewhere",
               [&] { return audit(line.file, line.settings); });
}

}  // namespace cli
