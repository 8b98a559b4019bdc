#pragma once

#include "core/search/search_tree.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// A search that several processes work on. One of them, the first, does all that decides: it chooses the nodes of a round,
/// and takes in what they gave in the same order as if it had looked at them itself. So the answer is that of one process.
/// The others look at nodes for it. They are told the incumbent with each, and give back bytes that only the same program
/// on the same kind of machine can read.

/// One node to look at. `bestOfSeeds`: of `Judge`.
struct NodeQuestion
{
    SearchNode node; ///< without its candidate
    Incumbent best;
    bool prunes = true;
    std::vector<double> bestOfSeeds {};
};

std::string packed(const NodeQuestion& question);
std::string packed(const NodeOutcome& outcome);
std::optional<NodeQuestion> unpackedQuestion(std::string_view bytes); ///< none: not a whole question
std::optional<NodeOutcome> unpackedOutcome(std::string_view bytes);

/// The nodes of rounds, for whoever gives them to others. Called by one thread.
struct RoundWork
{
    std::function<std::optional<std::size_t>()> take;               ///< the next that nobody looks at; none: not now
    std::function<std::string(std::size_t)> question;
    std::function<bool(std::size_t, std::string_view)> answered;    ///< false: not an answer
    std::function<void(std::size_t)> giveBack;                      ///< whoever had it is lost
};

/// Gives nodes to other processes while this one looks at nodes too; comes back when all it took are answered or
/// given back.
class RoundHelp
{
public:
    virtual ~RoundHelp() = default;
    virtual void help(const RoundWork& work) = 0;
};

struct SearchOptions;

/// Another process's part. Several threads may ask it at once.
class SearchHelper
{
public:
    /// Of the same project and options as the search. Errors: those of `search`.
    static Result<std::unique_ptr<SearchHelper>> of(const Project& project, const Catalogue& catalogue, const SearchOptions& options);
    ~SearchHelper();

    /// Empty: not a question, or `progress` has ended it.
    std::string answer(std::string_view question, const Progress& progress = {});

private:
    struct Parts;
    explicit SearchHelper(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace core
