#include "app/cli/measurement_files.h"

#include "app/cli/input.h"

#include "core/documents/embedded.h"
#include "core/documents/text_file.h"

#include <chrono>
#include <cstdio>
#include <iterator>

namespace app {

std::optional<std::vector<core::Measurements>> measurementFiles(const std::vector<std::string>& paths, bool json)
{
    std::vector<core::Measurements> files;
    const auto add = [&](const std::string& name, core::Result<core::Measurements> file) {
        if (file)
            files.push_back(std::move(*file));
        else
            refuse(name, file.error(), json);
        return file.ok();
    };
    for (const std::string& path : paths)
        if (!add(path, core::loadMeasurements(path)))
            return std::nullopt;
    if (paths.empty())
        for (const core::embedded::NamedFile& file : core::embedded::measurementFiles())
            if (!add(std::string(file.name), core::parseMeasurements(file.content)))
                return std::nullopt;
    return files;
}

std::optional<core::Catalogue> catalogueWith(const std::string& path, bool json)
{
    if (path.empty())
        return core::builtInCatalogue();
    const auto text = core::readTextFile(path, "a catalogue of devices (.json)");
    auto catalogue = text ? core::parseCatalogue(*text, core::embedded::modelsJson()) : core::Result<core::Catalogue>(text.error());
    if (!catalogue) {
        refuse(path, catalogue.error(), json);
        return std::nullopt;
    }
    return std::move(*catalogue);
}

std::optional<std::vector<core::ImportedProfile>> profileFiles(const std::vector<std::string>& paths, bool json)
{
    std::vector<core::ImportedProfile> all;
    for (const std::string& path : paths) {
        auto profiles = core::loadLayerProfiles(path);
        if (!profiles) {
            refuse(path, profiles.error(), json);
            return std::nullopt;
        }
        all.insert(all.end(), std::make_move_iterator(profiles->begin()), std::make_move_iterator(profiles->end()));
    }
    return all;
}

void tellProgress(const std::string& line)
{
    static const auto begin = std::chrono::steady_clock::now();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
    std::fprintf(stderr, "%3lld:%02lld  %s\n", static_cast<long long>(seconds / 60), static_cast<long long>(seconds % 60), line.c_str());
}

} // namespace app
