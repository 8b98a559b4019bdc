#include "core/documents/project_file.h"

#include "core/documents/json_fields.h"
#include "core/documents/schema_check.h"

#include <fstream>
#include <set>

namespace core {
namespace project_file {

constexpr std::uintmax_t largestFile = 256ull * 1024 * 1024;

LoadResult refused(Error error) { return {std::nullopt, {std::move(error)}}; }

/// A file of a later version may hold anything, so that only the number is worth a message.
std::optional<Error> laterFormat(const JsonValue& document)
{
    const JsonValue* format = findMember(document, "clusterloom");
    if (!format || format->kind != JsonValue::Kind::Number || format->text == "1")
        return std::nullopt;
    const bool isWhole = format->text.find_first_not_of("0123456789") == std::string::npos && format->text != "0";
    if (!isWhole)
        return std::nullopt;
    return Error{"is format " + format->text + ", written by a later version of Clusterloom", "/clusterloom", "format 1",
        "open it with that version, or save it there as format 1"};
}

std::optional<Error> notADocument(const JsonValue& document)
{
    if (document.kind == JsonValue::Kind::Object)
        return laterFormat(document);
    return Error{"the document is " + std::string(kindName(document)), {}, "an object, { \"clusterloom\": 1, ... }", {}};
}

/// What the schema could not see, the quantities above all; what it saw already is not said twice.
void addUnseen(std::vector<Error>& errors, std::vector<Error> more)
{
    std::set<std::string> seen;
    for (const Error& error : errors)
        seen.insert(error.where);
    for (Error& error : more)
        if (!seen.contains(error.where))
            errors.push_back(std::move(error));
}

Error fileError(const std::filesystem::path& path, std::string message, std::string expected)
{
    return {std::move(message), path.string(), std::move(expected), {}};
}

Result<std::string> contentOf(const std::filesystem::path& path)
{
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found)
        return fileError(path, "there is no such file", "a project file (.loom)");
    if (failure)
        return fileError(path, "cannot be opened: " + failure.message(), "a project file (.loom) that may be read");
    if (std::filesystem::is_directory(status))
        return fileError(path, "is a folder", "a project file (.loom)");
    if (!std::filesystem::is_regular_file(status))
        return fileError(path, "is not a regular file", "a project file (.loom)");
    const auto size = std::filesystem::file_size(path, failure);
    if (!failure && size > largestFile)
        return fileError(path, "is larger than 256 MiB", "a project file of at most 256 MiB");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fileError(path, "cannot be opened: permission denied", "a project file (.loom) that may be read");
    std::string text(static_cast<std::size_t>(failure ? 0 : size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad())
        return fileError(path, "cannot be read", "a project file (.loom) that may be read");
    return text;
}

} // namespace project_file

LoadResult parseProject(std::string_view text)
{
    Result<JsonValue> parsed = parseJson(text);
    if (!parsed)
        return project_file::refused(parsed.error());
    const JsonValue& document = *parsed;
    if (auto error = project_file::notADocument(document))
        return project_file::refused(std::move(*error));

    std::vector<Error> errors = schemaErrors(document);
    std::vector<Error> readErrors;
    const json_fields::Place root;
    Project project;
    json_fields::ObjectReader reader(document, {root, readErrors});
    reader.markKnown("clusterloom");
    fields(reader, project);
    project.extras = reader.unknown();
    project_file::addUnseen(errors, std::move(readErrors));
    if (!errors.empty())
        return {std::nullopt, inDocumentOrder(document, std::move(errors))};
    project.original = std::make_shared<const std::string>(text);
    return {std::move(project), {}};
}

LoadResult loadProject(const std::filesystem::path& path)
{
    const Result<std::string> text = project_file::contentOf(path);
    if (!text)
        return project_file::refused(text.error());
    return parseProject(*text);
}

} // namespace core
