#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/context.hpp"
#include "crm/data_dictionary_sql.hpp"
#include "model/data_dictionary.hpp"

namespace pmm::crm {

// Every column of the store: table, column, class, exported, on_erasure, of_subject.
Result<TablePtr> list_data_dictionary(const Reading& reading);

// What is made of the dictionary: conditions and statements on the rows of subject $1.

// A condition that holds for the rows that stay as long as a case of theirs does; none where no row
// of the table does.
std::optional<std::string> kept_with_case(const sql::DataTable& table);
// The rows that erasure works on: those of the subject, without what is kept with a case.
std::string rows_to_erase(const sql::DataTable& table);
// "SELECT count(*) FROM …", of the subject's rows that meet a condition too; empty: of all.
std::string count_statement(const sql::DataTable& table, std::string_view condition);
// The columns that erasure changes with one statement: neither a number nor a JSON object.
std::vector<model::DataColumn> cleared_columns(const std::vector<model::DataColumn>& columns);
// The condition that a row has anything left to be cleared.
std::string has_something_left(const std::vector<model::DataColumn>& columns);
// "SELECT id FROM …" and what erases, of the rows of a table that meet a condition. What is cleared
// has another version, so that nobody who saw it before writes it back.
std::string ids_statement(std::string_view table, std::string_view condition);
std::string erase_statement(const sql::DataTable& table,
                            const std::vector<model::DataColumn>& columns,
                            std::string_view condition);

}  // namespace pmm::crm
