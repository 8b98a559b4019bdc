#pragma once

#include "core/base/result.h"
#include "core/documents/catalogue.h"
#include "core/documents/measurements.h"
#include "core/results/constants.h"
#include "core/results/validation.h"

#include <functional>
#include <string>
#include <vector>

namespace core {

struct CalibrateOptions
{
    int threads = 0;
    std::string device;      ///< only this kind; empty: all
    int rowsPerSource = 40;  ///< spread evenly over each source's rows
    int steps = 4;           ///< of Gauss and Newton, at most
    std::string date;        ///< for the provenance, "2026-11-23"
    bool folds = true;       ///< fits again without each fold
    std::function<void(const std::string&)> tell {}; ///< hears what is being done, a line at a time; on the caller's thread
};

/// Constants of one device kind and software generation.
struct FittedKey
{
    ConstantKey key;
    int rows = 0;                     ///< that they were fitted on
    int published = 0;                ///< of the files that ran with this key, with those that were not chosen or cannot be modelled
    std::vector<std::string> sources; ///< of those rows
};

/// Constants without the rows of one fold: what may be said of these rows honestly.
struct Fold
{
    std::string source;
    std::string name;    ///< "L24 h1024", "shapes, part 1 of 6", or the cluster of sources with one shape
    Catalogue catalogue;
};

struct Calibration
{
    Catalogue catalogue;          ///< with the fitted generations
    std::vector<FittedKey> keys;  ///< by device, then software
    std::vector<Fold> folds;      ///< in the order of the files, then by name
    double objectiveBefore = 0;   ///< mean absolute logarithm of predicted / measured, sources weighted alike
    double objectiveAfter = 0;
};

/// Fits `fittedConstants` of every device kind and generation that has rows, all together: robust Gauss-Newton steps on
/// the logarithm of predicted / measured, with the catalogue's facts as what is believed before, each source of equal
/// weight whatever its number of rows. It is the most likely value (MAP) of every constant, where a row is off by what the
/// model leaves out, 8 %, and a constant by its `FittedConstant::spread` from the fact (`robustStep`): what few rows say moves
/// it little. `framework` is the median of what runs measured beyond the memory that is counted, where at least
/// two say so; `launch` is not fitted. Then once more without each fold: all rows of one model shape (layers, hidden) of
/// one source, or of one cluster where the source has one shape; of a source with more than six shapes a sixth of them at
/// once. A fold's fit goes on from where the fit of all ended, without its rows: what it minimises never saw them, and keys and
/// constants of which only they told go back to the facts. Generations of which there is no row stay as they are in `catalogue`.
Calibration calibrate(const std::vector<Measurements>& files, const Catalogue& catalogue, const CalibrateOptions& options = {});

/// Which fold of its file a run belongs to.
std::string foldOf(const Measurements& file, const MeasuredRun& run);

/// As `validate`, each row predicted with the constants of its own fold.
ValidationReport validateFolds(const std::vector<Measurements>& files, const Calibration& calibration, const ValidateOptions& options = {});

} // namespace core
