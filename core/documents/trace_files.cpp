#include "core/documents/trace_files.h"

#include "core/documents/nearest.h"
#include "core/documents/scenario_play.h"
#include "core/documents/scenario_text.h"
#include "core/documents/scenario_trace.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace core {
namespace trace_files {

constexpr std::uintmax_t largestFile = 256u << 20;

/// The file of the same folder whose name is most like this one.
std::string likeIn(const std::filesystem::path& path)
{
    constexpr std::size_t most = 1'000;
    std::vector<std::string> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator file(path.has_parent_path() ? path.parent_path() : ".", failure), end; !failure && file != end && names.size() < most; file.increment(failure))
        names.push_back(file->path().filename().string());
    std::sort(names.begin(), names.end());
    const std::string like = nearest(path.filename().string(), names);
    return like.empty() ? "put the file there, or write its path" : "\"" + like + "\"";
}

Result<Trace> read(const std::filesystem::path& path)
{
    std::error_code failure;
    const bool regular = std::filesystem::is_regular_file(path, failure);
    if (failure || !regular)
        return Error{"the trace \"" + path.string() + "\" is not a file that can be read", {}, "a CSV or Mahimahi trace", likeIn(path)};
    if (std::filesystem::file_size(path, failure) > largestFile || failure)
        return Error{"the trace \"" + path.string() + "\" is too large", {}, "at most 256 MiB", {}};
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{"the trace \"" + path.string() + "\" may not be read", {}, "a file with read permission", {}};
    const std::string text {std::istreambuf_iterator<char>(file), {}};
    auto trace = parseTrace(text);
    if (!trace)
        return Error{path.filename().string() + ", " + trace.error().where + ": " + trace.error().message, {},
            trace.error().expected, trace.error().fix};
    return trace;
}

} // namespace trace_files

ReadTraces readAllTraces(const Scenario& scenario, const std::filesystem::path& folder)
{
    ReadTraces all;
    std::set<std::string> tried;
    int line = -1;
    for (const std::string& text : scenario.events) {
        ++line;
        if (text.find("trace") == std::string::npos)
            continue;
        const ScriptLine parsed = parseLine(line, text);
        const FromTrace* from = parsed.event && !parsed.event->off ? std::get_if<FromTrace>(&parsed.event->effect) : nullptr;
        if (!from || !tried.insert(from->file).second)
            continue;
        auto trace = trace_files::read(folder / from->file);
        if (trace) {
            all.traces.emplace(from->file, std::move(*trace));
            continue;
        }
        Error error = trace.error();
        error.message = scenario_play::placeAfter(line, text, "trace") + ": " + error.message;
        error.where = "/scenario/events/" + std::to_string(line);
        all.errors.push_back(std::move(error));
    }
    return all;
}

Result<Traces> readTraces(const Scenario& scenario, const std::filesystem::path& folder)
{
    ReadTraces all = readAllTraces(scenario, folder);
    if (!all.errors.empty())
        return std::move(all.errors.front());
    return std::move(all.traces);
}

} // namespace core
