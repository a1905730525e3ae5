#include <string>

#include "line.hpp"

namespace cli {
namespace {

void add_layout_verb(CLI::App& app, Line& line) {
  LayoutArguments& given = line.layout;
  auto* verb =
      add_on_subject(app, line, "page-layout", "Show or set how a subject's page is laid out",
                     given.file, given.subject, [&] { return cli::layout(given, line.settings); });
  verb->add_option("--order", given.order, "Sections that come first: board,reminders")
      ->delimiter(',');
  verb->add_option("--hide", given.hide, "Sections not to show")->delimiter(',');
  verb->add_option("--show", given.show, "Or to show again")->delimiter(',');
  verb->add_option("--collapse", given.collapse, "Sections of which only the title is open")
      ->delimiter(',');
  verb->add_option("--expand", given.expand, "Or the whole again")->delimiter(',');
  verb->add_flag("--reset", given.reset, "First back to the layout of the library");
  add_on_behalf(verb, line);
}

void add_filter_verb(CLI::App& app, Line& line) {
  FilterArguments& given = line.filter;
  auto* verb = add_on_subject(app, line, "saved-filter", "Show or save filters of a subject's page",
                              given.file, given.subject,
                              [&] { return cli::saved_filter(given, line.settings); });
  auto* save = verb->add_option("--save", given.save, "Save one under this name");
  verb->add_option("--rule", given.rule, "What it lets through: JSON file, or -");
  verb->add_option("--for", given.target, "board (default) or cases")->needs(save);
  auto* change =
      verb->add_option("--filter", given.id, "Change this one")->excludes(save)->option_text("ID");
  verb->add_option("--name", given.name, "Its new name")->needs(change);
  add_choice(verb, "apply", given.applied, "The page shows only what it lets through");
  verb->add_flag("--remove", given.remove, "Remove it")->needs(change);
  add_on_behalf(verb, line);
}

void add_message_verb(CLI::App& app, Line& line) {
  MessageArguments& given = line.message;
  auto* verb = add_on_store(app, line, "message", "Show or write messages on a case", [&] {
    given.file = line.file;
    return cli::message(given, line.settings);
  });
  verb->add_option("CASE", given.case_id, "Its id, number or external id")->required();
  verb->add_option("--write", given.write,
                   "Write this text: to the citizen, or with --on-behalf-of to the office");
  verb->add_option("--kind", given.kind, "note, request or answer");
  verb->add_option("--answers", given.answers, "The open request that it answers")
      ->option_text("ID");
  verb->add_option("--due", given.due, "By when a request is to be answered");
  verb->add_option("--documents", given.documents, "What goes with it, a JSON array");
  add_choice(verb, "advance", given.advance, "The case moves with it, or not");
  verb->add_option("--see", given.see, "Report this one as seen")->option_text("ID");
  verb->add_option("--withdraw", given.withdraw, "Withdraw this request")->option_text("ID");
  verb->add_option("--show-documents", given.show, "List what goes with this one")
      ->option_text("ID");
  add_limit(verb, given.limit, 10'000);
  add_on_behalf(verb, line);
}

void add_template_verb(CLI::App& app, Line& line) {
  TemplateArguments& given = line.notice_template;
  auto* verb =
      add_on_store(app, line, "template", "Show or change the texts of notifications", [&] {
        given.file = line.file;
        return cli::notice_template(given, line.settings);
      });
  auto* id = verb->add_option("TEMPLATE", given.id, "Its id; without it all are listed");
  verb->add_option("--create", given.create, "Make one for this use: case, case.reject, mine…")
      ->excludes(id);
  verb->add_option("--title", given.title, "Its title");
  verb->add_option("--body", given.body, "Markdown file with places such as {{amount}}, or -");
  verb->add_option("--places", given.places, "JSON file of the places and their types");
  verb->add_option("--service", given.service, "For this service alone");
  verb->add_option("--language", given.language, "Such as it (default) or en");
  verb->add_option("--render", given.render, "Fill it in with the values of this JSON file, or -");
  verb->add_flag("--remove", given.remove, "Remove it")->needs(id);
  add_limit(verb, given.limit, 10'000);
}

}  // namespace

void add_page_verbs(CLI::App& app, Line& line) {
  add_layout_verb(app, line);
  add_filter_verb(app, line);
  add_message_verb(app, line);
  add_template_verb(app, line);
}

}  // namespace cli
