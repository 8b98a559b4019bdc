#include "core/documents/project_file.h"

#include "core/documents/json_fields.h"
#include "core/documents/schema_check.h"
#include "core/documents/text_file.h"

#include <set>

namespace core {
namespace project_file {

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
    const Result<std::string> text = readTextFile(path, "a project file (.loom)");
    if (!text)
        return project_file::refused(text.error());
    return parseProject(*text);
}

} // namespace core
