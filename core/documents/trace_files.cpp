#include "core/documents/trace_files.h"

#include "core/documents/scenario_text.h"
#include "core/documents/scenario_trace.h"

#include <fstream>
#include <iterator>

namespace core {
namespace trace_files {

constexpr std::uintmax_t largestFile = 256u << 20;

Result<Trace> read(const std::filesystem::path& path)
{
    std::error_code failure;
    const bool regular = std::filesystem::is_regular_file(path, failure);
    if (failure || !regular)
        return Error{"the trace \"" + path.string() + "\" is not a file that can be read", {}, "a CSV or Mahimahi trace", {}};
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

Result<Traces> readTraces(const Scenario& scenario, const std::filesystem::path& folder)
{
    Traces traces;
    int line = 0;
    for (const std::string& text : scenario.events) {
        ++line;
        if (text.find("trace") == std::string::npos)
            continue;
        const ScriptLine parsed = parseLine(line - 1, text);
        const FromTrace* from = parsed.event && !parsed.event->off ? std::get_if<FromTrace>(&parsed.event->effect) : nullptr;
        if (!from || traces.count(from->file) > 0)
            continue;
        auto trace = trace_files::read(folder / from->file);
        if (!trace)
            return Error{trace.error().message, "line " + std::to_string(line), trace.error().expected, trace.error().fix};
        traces.emplace(from->file, std::move(*trace));
    }
    return traces;
}

} // namespace core
