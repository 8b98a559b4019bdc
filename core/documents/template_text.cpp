#include "core/documents/nearest.h"
#include "core/documents/templates.h"

#include <algorithm>
#include <charconv>
#include <cmath>

/// The line that makes a template.
namespace core {
namespace template_text {

std::string trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::vector<std::string> split(std::string_view text, std::string_view by)
{
    std::vector<std::string> parts;
    for (std::size_t at; (at = text.find(by)) != std::string_view::npos; text.remove_prefix(at + by.size()))
        parts.push_back(trimmed(text.substr(0, at)));
    parts.push_back(trimmed(text));
    return parts;
}

/// A whole number at the front, taken off; nothing otherwise.
std::optional<int> takeNumber(std::string_view& text)
{
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || number < 1)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// "4x", "4 x": the number, taken off; 1 when there is none.
std::optional<int> takeTimes(std::string_view& text)
{
    std::string_view rest = text;
    const std::optional<int> number = takeNumber(rest);
    if (!number)
        return std::nullopt;
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (!rest.starts_with("x") && !rest.starts_with("X"))
        return std::nullopt;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    text = rest;
    return number;
}

bool take(std::string_view& text, std::string_view word)
{
    if (lower(std::string(text.substr(0, word.size()))) != word)
        return false;
    text.remove_prefix(word.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return true;
}

Error cannot(const std::string& words, const std::string& message, const std::string& expected, const std::string& fix = {})
{
    return {message, words, expected, fix};
}

const char* const clauses = "\"8 NICs\", \"8 NICs of 200 Gbit/s\", \"latency 5 us\", \"under one leaf\", \"under 2 leaves\", \"oversubscribed 2:1\", "
                            "\"in a fat tree\", \"on rails\", \"in a ring\", \"in a 4x4 torus\" or \"on two sites over 10 Gbit/s at 20 ms\"";

class Reader
{
public:
    explicit Reader(const std::vector<std::string>& kinds) : m_kinds(kinds) { }

    Result<TemplateSpec> read(std::string_view line)
    {
        const std::vector<std::string> parts = split(line, ",");
        if (auto fine = readNodes(parts.front()); !fine)
            return fine.error();
        for (std::size_t i = 1; i < parts.size(); ++i)
            if (auto fine = readClause(parts[i]); !fine)
                return fine.error();
        if (m_spec.otherSite && m_spec.kind != TemplateKind::TwoSites)
            return cannot(parts.front(), "two groups of nodes need two sites", "\"on two sites over 10 Gbit/s at 20 ms\"");
        return m_spec;
    }

private:
    Result<void> readNodes(const std::string& words)
    {
        const std::vector<std::string> groups = split(words, " and ");
        if (groups.size() > 2)
            return cannot(words, "there are more than two groups of nodes", "one, or two joined by \"and\"");
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const Result<NodeGroup> group = readGroup(groups[i]);
            if (!group)
                return group.error();
            if (i == 0)
                m_spec.group = *group;
            else
                m_spec.otherSite = *group;
        }
        return {};
    }

    Result<NodeGroup> readGroup(const std::string& words) const
    {
        NodeGroup group;
        std::string_view rest = words;
        group.nodes = takeTimes(rest).value_or(1);
        if (!take(rest, "nodes") && !take(rest, "node"))
            return cannot(words, "a line begins with nodes", "how many nodes of how many devices", "4x node 8xA100-80G-SXM");
        group.devices = takeTimes(rest).value_or(1);
        group.device.text = trimmed(rest);
        for (const std::string& kind : m_kinds)
            if (lower(kind) == lower(group.device.text)) {
                group.device.text = kind;
                return group;
            }
        const std::string like = nearest(group.device.text, m_kinds);
        return cannot(group.device.text.empty() ? words : group.device.text,
            group.device.text.empty() ? "no device is named" : "no device is called \"" + group.device.text + "\"", "a device of the palette", like);
    }

    Result<void> readClause(const std::string& words)
    {
        std::string_view rest = words;
        if (std::string_view after = rest; const auto number = takeNumber(after)) {
            after.remove_prefix(std::min(after.find_first_not_of(' '), after.size()));
            if (take(after, "nics") || take(after, "nic"))
                return readNics(*number, after, words);
        }
        if (take(rest, "latency "))
            return readQuantity(rest, m_spec.latency, words);
        if (take(rest, "oversubscribed "))
            return readRatio(rest, words);
        if (take(rest, "under "))
            return readLeaves(rest, words);
        if (take(rest, "on two sites"))
            return readSites(rest, words);
        if (take(rest, "on rails") && rest.empty())
            return choose(TemplateKind::Rails);
        if (take(rest, "in a fat tree") && rest.empty())
            return choose(TemplateKind::FatTree);
        if (take(rest, "in a ring") && rest.empty())
            return choose(TemplateKind::Ring);
        if (take(rest, "in a "))
            return readTorus(rest, words);
        return unknown(words);
    }

    static Error unknown(const std::string& words) { return cannot(words, words.empty() ? "nothing is said between two commas" : "\"" + words + "\" cannot be read", clauses); }

    Result<void> choose(TemplateKind kind)
    {
        m_spec.kind = kind;
        return {};
    }

    template <typename U>
    Result<void> readQuantity(std::string_view text, Quantity<U>& value, const std::string& words)
    {
        const auto quantity = parseQuantity<U>(trimmed(text));
        if (!quantity)
            return cannot(words, quantity.error().message, quantity.error().expected, quantity.error().fix);
        value = *quantity;
        return {};
    }

    Result<void> readNics(int number, std::string_view rest, const std::string& words)
    {
        m_spec.nics = number;
        if (rest.empty())
            return {};
        if (!take(rest, "of "))
            return unknown(words);
        return readQuantity(rest, m_spec.nicBandwidth, words);
    }

    Result<void> readRatio(std::string_view rest, const std::string& words)
    {
        const std::vector<std::string> parts = split(rest, ":");
        double numbers[2] = {0, 1};
        for (std::size_t i = 0; i < parts.size() && i < 2; ++i) {
            const auto [end, failure] = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
            if (failure != std::errc() || end != parts[i].data() + parts[i].size())
                numbers[i] = -1;
        }
        if (parts.size() > 2 || !(numbers[1] > 0) || !(numbers[0] >= numbers[1]) || numbers[0] / numbers[1] > 1000)
            return cannot(words, "\"" + std::string(rest) + "\" is not a ratio from 1:1 to 1000:1", "bandwidth below to bandwidth above", "oversubscribed 2:1");
        m_spec.oversubscription = numbers[0] / numbers[1];
        return {};
    }

    Result<void> readLeaves(std::string_view rest, const std::string& words)
    {
        m_spec.kind = TemplateKind::Leaf;
        m_spec.leaves = take(rest, "one ") || take(rest, "a ") ? 1 : takeNumber(rest).value_or(0);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (m_spec.leaves < 1 || (!take(rest, "leaves") && !take(rest, "leaf")) || !rest.empty())
            return unknown(words);
        return {};
    }

    Result<void> readSites(std::string_view rest, const std::string& words)
    {
        m_spec.kind = TemplateKind::TwoSites;
        if (rest.empty())
            return {};
        if (!take(rest, "over "))
            return unknown(words);
        const std::vector<std::string> parts = split(rest, " at ");
        if (auto fine = readQuantity(parts.front(), m_spec.wanBandwidth, words); !fine)
            return fine;
        if (parts.size() > 2)
            return unknown(words);
        return parts.size() == 2 ? readQuantity(parts[1], m_spec.wanLatency, words) : Result<void>();
    }

    Result<void> readTorus(std::string_view rest, const std::string& words)
    {
        m_spec.kind = TemplateKind::Torus;
        m_spec.sides = {1, 1, 1};
        std::size_t axis = 0;
        for (; axis < 3; ++axis) {
            const std::optional<int> side = takeNumber(rest);
            if (!side)
                return unknown(words);
            m_spec.sides[axis] = *side;
            if (!rest.starts_with("x"))
                break;
            rest.remove_prefix(1);
        }
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (axis == 3 || !take(rest, "torus") || !rest.empty())
            return unknown(words);
        return {};
    }

    const std::vector<std::string>& m_kinds;
    TemplateSpec m_spec;
};

std::string groupText(const NodeGroup& group)
{
    return std::to_string(group.nodes) + "x node " + std::to_string(group.devices) + "x" + group.device.text;
}

std::string shapeText(const TemplateSpec& spec)
{
    switch (spec.kind) {
    case TemplateKind::Leaf:
        return spec.leaves == 1 ? "under one leaf" : "under " + std::to_string(spec.leaves) + " leaves";
    case TemplateKind::FatTree:
        return "in a fat tree";
    case TemplateKind::Rails:
        return "on rails";
    case TemplateKind::Ring:
        return "in a ring";
    case TemplateKind::Torus: {
        std::string sides = std::to_string(spec.sides[0]);
        for (std::size_t axis = 1; axis < 3; ++axis)
            if (spec.sides[axis] > 1 || (axis == 1 && spec.sides[2] > 1))
                sides += "x" + std::to_string(spec.sides[axis]);
        return "in a " + sides + " torus";
    }
    case TemplateKind::TwoSites:
        return "on two sites over " + spec.wanBandwidth.text + " at " + spec.wanLatency.text;
    }
    return {};
}

} // namespace template_text

Result<TemplateSpec> parseTemplate(std::string_view line, const std::vector<std::string>& deviceKinds)
{
    return template_text::Reader(deviceKinds).read(line);
}

std::string lineOf(const TemplateSpec& spec)
{
    std::string line = template_text::groupText(spec.group);
    if (spec.kind == TemplateKind::TwoSites && spec.otherSite)
        line += " and " + template_text::groupText(*spec.otherSite);
    line += ", " + std::to_string(spec.nics) + (spec.nics == 1 ? " NIC of " : " NICs of ") + spec.nicBandwidth.text;
    line += ", " + template_text::shapeText(spec);
    if (spec.oversubscription > 1 && (spec.kind == TemplateKind::Leaf || spec.kind == TemplateKind::Rails))
        line += ", oversubscribed " + shortestDecimal(spec.oversubscription) + ":1";
    if (!(spec.latency == TemplateSpec().latency))
        line += ", latency " + spec.latency.text;
    return line;
}

} // namespace core
