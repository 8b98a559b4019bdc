#include "core/documents/project_file.h"

#include "core/documents/json_build.h"

#include <span>

namespace core {
namespace project_writer {

using Kind = JsonValue::Kind;

/// Which members of an object stand on lines of their own, and what their own members do; nullptr: all on one line.
struct Layout
{
    struct Part
    {
        std::string_view key;
        const Layout* inside;
    };
    std::span<const Part> parts = {};

    const Layout* of(std::string_view key) const
    {
        for (const Part& part : parts)
            if (part.key == key)
                return part.inside;
        return nullptr;
    }
};

constexpr Layout list {};
constexpr Layout::Part clusterParts[] = {{"devices", &list}, {"nodes", &list}, {"switches", &list}, {"links", &list}, {"groups", &list}};
constexpr Layout cluster {clusterParts};
constexpr Layout::Part scenarioParts[] = {{"events", &list}};
constexpr Layout scenario {scenarioParts};
constexpr Layout::Part projectParts[] = {{"cluster", &cluster}, {"scenario", &scenario}, {"plans", &list}};
constexpr Layout project {projectParts};

void append(std::string& out, const JsonValue& value, const Layout* layout, std::size_t depth)
{
    const std::size_t count = value.kind == Kind::Array ? value.items.size() : value.members.size();
    if (!layout || count == 0) {
        out += inlineJson(value);
        return;
    }
    const bool isArray = value.kind == Kind::Array;
    out += isArray ? "[" : "{";
    for (std::size_t i = 0; i < count; ++i) {
        out += i == 0 ? "\n" : ",\n";
        out.append(2 * (depth + 1), ' ');
        if (!isArray)
            out += quotedJson(value.members[i].first) + ": ";
        const JsonValue& inside = isArray ? value.items[i] : value.members[i].second;
        append(out, inside, isArray ? nullptr : layout->of(value.members[i].first), depth + 1);
    }
    out += '\n';
    out.append(2 * depth, ' ');
    out += isArray ? "]" : "}";
}

} // namespace project_writer

std::string saveProject(const Project& project)
{
    return project.original ? *project.original : canonicalText(project);
}

std::string canonicalText(const Project& project)
{
    JsonValue document {JsonValue::Kind::Object, {}, {}, {}};
    document.members.emplace_back("clusterloom", jsonNumber("1"));
    json_build::Maybe content = json_build::build(project);
    for (JsonValue::Member& member : content->members)
        document.members.push_back(std::move(member));
    std::string text;
    project_writer::append(text, document, &project_writer::project, 0);
    return text + '\n';
}

std::string planText(const Plan& plan) { return inlineJson(*json_build::build(plan)); }

} // namespace core
