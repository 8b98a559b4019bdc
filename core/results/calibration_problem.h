#pragma once

#include "core/results/calibration.h"
#include "core/results/robust_fit.h"

#include <optional>
#include <string>
#include <vector>

/// What a calibration has to explain: measured rows, the constants that they answer to, and how.
namespace core::calibration {

/// A row to fit on.
struct Row
{
    const MeasuredRun* run = nullptr;
    std::size_t source = 0;
    std::string fold;
    std::vector<std::size_t> keys;
    double weight = 0;
    Observation atFacts; ///< logarithm of predicted / measured with the facts, and how it answers to the constants
    bool usable = true;
};

struct Problem
{
    std::vector<ConstantKey> keys;
    std::vector<Row> rows;
    int threads = 0;
    int steps = 0;
};

/// The constants' keys of a run: its devices under its software.
std::vector<ConstantKey> keysOf(const MeasuredRun& run, const Catalogue& catalogue);

/// A whole run with a time and no feature that cannot be modelled.
bool isFitted(const MeasuredRun& run);

/// The rows chosen, not observed yet.
Problem problemOf(const std::vector<Measurements>& files, const Catalogue& facts, const CalibrateOptions& options);

/// Logarithm of predicted / measured; none: it cannot be predicted.
std::optional<double> residualOf(const Row& row, const Catalogue& catalogue);

/// Sources count alike from some rows on.
void weigh(Problem& problem);

/// A constant with its logarithm moved, within its bounds.
void move(Catalogue& catalogue, const ConstantKey& key, std::size_t constant, double step);

/// How a row answers to each constant of its keys, where `catalogue` stands.
Observation observed(const Problem& problem, const Row& row, const Catalogue& catalogue);

} // namespace core::calibration
