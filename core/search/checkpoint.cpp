#include "core/search/checkpoint.h"

#include "core/base/quantity.h"
#include "core/documents/project_file.h"

#include <cstdint>
#include <cstdio>
#include <locale>
#include <sstream>

namespace core {
namespace checkpoint {

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

} // namespace checkpoint

std::string checkpointHead(const Project& project, const Objective& objective)
{
    Project searched = project;
    searched.plans = Table<Plan>(); // plans are not what is searched
    char hash[20];
    std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(checkpoint::hashOf(canonicalText(searched))));
    return "clusterloom-search 2 " + std::string(hash) + " " + textOf(objective) + "\n";
}

std::string checkpointLine(const CanonicalPlace& place, const Evaluation& evaluation)
{
    std::string line;
    for (const std::uint64_t index : place)
        line += std::to_string(index) + " ";
    line += std::to_string(evaluation.iterationTime.count) + " " + (evaluation.fits ? "1" : "0");
    for (const double value : {evaluation.score, evaluation.peakBytes, evaluation.dollarsPerMillionTokens, evaluation.joulesPerMillionTokens})
        line += " " + shortestDecimal(value);
    return line + " .\n";
}

Result<KnownEvaluations> readCheckpoint(std::string_view text, const Project& project, const Objective& objective)
{
    const std::string head = checkpointHead(project, objective);
    if (text.substr(0, head.size()) != head)
        return Error{"the checkpoint is of another project or objective", "", "a checkpoint of this search", "begin with another file"};
    KnownEvaluations known;
    std::istringstream lines {std::string(text.substr(head.size()))};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        words.imbue(std::locale::classic());
        CanonicalPlace place {};
        Evaluation evaluation;
        int fits = 0;
        std::string end;
        words >> place[0] >> place[1] >> place[2] >> place[3] >> evaluation.iterationTime.count >> fits >> evaluation.score >> evaluation.peakBytes
            >> evaluation.dollarsPerMillionTokens >> evaluation.joulesPerMillionTokens >> end;
        if (!words || end != ".")
            break;
        evaluation.fits = fits != 0;
        known[place] = evaluation;
    }
    return known;
}

} // namespace core
