#include "core/documents/catalogue_file.h"

#include "core/documents/json_text.h"

#include "core/base/quantity.h"

#include <cstdio>

namespace core {
namespace catalogue_file {

/// Four digits say all that a fit knows.
std::string rounded(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string efficiencyText(const Efficiency& e)
{
    const auto microseconds = [](Seconds time) { return rounded(time.value * 1e6) + " us"; };
    return "{ \"gemm\": " + rounded(e.gemm) + ", \"attention\": " + rounded(e.attention) + ", \"memory\": " + rounded(e.memory)
        + ", \"launch\": \"" + microseconds(e.launch) + "\", \"host\": \"" + microseconds(e.host) + "\", \"collective\": \""
        + microseconds(e.collective) + "\", \"fabric\": " + rounded(e.fabric) + ", \"network\": " + rounded(e.network)
        + ", \"framework\": \"" + rounded(e.framework.value / 1e9) + " GB\", \"provenance\": " + quotedJson(e.provenance) + " }";
}

/// The members of an object, those of `apart` on lines of their own.
std::string deviceText(const JsonValue& device, const Device* known)
{
    std::string facts, efficiency;
    for (const auto& [key, value] : device.members) {
        if (key == "generations")
            continue;
        std::string& part = key == "efficiency" ? efficiency : facts;
        part += (part.empty() ? "" : ", ") + quotedJson(key) + ": " + inlineJson(value);
    }
    std::string text = "    { " + facts;
    if (!efficiency.empty())
        text += ",\n      " + efficiency;
    if (known && !known->generations.empty()) {
        text += ",\n      \"generations\": {";
        const char* separator = "\n";
        for (const auto& [software, constants] : known->generations) {
            text += separator + std::string("        ") + quotedJson(software) + ": " + efficiencyText(constants);
            separator = ",\n";
        }
        text += " }";
    }
    return text + " }";
}

} // namespace catalogue_file

Result<std::string> devicesText(std::string_view devicesJson, const Catalogue& catalogue)
{
    const auto document = parseJson(devicesJson);
    if (!document)
        return document.error();
    std::string text = "{";
    const char* separator = " ";
    for (const auto& [key, value] : document->members) {
        text += separator + quotedJson(key) + ": ";
        separator = ",\n  ";
        if (key != "devices") {
            text += inlineJson(value);
            continue;
        }
        text += "[";
        const char* next = "\n";
        for (const JsonValue& device : value.items) {
            const JsonValue* id = findMember(device, "id");
            text += next + catalogue_file::deviceText(device, id ? findDevice(catalogue, DeviceKindId {id->text}) : nullptr);
            next = ",\n";
        }
        text += "\n  ]";
    }
    return text + " }\n";
}

} // namespace core
