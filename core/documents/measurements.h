#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/documents/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What a source published of one run.
struct Measured
{
    std::optional<Seconds> iteration;
    std::optional<Bytes> peakMemory;  ///< of the largest device
    std::vector<Bytes> peakByDevice;  ///< by rank, where the source lists them
    std::string memoryKind;           ///< "allocated, ...", "reserved ...", "nvidia-smi ...": what the peak counts
    std::string failed;               ///< "out of memory" or "unknown"; empty: the run succeeded
    double readingError = 0;          ///< share of the time, of values read off a chart
};

/// One row: a run as the project that stands for it, one plan named like the row, and what was measured.
struct MeasuredRun
{
    std::string id;
    std::string cluster;               ///< its name in the file
    int devices = 0;                   ///< that the run uses; 0: not said
    std::string group;                 ///< rows of one group rank plans of one model and batch on one cluster
    std::vector<std::string> unknown;  ///< JSON paths of values that the source does not state
    std::vector<std::string> special;  ///< features of the run that no plan can express
    std::vector<std::string> open;     ///< fields of the plan that are null: "micro_batch", "recompute", ...
    Project project;
    Measured measured;
    std::optional<Seconds> peerPrediction; ///< of the source's own simulator
    std::optional<Error> refused;      ///< why the row cannot be used; `where` is its JSON pointer in the file
    std::string place;                 ///< its own JSON pointer in the file, "/rows/3"

    /// Where in the file stands what a JSON pointer into `project` names.
    std::string placeOf(const std::string& pointer) const;
};

/// A file of published runs of one source.
struct Measurements
{
    std::string source, url, about;
    std::string known; ///< of why its runs are predicted wrong, in sentences for the user: what is left out of the model
    std::vector<MeasuredRun> runs;
};

/// Text of a measurement file (`{ "clusterloom-measurements": 1, source, url, about, known, clusters, rows }`). Each row goes through
/// `parseProject`, so that it means what the same project file would mean. Of words that a project has no spelling for:
/// the precisions mxfp8 and nvfp4 are read as fp8 and fp4, the schedules zb-1p and zb-2p as zb-greedy with the
/// activations of p and 2p micro-batches. A row that is wrong carries its error; a file that is no list of rows is one.
Result<Measurements> parseMeasurements(std::string_view text);
Result<Measurements> loadMeasurements(const std::filesystem::path& path);

} // namespace core
