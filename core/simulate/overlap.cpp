#include "core/simulate/overlap.h"

#include "core/simulate/schedule.h"

#include <cctype>
#include <string>

namespace core {
namespace overlap {

struct Generation
{
    std::string family; ///< "megatron-lm" of "megatron-lm-2021"
    int year = 0;       ///< 0: not told
};

Generation generationOf(const Training& training)
{
    Generation generation;
    const std::string name = training.software.value_or("");
    std::size_t from = 0;
    while (from < name.size()) {
        const std::size_t dash = std::min(name.find('-', from), name.size());
        if (std::isdigit(static_cast<unsigned char>(name[from])) != 0) {
            generation.year = dash - from == 4 ? std::stoi(name.substr(from, 4)) : 0;
            break;
        }
        generation.family += (from > 0 ? "-" : "") + name.substr(from, dash - from);
        from = dash + 1;
    }
    return generation;
}

bool isDeepSpeed(const Generation& generation) { return generation.family.find("deepspeed") != std::string::npos; }

bool overlapsData(const Generation& generation, int zero)
{
    if (zero >= 3)
        return !isDeepSpeed(generation) || generation.year == 0 || generation.year >= 2022;
    if (isDeepSpeed(generation))
        return false;
    return generation.family != "megatron-lm" || generation.year == 0 || generation.year >= 2024;
}

TensorOverlap tensorOverlap(const Generation& generation)
{
    const bool megatron = generation.family == "megatron-lm" || generation.family == "megatron-core" || generation.family.empty();
    return megatron && (generation.year == 0 || generation.year >= 2022) ? TensorOverlap::WeightGradients : TensorOverlap::None;
}

bool sendsBlock(const Generation& generation)
{
    return isDeepSpeed(generation) || (generation.family == "megatron-lm" && generation.year > 0 && generation.year <= 2023);
}

} // namespace overlap

Overlap overlapOf(const Plan& plan, const Training& training)
{
    const overlap::Generation generation = overlap::generationOf(training);
    const OverlapPlan given = plan.overlap.value_or(OverlapPlan());
    const bool data = overlap::overlapsData(generation, plan.zero.value_or(0));
    Overlap result {given.gradientReduce.value_or(data), given.parameterGather.value_or(data), overlap::tensorOverlap(generation)};
    if (given.tensor)
        result.tensor = *given.tensor ? TensorOverlap::Pipelined : TensorOverlap::None;
    const bool ownSends = separatesWeights(plan.schedule.value_or(Schedule::OneForwardOneBackward));
    result.sends = plan.sends ? *plan.sends == Sends::Asynchronous : ownSends || !overlap::sendsBlock(generation);
    return result;
}

bool scattersBoundary(const Training& training)
{
    const overlap::Generation generation = overlap::generationOf(training);
    return overlap::isDeepSpeed(generation) || (generation.family == "megatron-lm" && generation.year >= 2021 && generation.year <= 2022);
}

} // namespace core
