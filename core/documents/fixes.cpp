#include "core/documents/fixes.h"

#include "core/documents/drawing.h"
#include "core/documents/json_text.h"
#include "core/documents/project_file.h"
#include "core/documents/scenario_text.h"
#include "core/documents/script_fixes.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace core {
namespace fixes {

using Kind = JsonValue::Kind;

std::vector<std::string> tokensOf(const std::string& pointer)
{
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < pointer.size();) {
        const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
        std::string token;
        for (std::size_t i = at + 1; i < end; ++i) { // RFC 6901: ~1 is /, ~0 is ~
            const bool escaped = pointer[i] == '~' && i + 1 < end;
            token += escaped ? (pointer[i + 1] == '1' ? '/' : '~') : pointer[i];
            i += escaped ? 1 : 0;
        }
        tokens.push_back(std::move(token));
        at = end;
    }
    return tokens;
}

std::optional<std::size_t> indexIn(const std::string& token, std::size_t size)
{
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (failure != std::errc() || end != token.data() + token.size() || index >= size)
        return std::nullopt;
    return index;
}

JsonValue* child(JsonValue& value, const std::string& token)
{
    if (value.kind == Kind::Array) {
        const auto index = indexIn(token, value.items.size());
        return index ? &value.items[*index] : nullptr;
    }
    for (auto& [key, member] : value.members)
        if (key == token)
            return &member;
    return nullptr;
}

JsonValue* at(JsonValue& root, const std::vector<std::string>& tokens, std::size_t count)
{
    JsonValue* value = &root;
    for (std::size_t i = 0; value && i < count; ++i)
        value = child(*value, tokens[i]);
    return value;
}

/// Tries changes of the project's JSON and keeps those that mend the issue.
class Mending
{
public:
    Mending(const Project& project, const Catalogue& catalogue, const Issue& issue)
        : m_catalogue(catalogue), m_issue(issue), m_document(parseJson(canonicalText(project)).value()), m_tokens(tokensOf(issue.pointer))
    {
        const std::vector<Issue> issues = check(project, catalogue);
        m_errors = errorsOf(issues);
        m_alike = countAt(issues);
        m_issues = issues.size();
    }

    std::vector<Fix> fixes() &&
    {
        writeWhatIsSaid();
        dropEntry();
        mendLine();
        if (m_found.empty())
            dropPlan();
        return std::move(m_found);
    }

private:
    static std::ptrdiff_t errorsOf(const std::vector<Issue>& issues)
    {
        return std::count_if(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity == Severity::Error; });
    }

    std::ptrdiff_t countAt(const std::vector<Issue>& issues) const
    {
        return std::count_if(issues.begin(), issues.end(), [this](const Issue& other) { return other.pointer == m_issue.pointer; });
    }

    void attempt(const std::string& label, const JsonValue& document)
    {
        LoadResult loaded = parseProject(inlineJson(document));
        if (!loaded.project)
            return;
        markEdited(*loaded.project);
        const std::vector<Issue> left = check(*loaded.project, m_catalogue);
        const bool gone = std::none_of(left.begin(), left.end(),
            [&](const Issue& other) { return other.pointer == m_issue.pointer && other.message == m_issue.message; });
        const bool fewer = countAt(left) < m_alike || left.size() < m_issues;
        if (gone && fewer && errorsOf(left) <= m_errors)
            m_found.push_back({label, std::move(*loaded.project)});
    }

    void writeWhatIsSaid()
    {
        if (m_issue.fix.empty() || isLine()) // of a line, what is said is one word of it
            return;
        if (const std::string word = "remove \""; m_issue.fix.rfind(word, 0) == 0 && m_issue.fix.back() == '"')
            return removeKey(m_issue.fix.substr(word.size(), m_issue.fix.size() - word.size() - 1));
        if (m_issue.fix.rfind("link \"", 0) == 0)
            return drawLink();
        if (const Result<JsonValue> members = parseJson("{" + m_issue.fix + "}"); members && !members->members.empty())
            return writeMembers(*members);
        JsonValue document = m_document;
        JsonValue* target = at(document, m_tokens, m_tokens.size());
        const Result<JsonValue> value = parseJson(m_issue.fix);
        if (!value && (!target || target->kind != Kind::String))
            return;
        const JsonValue written = value && !(target && target->kind == Kind::String && value->kind != Kind::String) ? *value : jsonString(m_issue.fix);
        if (target)
            *target = written;
        else if (JsonValue* parent = m_tokens.empty() ? nullptr : at(document, m_tokens, m_tokens.size() - 1); parent && parent->kind == Kind::Object)
            parent->members.emplace_back(m_tokens.back(), written);
        else
            return;
        attempt("write " + inlineJson(written), document);
    }

    void removeKey(const std::string& key)
    {
        if (m_tokens.empty())
            return;
        JsonValue document = m_document;
        for (const std::size_t count : {m_tokens.size(), m_tokens.size() - 1})
            if (JsonValue* target = at(document, m_tokens, count); target && child(*target, key)) {
                std::erase_if(target->members, [&](const JsonValue::Member& member) { return member.first == key; });
                return attempt("remove " + quotedJson(key), document);
            }
    }

    /// link "n3" to "leaf"
    void drawLink()
    {
        const Result<JsonValue> ends = parseJson("[" + replaced(m_issue.fix.substr(5), "\" to \"", "\", \"") + "]");
        const LoadResult loaded = parseProject(inlineJson(m_document));
        if (!ends || ends->items.size() != 2 || !loaded.project)
            return;
        if (const auto drawn = withLink(*loaded.project, ends->items[0].text, ends->items[1].text))
            attempt(m_issue.fix, parseJson(canonicalText(drawn->project)).value());
    }

    static std::string replaced(std::string text, std::string_view what, std::string_view by)
    {
        if (const std::size_t found = text.find(what); found != std::string::npos)
            text.replace(found, what.size(), by);
        return text;
    }

    /// At the place itself where it is an object, else where its key belongs.
    void writeMembers(const JsonValue& members)
    {
        JsonValue document = m_document;
        JsonValue* target = at(document, m_tokens, m_tokens.size());
        if (!target || target->kind != Kind::Object)
            target = m_tokens.empty() ? nullptr : at(document, m_tokens, m_tokens.size() - 1);
        if (!target || target->kind != Kind::Object)
            return;
        for (const auto& [key, value] : members.members) {
            if (JsonValue* known = child(*target, key))
                *known = value;
            else
                target->members.emplace_back(key, value);
        }
        attempt("write " + m_issue.fix, document);
    }

    /// /plans/0/pipelines/1/stages/2/devices/3: the stage goes on without it.
    void dropEntry()
    {
        if (m_tokens.size() != 8 || m_tokens[0] != "plans" || m_tokens[6] != "devices")
            return;
        JsonValue document = m_document;
        JsonValue* list = at(document, m_tokens, 7);
        const auto index = list ? indexIn(m_tokens[7], list->items.size()) : std::nullopt;
        if (!index || list->items.size() < 2)
            return;
        const std::string words = inlineJson(list->items[*index]);
        list->items.erase(list->items.begin() + static_cast<std::ptrdiff_t>(*index));
        attempt("take " + words + " out of the stage", document);
    }

    bool isLine() const { return m_tokens.size() == 3 && m_tokens[0] == "scenario" && m_tokens[1] == "events"; }

    std::string lineNumber() const { return std::to_string(indexIn(m_tokens[2], 1'000'000'000).value_or(0) + 1); }

    /// The line of the scenario that the issue points to, in a document; null: to another place.
    JsonValue* lineIn(JsonValue& document) const
    {
        JsonValue* line = isLine() ? at(document, m_tokens, 3) : nullptr;
        return line && line->kind == Kind::String ? line : nullptr;
    }

    /// A line that can be read may name what was taken away: then another name is a guess.
    void mendLine()
    {
        const JsonValue* line = lineIn(m_document);
        const bool isBroken = line && parseLine(0, line->text).error;
        if (isBroken)
            writeWord();
        switchLineOff();
        if (line && !isBroken)
            writeWord();
    }

    /// What is said of a line is one word of it.
    void writeWord()
    {
        JsonValue document = m_document;
        JsonValue* line = lineIn(document);
        const std::vector<ScriptIssue> issues = scriptIssues({m_issue});
        const auto words = line && !issues.empty() ? mended(line->text, issues.front()) : std::nullopt;
        if (!words)
            return;
        line->text = *words;
        attempt("write " + m_issue.fix + " in line " + lineNumber(), document);
    }

    void switchLineOff()
    {
        JsonValue document = m_document;
        JsonValue* line = lineIn(document);
        if (!line)
            return;
        const std::string number = lineNumber();
        const std::string words = line->text;
        line->text = "off " + words;
        const std::size_t before = m_found.size();
        attempt("switch line " + number + " off", document);
        if (m_found.size() == before) { // not even an event
            line->text = "# " + words;
            attempt("make line " + number + " a comment", document);
        }
    }

    void dropPlan()
    {
        if (m_tokens.size() < 2 || m_tokens[0] != "plans" || m_issue.severity != Severity::Error)
            return;
        JsonValue document = m_document;
        JsonValue* plans = at(document, m_tokens, 1);
        const auto index = plans ? indexIn(m_tokens[1], plans->items.size()) : std::nullopt;
        if (!index)
            return;
        const JsonValue* name = findMember(plans->items[*index], "name");
        const std::string words = name ? quotedJson(name->text) : "this plan";
        plans->items.erase(plans->items.begin() + static_cast<std::ptrdiff_t>(*index));
        attempt("remove the plan " + words, document);
    }

    const Catalogue& m_catalogue;
    const Issue& m_issue;
    JsonValue m_document;
    std::vector<std::string> m_tokens;
    std::ptrdiff_t m_errors = 0;
    std::ptrdiff_t m_alike = 0; ///< issues at the same place
    std::size_t m_issues = 0;
    std::vector<Fix> m_found;
};

} // namespace fixes

std::vector<Fix> fixesOf(const Project& project, const Catalogue& catalogue, const Issue& issue)
{
    return fixes::Mending(project, catalogue, issue).fixes();
}

} // namespace core
