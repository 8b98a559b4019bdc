#pragma once

#include "core/base/progress.h"
#include "core/documents/catalogue.h"
#include "core/documents/measurements.h"
#include "core/results/prediction.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// Whether a peak of this kind leaves out context, communicators and allocator slack: `Measured::memoryKind`.
bool countsTensorsOnly(const std::string& memoryKind);

/// One measured run beside its prediction.
struct RowScore
{
    std::string id, source, group;
    bool special = false;
    std::string failed;                   ///< "out of memory", "unknown"; empty: it ran
    std::string memoryKind;
    std::optional<Seconds> measured;
    std::optional<Seconds> peer;          ///< of the source's own simulator
    std::optional<Bytes> measuredPeak;
    std::vector<Bytes> measuredByDevice;
    std::optional<Prediction> predicted;
    std::optional<Error> skipped;         ///< why there is no prediction

    /// predicted / measured - 1; nothing without both.
    std::optional<double> timeError() const;
    /// The same of the peak memory: of every device where the source lists them, else of the largest. What no tensor fills
    /// is left out where the source counts tensors only.
    std::vector<double> memoryErrors() const;
};

/// Errors and bias are fractions; a figure that cannot be computed is absent.
struct ErrorFigures
{
    int count = 0;
    std::optional<double> mape, median, p90, bias;
};
ErrorFigures errorFigures(const std::vector<double>& errors);

struct MemoryScore
{
    std::string kind; ///< as the source words it
    ErrorFigures errors;
};

/// What a source's runs say of the predictions, by the rules of the measurements' README.
struct SourceScore
{
    std::string source;
    std::string known;    ///< `Measurements::known`
    int rows = 0;
    int simulated = 0;
    ErrorFigures time;    ///< of rows that ran, without special ones
    ErrorFigures special; ///< of those apart
    std::string worstRow; ///< of `time`
    ErrorFigures memory;  ///< without special rows
    std::vector<MemoryScore> memoryByKind;
    int groups = 0;       ///< of at least three runs whose measured times differ by more than twice the noise
    std::optional<double> kendallTau, worstKendallTau; ///< mean and least over groups
    std::optional<double> regret, worstRegret;         ///< mean and largest
    int failed = 0;                    ///< rows that failed and could be predicted
    int failuresPredicted = 0;         ///< of those, predicted to exceed the memory
    std::vector<std::string> failuresMissed;   ///< ids
    std::vector<std::string> wronglyRejected;  ///< ids of runs that ran, not special, predicted to exceed the memory
    std::vector<std::string> skipped;          ///< ids
    std::optional<double> peerMedian;  ///< median absolute error of the source's own simulator on the same rows
};

/// A run with something essential unsaid: the best prediction over the open values against what was published.
struct BoundScore
{
    std::string id, source;
    std::optional<Seconds> published, best;
    std::string plan;      ///< the open values of the best, "micro_batch 2, recompute none"
    int tried = 0;         ///< combinations that could be simulated, or surely do not fit
    std::optional<Error> skipped;

    std::optional<double> error() const; ///< best / published - 1
};

struct ValidateOptions
{
    int threads = 0;        ///< 0: as many as the machine has
    bool bounds = true;     ///< tries the rows that have open values
    bool withParts = false; ///< fills `Prediction::parts`
    double noise = 0.01;    ///< share of a measured time below which differences say nothing
};

struct ValidationReport
{
    std::vector<SourceScore> sources; ///< in the order of the files
    std::vector<RowScore> rows;       ///< of those sources, in the order of the files
    std::vector<BoundScore> bounds;   ///< rows of files in which a plan has open values
};

/// Predicts every row of every file by the ordinary path and scores each source by itself. The same report whatever
/// the number of threads.
ValidationReport validate(const std::vector<Measurements>& files, const Catalogue& catalogue, const ValidateOptions& options = {});

/// The same with a catalogue chosen for each row.
using CatalogueOf = std::function<const Catalogue&(const Measurements&, const MeasuredRun&)>;
ValidationReport validate(const std::vector<Measurements>& files, const CatalogueOf& catalogueOf, const ValidateOptions& options);

/// The figures of one source's rows.
SourceScore sourceScore(const std::string& source, const std::vector<RowScore>& rows, double noise);

} // namespace core
