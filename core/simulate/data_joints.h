#pragma once

#include "core/simulate/workload.h"

#include <vector>

namespace core {

/// Joints over data x context, by the unit at which the passes meet them.
struct DataJoints
{
    std::vector<std::vector<int>> reduce; ///< by unit: complete with its gradients, and those of the units behind it
    std::vector<std::vector<int>> gather; ///< by unit: needed before its forward pass
    std::vector<int> ends;                ///< by pipeline: of a tied embedding's gradients on two stages; -1: none
};

/// Parameters on a device that make a bucket where gradients are reduced beside the backward pass.
double bucketParameters(int replicas);

/// Gradient reductions and parameter gathers of an iteration, added to `workload` with their activities.
///
/// A bucket never spans a cut of any pipeline; it joins the stages that hold its units. Where tensor degrees differ there
/// are as many rings as the largest has, and a device in several shares its port among them. Gradients of experts are
/// reduced over the devices that hold the same ones.
/// - One bucket per stretch between cuts; where gradients are reduced in the backward pass, whole units of together at
///   least 40 million parameters on a device, or a million for each replica if that is more (Megatron-Core's
///   DistributedDataParallel), from the last unit on. Under ZeRO 3 every unit.
/// - ZeRO 0: all-reduce. ZeRO 1 and 2: reduce-scatter, and all-gather of the updated parameters (arXiv 1910.02054 section
///   7.2). ZeRO 3: for each micro-batch all-gather before a unit's forward and before its backward pass, and reduce-scatter
///   after it: 3 times the parameters in all, where ZeRO 0 and 1 move 2 times. ZeRO 2 scatters for each micro-batch as well.
///   `Software::collectsTensors`: tensor by tensor, each with the alpha of a ring.
/// - With tied embeddings on different stages, an all-reduce between the two ends of each pipeline.
Result<DataJoints> dataJoints(const WorkloadInput& input, Workload& workload);

} // namespace core
