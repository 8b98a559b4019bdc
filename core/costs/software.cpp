#include "core/costs/software.h"

#include "core/costs/work_sizes.h"

#include <string>

namespace core {
namespace software {

/// The first number of four digits in a generation's name, "megatron-lm-2021"; 0 = none.
int yearOf(const std::string& generation)
{
    int year = 0;
    int digits = 0;
    for (const char letter : generation) {
        const bool digit = letter >= '0' && letter <= '9';
        year = digit ? year * 10 + (letter - '0') : 0;
        digits = digit ? digits + 1 : 0;
        if (digits == 4)
            return year;
    }
    return 0;
}

} // namespace software

Software softwareOf(const Training& training, const ModelShape& model)
{
    const std::string name = training.software.value_or("");
    const int year = software::yearOf(name);
    Software facts;
    // Fused attention came to Megatron in 2023, as an option that was off by default.
    facts.fusedAttention = year > 0 ? year > 2022 && name != "megatron-lm-2023" : model.activation == Activation::Swiglu;
    // There are no fused kernels for 32 bits (arXiv 2205.14135, its code: fp16 and bf16).
    if (costs::storedBytesOf(training.precision) > 2)
        facts.fusedAttention = false;
    // Runs of arXiv 2504.17096 on GH200: faster than fp32 can be, memory that grows by one score matrix a layer.
    facts.tensorFloat32 = name == "megatron-deepspeed-2024";
    const bool isTitan = name.starts_with("torchtitan");
    const bool isFoundry = name.starts_with("llm-foundry");
    // MPT's configurations: no_bias, and all dropout rates 0.
    facts.dropout = !isFoundry;
    facts.attentionDropout = name != "megatron-deepspeed-2024" && !isFoundry;
    facts.biases = !isFoundry;
    const bool isMegatronCore = name.starts_with("megatron-core");
    facts.loss = isTitan ? LossKernel::Separate
        : isFoundry || (isMegatronCore && year >= 2025) ? LossKernel::InPlace
                                                        : LossKernel::VocabParallel;
    facts.shardsMasterOnly = isTitan || isFoundry;
    facts.keepsGathered = isTitan;
    facts.recomputesProducts = isTitan;
    facts.stopsRecomputeEarly = isTitan || isFoundry;
    const bool isDeepSpeed = name.find("deepspeed") != std::string::npos;
    const bool isEarlyDeepSpeed = isDeepSpeed && year > 0 && year <= 2021;
    facts.collectsTensors = isEarlyDeepSpeed;
    facts.tiesAsStored = isDeepSpeed && training.precision == Precision::Fp16;
    facts.sendsWholeGradients = isEarlyDeepSpeed;
    facts.sendsMask = isEarlyDeepSpeed;
    // torchao's float8 saves the input in 16 bits and quantises it again.
    facts.keepsLowered = !isTitan;
    return facts;
}

} // namespace core
