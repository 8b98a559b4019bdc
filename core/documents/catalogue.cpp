#include "core/documents/catalogue.h"

#include "core/documents/embedded.h"
#include "core/documents/json_fields.h"

#include <algorithm>
#include <cassert>

namespace core {
namespace catalogue {

using json_fields::Context;
using json_fields::Place;

/// The array `key` of a catalogue that announces itself by `magic`.
Result<JsonValue> listed(std::string_view text, const char* magic, const char* key)
{
    Result<JsonValue> document = parseJson(text);
    if (!document)
        return document.error();
    const JsonValue* version = findMember(*document, magic);
    if (!version || version->text != "1")
        return Error{"is not a catalogue of " + std::string(key), {}, "the member \"" + std::string(magic) + "\": 1", {}};
    const JsonValue* list = findMember(*document, key);
    if (!list || list->kind != JsonValue::Kind::Array)
        return Error{"lists nothing", "/" + std::string(key), "an array", {}};
    return *list;
}

void readGenerations(const JsonValue& value, Device& device, const Context& context)
{
    const JsonValue* generations = findMember(value, "generations");
    if (!generations)
        return;
    for (const JsonValue::Member& member : generations->members) {
        const Place list {&context.place, "generations"};
        const Place place {&list, member.first};
        Efficiency& efficiency = device.generations.emplace(member.first, device.efficiency).first->second;
        json_fields::read(member.second, efficiency, {place, context.errors});
    }
}

Result<std::vector<Device>> readDevices(const JsonValue& list)
{
    std::vector<Device> devices(list.items.size());
    std::vector<Error> errors;
    const Place root, top {&root, "devices"};
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const Place place {&top, {}, i, true};
        json_fields::read(list.items[i], devices[i], {place, errors});
        readGenerations(list.items[i], devices[i], {place, errors});
        for (const char* key : {"id", "peaks", "memory", "memory_bandwidth", "multiprocessors", "host_bandwidth", "power"})
            if (!findMember(list.items[i], key))
                errors.push_back({"has no \"" + std::string(key) + "\"", place.pointer(), "every fact of the device", {}});
    }
    if (!errors.empty())
        return errors.front();
    std::sort(devices.begin(), devices.end(), [](const Device& a, const Device& b) { return a.id < b.id; });
    const auto twice = std::adjacent_find(devices.begin(), devices.end(), [](const Device& a, const Device& b) { return a.id == b.id; });
    if (twice != devices.end())
        return Error{"the device " + twice->id.text + " is listed twice", "/devices", "every id once", {}};
    return devices;
}

Result<std::vector<ModelShape>> readModels(const JsonValue& list)
{
    std::vector<ModelShape> models;
    std::vector<Error> errors;
    const Place root, top {&root, "models"};
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const Place place {&top, {}, i, true};
        Model model;
        json_fields::read(list.items[i], model, {place, errors});
        if (!errors.empty())
            return errors.front();
        if (!model.name)
            return Error{"has no \"name\"", place.pointer(), "the name that projects use as \"preset\"", {}};
        Result<ModelShape> shape = resolveModel(model, {});
        if (!shape)
            return Error{shape.error().message, place.pointer(), shape.error().expected, shape.error().fix};
        models.push_back(std::move(shape).value());
    }
    std::sort(models.begin(), models.end(), [](const ModelShape& a, const ModelShape& b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(models.begin(), models.end(), [](const ModelShape& a, const ModelShape& b) { return a.name == b.name; });
    if (twice != models.end())
        return Error{"the model " + twice->name + " is listed twice", "/models", "every name once", {}};
    return models;
}

} // namespace catalogue

FlopsPerSecond Device::peak(Precision precision) const
{
    switch (precision) {
    case Precision::Fp32: return fp32;
    case Precision::Tf32: return tf32;
    case Precision::Fp16: return fp16;
    case Precision::Bf16: return bf16;
    case Precision::Fp8: return fp8;
    case Precision::Fp4: return fp4;
    }
    return {};
}

Result<Catalogue> parseCatalogue(std::string_view devicesJson, std::string_view modelsJson)
{
    const Result<JsonValue> deviceList = catalogue::listed(devicesJson, "clusterloom-devices", "devices");
    if (!deviceList)
        return deviceList.error();
    const Result<JsonValue> modelList = catalogue::listed(modelsJson, "clusterloom-models", "models");
    if (!modelList)
        return modelList.error();
    Result<std::vector<Device>> devices = catalogue::readDevices(*deviceList);
    if (!devices)
        return devices.error();
    Result<std::vector<ModelShape>> models = catalogue::readModels(*modelList);
    if (!models)
        return models.error();
    return Catalogue{std::move(devices).value(), std::move(models).value()};
}

const Catalogue& builtInCatalogue()
{
    static const Catalogue catalogue = [] {
        Result<Catalogue> parsed = parseCatalogue(embedded::devicesJson(), embedded::modelsJson());
        assert(parsed.ok()); // a test reads the same files and shows the error
        return parsed ? std::move(parsed).value() : Catalogue {};
    }();
    return catalogue;
}

const Device* findDevice(const Catalogue& catalogue, const DeviceKindId& id)
{
    const auto at = std::lower_bound(catalogue.devices.begin(), catalogue.devices.end(), id,
        [](const Device& device, const DeviceKindId& wanted) { return device.id < wanted; });
    return at != catalogue.devices.end() && at->id == id ? &*at : nullptr;
}

const Efficiency& efficiencyOf(const Device& device, const std::string& software)
{
    for (const std::string& generation : {software, std::string("typical")})
        if (const auto known = device.generations.find(generation); known != device.generations.end())
            return known->second;
    return device.efficiency;
}

const ModelShape* findModel(const Catalogue& catalogue, std::string_view preset)
{
    const auto at = std::lower_bound(catalogue.models.begin(), catalogue.models.end(), preset,
        [](const ModelShape& model, std::string_view wanted) { return model.name < wanted; });
    return at != catalogue.models.end() && at->name == preset ? &*at : nullptr;
}

} // namespace core
