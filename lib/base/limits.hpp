#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Every limit of the library in one place. Going over one is Code::kLimit with the limit's name.
namespace pmm::limits {

inline constexpr std::size_t kNameBytes = 1024;              // names, titles, codes, labels
inline constexpr std::size_t kTextBytes = 64 * 1024;         // notes, descriptions, summaries
inline constexpr std::size_t kJsonBytes = 1024 * 1024;       // a query, a mapping, case attributes
inline constexpr std::size_t kJsonDepth = 64;                // nesting of any JSON given to us
inline constexpr std::size_t kKeyBytes = 255;                // idempotency keys, external keys
inline constexpr std::size_t kPathBytes = 4096;              // file paths, visited routes
inline constexpr std::size_t kStructBytes = 64 * 1024;       // a versioned struct of a caller
inline constexpr std::int64_t kPageRows = 10'000;            // rows of one page of a list
inline constexpr std::int64_t kDefaultPageRows = 100;        // when the caller names none
inline constexpr std::int64_t kPageSectionRows = 1000;       // of one section of a subject's page
inline constexpr std::int64_t kSlotRows = 100'000;           // free slots that one question tells
inline constexpr std::int64_t kMergeRows = 100'000;          // of a subject that is merged
inline constexpr std::size_t kIcalEvents = 100'000;          // entries of an .ics file
inline constexpr std::size_t kBulkRows = 1'000'000;          // rows of one bulk call
inline constexpr std::size_t kColumnTextBytes = 0x7fffffff;  // text of one result column
inline constexpr std::size_t kCsvRowBytes = 1024 * 1024;
inline constexpr std::size_t kCsvColumns = 4096;
inline constexpr std::int64_t kSheetRows = 1'048'576;  // of a spreadsheet, its header included
inline constexpr std::size_t kSheetColumns = 16'384;
inline constexpr std::size_t kSheetCellUnits = 32'767;  // UTF-16 units of a cell's text
inline constexpr std::size_t kSheetNameUnits = 31;
inline constexpr std::int64_t kTableCells = 200'000;   // of a workbook with tables
inline constexpr std::size_t kWorkbookSheets = 1000;   // results in one workbook
inline constexpr std::size_t kExportRows = 4096;       // written between two check points
inline constexpr std::size_t kGroupWrites = 1024;      // writes committed with one sync
inline constexpr std::uint32_t kBusyTimeoutMs = 5000;  // waiting for a turn to write
inline constexpr std::uint32_t kTransactionMs = 5000;  // an explicit transaction of the host
inline constexpr std::size_t kReaders = 64;            // pooled read connections
inline constexpr std::size_t kReadersUnderLimit = 15;  // the same with a memory limit
inline constexpr std::int64_t kWalBytes = 64LL * 1024 * 1024;  // checkpoint above this
inline constexpr std::chrono::milliseconds kLongWait{1000};    // for the gate, worth a line of log
inline constexpr std::int64_t kSmallestMemoryBytes = 16LL * 1024 * 1024;  // limit of a store
inline constexpr std::int64_t kCacheKib = 16 * 1024;  // pages that a connection keeps
inline constexpr std::int64_t kSmallestCacheKib = 256;
inline constexpr std::size_t kImportRows = 4096;   // that an import reads and writes together
inline constexpr std::size_t kImportCheck = 512;   // rows between two of its check points
inline constexpr std::size_t kCheckSteps = 4000;   // of the database's machine between two of them
inline constexpr unsigned kQueryThreads = 8;       // of a question, when the host names none
inline constexpr unsigned kMostQueryThreads = 64;  // that it may name
inline constexpr std::size_t kQueryMembers = 64;   // measures and dimensions of a question
inline constexpr std::size_t kTreeDepth = 64;      // offices within offices, and the like
inline constexpr std::size_t kServiceChannels = 1000;      // channels enabled for one service
inline constexpr std::size_t kAttributeDimensions = 64;    // attributes that services declare so
inline constexpr std::size_t kNoticeBytes = 256 * 1024;    // of a notice, its values filled in
inline constexpr std::size_t kNoticeDocuments = 100;       // that go with one notification
inline constexpr std::size_t kPreferenceChoices = 1000;    // of one subject
inline constexpr std::size_t kFavourites = 1000;           // of one subject
inline constexpr std::size_t kSavedFilters = 1000;         // of one subject
inline constexpr std::size_t kAppliedFilters = 20;         // of these, those that are applied
inline constexpr std::size_t kRuleValues = 100;            // of one member of a rule
inline constexpr std::size_t kTemplatePlaceholders = 100;  // of one template
inline constexpr std::size_t kFilterNodes = 1000;
inline constexpr std::size_t kFilterValues = 10'000;
inline constexpr std::size_t kFrozenMembers = 10'000'000;  // of one frozen group
inline constexpr std::size_t kMandateServices = 1000;      // that one mandate is for
inline constexpr std::int64_t kMandatesHeld = 10'000;      // active, by one delegate
inline constexpr std::int64_t kMandatesOffered = 100;      // pending, by one giver
inline constexpr std::size_t kWaitingReads = 65'536;       // of the log of reads, not yet written
inline constexpr std::int64_t kRetentionDays = 36'525;     // that a rule of retention may name
inline constexpr std::size_t kComparedRanges = 8;          // set beside each other in a question
inline constexpr std::size_t kTotalParts = 6;              // of which every combination is taken
inline constexpr std::size_t kTotalSets = 64;              // combinations that a question names
inline constexpr std::size_t kAnswerRows = 20'000'000;     // groups of a question
inline constexpr std::size_t kFilledRows = 5'000'000;      // of them, what "fill" may add
inline constexpr std::int64_t kRowOffset = 1'000'000;      // that an ungrouped question passes over
inline constexpr std::int64_t kAnswerBytes = 4LL << 30;    // of groups, without a memory limit

}  // namespace pmm::limits
