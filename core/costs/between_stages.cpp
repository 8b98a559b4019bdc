#include "core/costs/between_stages.h"

#include "core/costs/software.h"
#include "core/costs/work_sizes.h"

namespace core {

BoundarySends boundarySends(const WorkShape& work, bool isScattered)
{
    const Software software = softwareOf(work.training, work.model);
    const Bytes whole = boundaryBytes(work);
    const Bytes share = isScattered ? whole / work.split.tensor : whole;
    const double sequence = work.training.sequence;
    const Bytes mask(software.sendsMask ? 2 * sequence * sequence : 0);
    return {share + mask, software.sendsWholeGradients ? whole : share};
}

Bytes tiedGradient(const ModelShape& model, const Training& training)
{
    const bool isStored = softwareOf(training, model).tiesAsStored;
    const double each = isStored ? costs::storedBytesOf(training.precision) : costs::bytesOf(gradientPrecisionOf(training));
    return Bytes(each * model.vocab * model.hidden);
}

} // namespace core
