#include "core/documents/check_keys.h"

#include <algorithm>

namespace core::check_parts {
namespace check_pipelines {

std::string number(long long value) { return std::to_string(value); }

class PipelineCheck
{
public:
    PipelineCheck(const Plan& plan, const Ground& ground, Findings& findings) : m_plan(plan), m_ground(ground), m_findings(findings)
    {
        if (ground.cluster)
            m_usedBy.resize(ground.cluster->hostOfRank.size());
    }
    void run(const std::string& pointer)
    {
        for (std::size_t i = 0; i < m_plan.pipelines.size(); ++i)
            checkPipeline(m_plan.pipelines[i], pointer + "/pipelines/" + number(static_cast<long long>(i)));
        checkBatch(pointer);
    }

private:
    void checkPipeline(const PipelinePlan& pipeline, const std::string& pointer);
    void checkBatch(const std::string& pointer);
    void checkStage(const StagePlan& stage, const std::string& pointer);
    void checkDevices(const StagePlan& stage, const std::string& pointer);
    void checkHeads(int devices, const std::string& pointer);
    void checkCover(const PipelinePlan& pipeline, const std::string& pointer);
    void use(int rank, const std::string& pointer, bool& clashed);

    const Plan& m_plan;
    const Ground& m_ground;
    Findings& m_findings;
    std::vector<std::string> m_usedBy; ///< by rank, the pointer of its stage
    std::size_t m_named = 0;           ///< devices named so far; far more than there are is not worth going on
};

/// Tells of a stage's first clash only.
void PipelineCheck::use(int rank, const std::string& pointer, bool& clashed)
{
    std::string& user = m_usedBy[static_cast<std::size_t>(rank)];
    if (user.empty()) {
        user = pointer;
        return;
    }
    if (!clashed)
        m_findings.error(pointer + "/devices", "the device " + m_ground.cluster->deviceName(rank) + " is used by " + user + " already",
            "every device in one stage only");
    clashed = true;
}

void PipelineCheck::checkHeads(int devices, const std::string& pointer)
{
    if (!m_ground.model || devices == 0)
        return;
    const ModelShape& model = *m_ground.model;
    if (model.heads % devices != 0)
        m_findings.error(pointer + "/devices", number(devices) + " devices cannot share " + counted(model.heads, "head") + " evenly",
            "a number of devices that divides " + number(model.heads));
    else if (model.kvHeads >= 1 && model.kvHeads % devices != 0 && devices % model.kvHeads != 0)
        m_findings.error(pointer + "/devices", number(devices) + " devices cannot share " + number(model.kvHeads) + " key-value heads evenly",
            "a divisor or a multiple of " + number(model.kvHeads));
}

void PipelineCheck::checkDevices(const StagePlan& stage, const std::string& pointer)
{
    if (stage.devices.empty())
        m_findings.error(pointer, "the stage has no devices", "at least one", "\"devices\": [\"n0:0\"]");
    if (!m_ground.cluster)
        return;
    int count = 0;
    bool clashed = false;
    for (std::size_t i = 0; i < stage.devices.size() && m_named <= 2 * m_usedBy.size(); ++i) {
        const Result<std::vector<int>> ranks = ranksNamed(*m_ground.cluster, stage.devices[i]);
        if (!ranks) {
            m_findings.error(pointer + "/devices/" + number(static_cast<long long>(i)), ranks.error());
            continue;
        }
        for (const int rank : *ranks)
            use(rank, pointer, clashed);
        count += static_cast<int>(ranks->size());
        m_named += ranks->size();
    }
    checkHeads(count, pointer);
}

void PipelineCheck::checkStage(const StagePlan& stage, const std::string& pointer)
{
    checkKeys(stage, pointer, m_findings);
    checkDevices(stage, pointer);
    if (stage.layers && !stage.chunks.empty())
        m_findings.error(pointer + "/chunks", "the stage has both layers and chunks", "one of the two");
    else if (!stage.layers && stage.chunks.empty())
        m_findings.error(pointer, "the stage has no layers", "the units it runs, [first, end)", "\"layers\": [0, 14]");
    const auto checkRange = [&](const UnitRange& range, const std::string& where) {
        if (range.first < 0 || range.end <= range.first)
            m_findings.error(where, "is the range [" + number(range.first) + ", " + number(range.end) + "), which holds no unit", "first < end");
    };
    if (stage.layers)
        checkRange(*stage.layers, pointer + "/layers");
    for (std::size_t i = 0; i < stage.chunks.size(); ++i)
        checkRange(stage.chunks[i], pointer + "/chunks/" + number(static_cast<long long>(i)));
}

/// Units in the order in which they are run: stages in a row, and chunks sorted, must cover 0 .. units without a gap.
void PipelineCheck::checkCover(const PipelinePlan& pipeline, const std::string& pointer)
{
    struct Part
    {
        UnitRange range;
        std::string pointer;
    };
    std::vector<Part> parts;
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
        const std::string stage = pointer + "/stages/" + number(static_cast<long long>(i));
        if (pipeline.stages[i].layers)
            parts.push_back({*pipeline.stages[i].layers, stage + "/layers"});
        for (std::size_t k = 0; k < pipeline.stages[i].chunks.size(); ++k)
            parts.push_back({pipeline.stages[i].chunks[k], stage + "/chunks/" + number(static_cast<long long>(k))});
    }
    const bool hasChunks = std::any_of(pipeline.stages.begin(), pipeline.stages.end(), [](const StagePlan& stage) { return !stage.chunks.empty(); });
    if (hasChunks)
        std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.range.first < b.range.first; });
    int next = 0;
    for (const Part& part : parts) {
        if (part.range.first != next)
            m_findings.error(part.pointer, "begins at unit " + number(part.range.first) + ", and the units before it end at " + number(next),
                "ranges that follow one another", "[" + number(next) + ", " + number(part.range.end) + "]");
        next = part.range.end;
    }
    if (m_ground.model && !parts.empty() && next != m_ground.model->units())
        m_findings.error(parts.back().pointer, "the last unit is " + number(next - 1) + ", and the model's is " + number(m_ground.model->units() - 1)
            + " (embedding, layers, head)", "ranges that end at " + number(m_ground.model->units()),
            "[" + number(parts.back().range.first) + ", " + number(m_ground.model->units()) + "]");
}

void PipelineCheck::checkPipeline(const PipelinePlan& pipeline, const std::string& pointer)
{
    checkKeys(pipeline, pointer, m_findings);
    if (pipeline.microBatch < 1)
        m_findings.error(pointer + "/micro_batch", "is " + number(pipeline.microBatch), "a whole number that is at least 1", "1");
    if (pipeline.microBatches < 1)
        m_findings.error(pointer + "/micro_batches", "is " + number(pipeline.microBatches), "a whole number that is at least 1", "1");
    if (pipeline.stages.empty())
        m_findings.error(pointer, "the pipeline has no stages", "at least one", "\"stages\": [ { \"devices\": [\"n0:0\"], \"layers\": [0, 14] } ]");
    for (std::size_t i = 0; i < pipeline.stages.size(); ++i)
        checkStage(pipeline.stages[i], pointer + "/stages/" + number(static_cast<long long>(i)));
    checkCover(pipeline, pointer);
}

void PipelineCheck::checkBatch(const std::string& pointer)
{
    const int globalBatch = m_ground.project.training ? m_ground.project.training->globalBatch : 0;
    if (globalBatch < 1)
        return;
    long long samples = 0;
    for (const PipelinePlan& pipeline : m_plan.pipelines)
        samples += static_cast<long long>(pipeline.microBatch) * pipeline.microBatches;
    if (samples == globalBatch)
        return;
    const PipelinePlan& only = m_plan.pipelines.front();
    const bool canFit = m_plan.pipelines.size() == 1 && only.microBatch >= 1 && globalBatch % only.microBatch == 0;
    m_findings.error(pointer + "/pipelines", "the pipelines run " + number(samples) + " samples, and the global batch is " + number(globalBatch),
        "micro_batch x micro_batches that sum to " + number(globalBatch), canFit ? "\"micro_batches\": " + number(globalBatch / only.microBatch) : "");
}

} // namespace check_pipelines

void checkPipelines(const Plan& plan, const std::string& pointer, const Ground& ground, Findings& findings)
{
    check_pipelines::PipelineCheck(plan, ground, findings).run(pointer);
}

} // namespace core::check_parts
