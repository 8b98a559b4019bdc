#include "ui/scenario/script_words.h"

#include "core/documents/scenario_words.h"

#include <algorithm>
#include <array>

namespace ui {
namespace script_words {

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 13> keywords {"off", "at", "every", "from", "until", "for", "ramp", "random", "trace", "mean-gap", "mean-length", "loop", "hold"};
constexpr std::array<std::string_view, 2> kinds {"link", "node"};
constexpr std::array<std::string_view, 6> fields {"bandwidth", "latency", "compute", "down", "forward", "backward"};

ScriptStyle styleOf(std::string_view word, std::string_view before)
{
    if (isOneOf(before, kinds))
        return ScriptStyle::Name;
    if (word.starts_with('"'))
        return ScriptStyle::Text;
    if (isOneOf(word, keywords))
        return ScriptStyle::Keyword;
    if (isOneOf(word, kinds))
        return ScriptStyle::Kind;
    if (isOneOf(word, fields))
        return ScriptStyle::Field;
    const bool number = word.starts_with('*') || (word[0] >= '0' && word[0] <= '9');
    const bool unit = !before.empty() && before.back() >= '0' && before.back() <= '9';
    return number || unit ? ScriptStyle::Value : ScriptStyle::Plain;
}

QStringList list(std::initializer_list<const char*> words)
{
    QStringList result;
    for (const char* word : words)
        result << QLatin1String(word);
    return result;
}

bool isNumber(const QString& word)
{
    bool ok = false;
    word.toDouble(&ok);
    return ok;
}

/// The quantity that a number is of, by the word before it.
QStringList unitsAfter(const QString& keyword)
{
    return keyword == QLatin1String("bandwidth") ? list({"Gbit/s", "GB/s", "Mbit/s", "MB/s"}) : list({"s", "ms", "us", "min", "h"});
}

QStringList afterTarget(bool node)
{
    return node ? list({"compute", "down"}) : list({"bandwidth", "latency", "down", "forward", "backward"});
}

QStringList tails(const QStringList& words)
{
    if (words.contains(QLatin1String("random")))
        return list({"mean-gap", "mean-length"});
    if (words.contains(QLatin1String("trace")))
        return list({"loop", "hold"});
    const bool targeted = words.contains(QLatin1String("link")) || words.contains(QLatin1String("node"));
    if (!targeted)
        return words.contains(QLatin1String("every")) ? list({"from", "until", "link", "node"}) : list({"link", "node"});
    return list({"for", "ramp"});
}

} // namespace script_words

std::vector<StyledBytes> styledLine(std::string_view line)
{
    std::vector<StyledBytes> styles;
    const auto add = [&](std::size_t length, ScriptStyle style) {
        if (length > 0)
            styles.push_back({static_cast<int>(length), style});
    };
    core::scenario_words::Words words(0, line);
    std::size_t at = 0;
    std::string_view before;
    while (!words.next().isEnd()) {
        const core::scenario_words::Word word = words.take();
        add(word.begin - at, ScriptStyle::Plain);
        const ScriptStyle style = script_words::styleOf(word.text, before);
        add(word.text.size(), style);
        at = word.end();
        before = style == ScriptStyle::Name ? std::string_view() : word.text;
    }
    const std::size_t comment = line.find('#', at);
    const std::size_t end = std::min(comment, line.size());
    add(end - at, ScriptStyle::Plain);
    add(line.size() - end, ScriptStyle::Comment);
    return styles;
}

QString typedWord(const QString& before)
{
    const qsizetype blank = std::max(before.lastIndexOf(QLatin1Char(' ')), before.lastIndexOf(QLatin1Char('\t')));
    return before.mid(blank + 1);
}

QStringList scriptOffers(const QString& before, const Script& script)
{
    using namespace script_words;
    if (before.contains(QLatin1Char('#')))
        return {};
    QStringList words = before.left(before.size() - typedWord(before).size()).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QString last = words.isEmpty() ? QString() : words.back();
    const QString second = words.size() > 1 ? words[words.size() - 2] : QString();
    if (words.isEmpty() || last == QLatin1String("off"))
        return list({"at", "every", "random", "trace", "off"});
    if (last == QLatin1String("link") || last == QLatin1String("node"))
        return script.namesOf(last == QLatin1String("node") ? core::TargetKind::Node : core::TargetKind::Link);
    if (second == QLatin1String("link") || second == QLatin1String("node"))
        return afterTarget(second == QLatin1String("node"));
    if (last == QLatin1String("forward") || last == QLatin1String("backward"))
        return list({"bandwidth", "latency", "down"});
    if (isNumber(last))
        return unitsAfter(second);
    if (last == QLatin1String("bandwidth") || last == QLatin1String("latency") || last == QLatin1String("compute"))
        return words.contains(QLatin1String("trace")) ? list({"loop", "hold"}) : list({"*0.5", "*0.25"});
    return tails(words);
}

} // namespace ui
