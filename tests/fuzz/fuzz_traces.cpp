#include "core/documents/scenario_trace.h"
#include "tests/fuzz/demand.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void demandOrder(const core::Trace& trace)
{
    demand(!trace.steps.empty() && trace.steps.back().at < trace.end, "a trace has steps and ends after them");
    demand(trace.steps.front().at >= core::Nanoseconds(0), "no step is before time 0");
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        demand(std::isfinite(trace.steps[i].rate.value) && trace.steps[i].rate.value >= 0, "rates are usable");
        demand(i == 0 || trace.steps[i - 1].at < trace.steps[i].at, "times grow");
    }
}

double bytesOf(const core::Trace& trace)
{
    double bytes = 0;
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        const core::Nanoseconds end = i + 1 < trace.steps.size() ? trace.steps[i + 1].at : trace.end;
        bytes += trace.steps[i].rate.value * core::seconds(end - trace.steps[i].at).value;
    }
    return bytes;
}

/// Lines of digits alone: a Mahimahi trace, each line 1504 bytes. 0 = it is none.
std::size_t packetsIn(std::string_view text)
{
    std::size_t packets = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line.empty() || line.find_first_not_of("0123456789") != std::string_view::npos)
            return 0;
        ++packets;
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return packets;
}

} // namespace

/// Any bytes are a trace in order of time, or refused with a line. Line ends do not matter, and a Mahimahi trace moves
/// the bytes of its lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const core::Result<core::Trace> trace = core::parseTrace(text);
    if (!trace) {
        demand(!trace.error().message.empty() && trace.error().where.starts_with("line "), "a bad trace says what and where");
        return 0;
    }
    demandOrder(*trace);
    if (const std::size_t packets = packetsIn(text); packets > 0) {
        const double sent = 1504.0 * static_cast<double>(packets);
        demand(std::abs(bytesOf(*trace) - sent) <= 1e-9 * sent, "a Mahimahi trace loses no byte");
    }
    std::string windows;
    for (const char c : text)
        windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const core::Result<core::Trace> again = core::parseTrace(windows);
    demand(again.ok() && *again == *trace, "line ends do not matter");
    return 0;
}
