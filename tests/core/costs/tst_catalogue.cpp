#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

#include "core/documents/catalogue.h"

namespace {

const core::Device& device(const char* id)
{
    const core::Device* found = findDevice(core::builtInCatalogue(), core::DeviceKindId{id});
    if (!found)
        qFatal("no %s", id);
    return *found;
}

} // namespace

class TestCatalogueFacts : public QObject
{
    Q_OBJECT
private slots:
    void everyPromisedDeviceIsThere()
    {
        for (const char* id : {"A100-80G-SXM", "A100-40G-SXM", "A100-80G-PCIe", "V100-16G-SXM", "T4",
                 "H100-80G-SXM", "H100-96G-HBM2e", "H200", "GH200-96G", "B200", "GB200", "B300", "GB300",
                 "RTX-3090", "RTX-2080-Ti", "Titan-RTX", "RTX-4090", "L4", "L40S", "A10G", "MI250X", "MI300X",
                 "Ascend-910B"})
            QVERIFY2(findDevice(core::builtInCatalogue(), core::DeviceKindId{id}), id);
    }

    void everyPromisedModelIsThere()
    {
        QVERIFY(core::builtInCatalogue().models.size() >= 24);
        for (const char* name :
            {"gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt-3-175b", "gpt-39b", "gpt-145b",
                "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "llama-3-405b",
                "mixtral-8x7b", "mixtral-8x22b", "qwen2.5-7b", "qwen2.5-72b", "qwen3-30b-a3b", "deepseek-v3",
                "opt-350m", "opt-1.3b", "opt-13b", "opt-66b", "bloom-176b", "bert-large", "mistral-7b"})
            QVERIFY2(findModel(core::builtInCatalogue(), name), name);
    }

    /// From the datasheets: rates that are often quoted with sparsity or with fp16 accumulation.
    void peaksAreDenseWithFp32Accumulation()
    {
        QCOMPARE(device("A100-80G-SXM").bf16, core::teraflopsPerSecond(312));
        QCOMPARE(device("RTX-3090").fp16, core::teraflopsPerSecond(71));
        QCOMPARE(device("RTX-4090").fp16, core::teraflopsPerSecond(165.2));
        QCOMPARE(device("L4").fp16, core::teraflopsPerSecond(121));
        QCOMPARE(device("H100-80G-SXM").fp8, core::teraflopsPerSecond(1978.9));
    }

    void whatADeviceCannotDoIsZero()
    {
        QCOMPARE(device("V100-16G-SXM").bf16.value, 0.0);
        QCOMPARE(device("V100-16G-SXM").tf32.value, 0.0);
        QCOMPARE(device("A100-80G-SXM").fp8.value, 0.0);
        QCOMPARE(device("L4").fabricBandwidth.value, 0.0);
    }

    void memoryIsWhatNvidiaSmiPrints()
    {
        QCOMPARE(device("A100-80G-SXM").memory, core::gibibytes(80));
        QCOMPARE(device("H100-80G-SXM").memory, core::Bytes(81559.0 * 1024 * 1024));
        QCOMPARE(device("T4").memory, core::gibibytes(15));
    }

    /// A slip of a digit would break an order that no product line breaks.
    void factsAreOfTheRightSize()
    {
        for (const core::Device& one : core::builtInCatalogue().devices) {
            const std::string& id = one.id.text;
            QVERIFY2(one.fp32.value > 0 && one.fp16 > one.fp32, id.c_str());
            QVERIFY2(one.tf32.value == 0 || (one.tf32 >= one.fp32 && one.tf32 <= one.fp16), id.c_str());
            QVERIFY2(one.bf16.value == 0 || one.bf16 == one.fp16, id.c_str());
            QVERIFY2(one.fp8.value == 0 || std::abs(one.fp8 / one.fp16 - 2) < 0.05, id.c_str());
            QVERIFY2(one.fp4.value == 0 || one.fp4 / one.fp8 >= 2, id.c_str());
            const double operationsPerByte = one.fp16.value / one.memoryBandwidth.value;
            QVERIFY2(operationsPerByte > 50 && operationsPerByte < 500, id.c_str());
            QVERIFY2(one.memory >= core::gibibytes(10) && one.memory <= core::gibibytes(288), id.c_str());
            QVERIFY2(!one.source.empty() && !one.efficiency.provenance.empty(), id.c_str());
            QVERIFY2(one.sure == "A" || one.sure == "B" || one.sure == "C", id.c_str());
        }
    }

    void sharesAreShares()
    {
        for (const core::Device& one : core::builtInCatalogue().devices)
            for (const double share : {one.efficiency.gemm, one.efficiency.attention, one.efficiency.memory,
                     one.efficiency.fabric, one.efficiency.network})
                QVERIFY2(share > 0 && share <= 1, one.id.text.c_str());
    }
};

CLUSTERLOOM_TEST(TestCatalogueFacts)
#include "tst_catalogue.moc"
