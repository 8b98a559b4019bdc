#include "ui/cluster/words.h"

namespace ui {

QString nameOf(core::FabricKind kind)
{
    switch (kind) {
    case core::FabricKind::NvSwitch:
        return QStringLiteral("NVSwitch");
    case core::FabricKind::NvLinkMesh:
        return QStringLiteral("NVLink mesh");
    case core::FabricKind::Pcie:
        return QStringLiteral("PCIe");
    }
    return {};
}

QString nameOf(core::Precision precision)
{
    switch (precision) {
    case core::Precision::Fp32:
        return QStringLiteral("FP32");
    case core::Precision::Tf32:
        return QStringLiteral("TF32");
    case core::Precision::Fp16:
        return QStringLiteral("FP16");
    case core::Precision::Bf16:
        return QStringLiteral("BF16");
    case core::Precision::Fp8:
        return QStringLiteral("FP8");
    case core::Precision::Fp4:
        return QStringLiteral("FP4");
    }
    return {};
}

QString nameOf(core::Optimizer optimizer)
{
    switch (optimizer) {
    case core::Optimizer::Adam:
        return QStringLiteral("Adam");
    case core::Optimizer::Sgd:
        return QStringLiteral("SGD");
    }
    return {};
}

} // namespace ui
