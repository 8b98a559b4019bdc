#include "core/documents/scenario_text.h"

#include "core/documents/json_text.h"
#include "core/documents/scenario_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace core {
namespace scenario_parser {

using scenario_words::Word;
using scenario_words::Words;

constexpr std::array<std::string_view, 10> wordsAfterQuantity {
    "for", "ramp", "from", "until", "link", "node", "mean-gap", "mean-length", "loop", "hold"};

/// The whole text as a number that is finite and not negative.
std::optional<double> plainNumber(std::string_view text)
{
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(number) || std::signbit(number))
        return std::nullopt;
    return number;
}

bool looksLikeNumber(std::string_view text)
{
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure != std::errc::invalid_argument && end == text.data() + text.size();
}

template <typename U>
std::string fixForMissingUnit(std::string_view number, bool orFactor)
{
    const std::string unit = std::is_same_v<U, Seconds> ? " s" : " Gbit/s";
    return (orFactor ? "*" + std::string(number) + ", or " : "") + quotedJson(std::string(number) + unit);
}

/// Reads one event; every function answers whether it could, and leaves the error if not.
class Parser
{
public:
    Parser(int lineId, std::string_view line) : m_words(lineId, line) { }

    bool atEnd() const { return m_words.next().isEnd(); }
    bool readEvent(Event& event);
    Error error() && { return std::move(*m_error); }

private:
    bool fail(Error error);
    bool readRepeated(Event& event);
    bool readRandom(Event& event);
    bool readTrace(Event& event);
    bool readChange(Event& event, bool random);
    bool readId(Target& target);
    bool readLinkEffect(Effect& effect, bool random);
    bool readNodeEffect(Effect& effect, bool random);
    bool readFactor(Factor& factor, bool random);
    bool readDuration(Quantity<Seconds>& duration, bool positive);
    bool readOptions(Event& event);
    bool readTail(bool read) { return read && (atEnd() || fail(m_words.errorAt(m_words.next(), "unexpected " + quotedJson(m_words.next().text), "the end of the line"))); }
    template <typename U>
    bool readQuantity(Quantity<U>& quantity, std::string_view orElse = {});

    Words m_words;
    std::optional<Error> m_error;
};

bool Parser::fail(Error error)
{
    m_error = std::move(error);
    return false;
}

bool Parser::readEvent(Event& event)
{
    event.off = m_words.takeIf("off");
    const Word first = m_words.next();
    if (m_words.takeIf("at")) {
        Quantity<Seconds> start;
        if (!readDuration(start, false))
            return false;
        event.when = At {std::move(start)};
        return readTail(readChange(event, false) && readOptions(event));
    }
    if (m_words.takeIf("every"))
        return readTail(readRepeated(event) && readChange(event, false) && readOptions(event));
    if (m_words.takeIf("random"))
        return readTail(readChange(event, true) && readRandom(event));
    if (m_words.takeIf("trace"))
        return readTail(readTrace(event));
    return event.off ? fail(m_words.unexpected(first, {"at", "every", "random", "trace"}))
                     : fail(m_words.unexpected(first, {"at", "every", "random", "trace", "off"}));
}

template <typename U>
bool Parser::readQuantity(Quantity<U>& quantity, std::string_view orElse)
{
    const Word first = m_words.take();
    Word last = first;
    const auto keyword = std::find(wordsAfterQuantity.begin(), wordsAfterQuantity.end(), m_words.next().text);
    if (looksLikeNumber(first.text) && !m_words.next().isEnd() && keyword == wordsAfterQuantity.end())
        last = m_words.take();
    Result<Quantity<U>> parsed = parseQuantity<U>(m_words.between(first, last));
    if (parsed) {
        quantity = std::move(parsed).value();
        return true;
    }
    Error error = m_words.errorAt(first, parsed.error().message, std::string(orElse) + parsed.error().expected, parsed.error().fix);
    if (first.isEnd())
        error.message = "the line ends too early";
    else if (plainNumber(first.text) && last.begin == first.begin)
        error.fix = fixForMissingUnit<U>(first.text, !orElse.empty());
    return fail(std::move(error));
}

bool Parser::readDuration(Quantity<Seconds>& duration, bool positive)
{
    const Word word = m_words.next();
    if (!readQuantity(duration))
        return false;
    if (positive && rounded(duration.value) < Nanoseconds(1))
        return fail(m_words.errorAt(word, "the time must be greater than 0", "at least 1 ns"));
    return true;
}

bool Parser::readRepeated(Event& event)
{
    Every every;
    if (!readDuration(every.period, true))
        return false;
    if (m_words.takeIf("from") && !readDuration(every.from.emplace(), false))
        return false;
    const Word until = m_words.next();
    if (m_words.takeIf("until")) {
        const Nanoseconds from = every.from ? rounded(every.from->value) : Nanoseconds();
        if (!readDuration(every.until.emplace(), false))
            return false;
        if (rounded(every.until->value) <= from)
            return fail(m_words.errorAt(until, "the repetition ends before it begins", "an `until` after `from`"));
    }
    if (const Word word = m_words.next(); word.text != "link" && word.text != "node")
        return every.until ? fail(m_words.unexpected(word, {"link", "node"}))
                           : fail(m_words.unexpected(word, {"link", "node", "until", "from"}));
    event.when = std::move(every);
    return true;
}

bool Parser::readId(Target& target)
{
    const Word word = m_words.take();
    if (word.isEnd())
        return fail(m_words.errorAt(word, "the line ends too early",
            target.kind == TargetKind::Link ? "the id of a link" : "the id of a node"));
    target.pattern = word.text;
    return true;
}

bool Parser::readChange(Event& event, bool random)
{
    const Word kind = m_words.take();
    if (kind.text == "node") {
        event.target.kind = TargetKind::Node;
        return readId(event.target) && readNodeEffect(event.effect, random);
    }
    if (kind.text != "link")
        return fail(m_words.unexpected(kind, {"link", "node"}));
    if (!readId(event.target))
        return false;
    if (m_words.takeIf("forward"))
        event.target.direction = Direction::Forward;
    else if (m_words.takeIf("backward"))
        event.target.direction = Direction::Backward;
    return readLinkEffect(event.effect, random);
}

bool Parser::readLinkEffect(Effect& effect, bool random)
{
    const Word word = m_words.take();
    if (word.text == "down") {
        effect = Down {};
        return true;
    }
    const bool bandwidth = word.text == "bandwidth";
    if (!bandwidth && word.text != "latency")
        return fail(m_words.unexpected(word, {"bandwidth", "latency", "down", "forward", "backward"}));
    if (random || m_words.next().text.starts_with('*')) {
        Factor factor {bandwidth ? Property::Bandwidth : Property::Latency, 1, 1};
        const bool read = readFactor(factor, random);
        effect = factor;
        return read;
    }
    constexpr std::string_view orFactor = "a factor like *0.25, or ";
    return bandwidth ? readQuantity(effect.emplace<SetBandwidth>().value, orFactor)
                     : readQuantity(effect.emplace<SetLatency>().value, orFactor);
}

bool Parser::readNodeEffect(Effect& effect, bool random)
{
    const Word word = m_words.take();
    if (word.text == "down") {
        effect = Down {};
        return true;
    }
    if (word.text != "compute")
        return fail(m_words.unexpected(word, {"compute", "down"}));
    Factor factor {Property::Compute, 1, 1};
    const bool read = readFactor(factor, random);
    effect = factor;
    return read;
}

bool Parser::readFactor(Factor& factor, bool random)
{
    const std::string expected = random ? "factors like *0.1..0.8" : "a factor like *0.25";
    const Word word = m_words.take();
    if (word.isEnd())
        return fail(m_words.errorAt(word, "the line ends too early", expected));
    if (!word.text.starts_with('*'))
        return fail(m_words.errorAt(word, quotedJson(word.text) + " is not a factor", expected,
            plainNumber(word.text) ? "*" + std::string(word.text) : std::string()));
    const std::string_view numbers = word.text.substr(1);
    const std::size_t dots = random ? numbers.find("..") : std::string_view::npos;
    const std::optional<double> low = plainNumber(numbers.substr(0, dots));
    const std::optional<double> high = dots == std::string_view::npos ? low : plainNumber(numbers.substr(dots + 2));
    if (!low || !high)
        return fail(m_words.errorAt(word, quotedJson(word.text) + " is not a factor", expected + ", finite and not negative"));
    if (*high < *low)
        return fail(m_words.errorAt(word, "the range of factors ends before it begins", expected,
            "*" + shortestDecimal(*high) + ".." + shortestDecimal(*low)));
    factor.low = *low;
    factor.high = *high;
    return true;
}

bool Parser::readOptions(Event& event)
{
    while (!atEnd()) {
        const Word word = m_words.take();
        std::optional<Quantity<Seconds>>& option = word.text == "for" ? event.length : event.ramp;
        if (word.text != "for" && word.text != "ramp")
            return fail(m_words.unexpected(word, {"for", "ramp", "#"}));
        if (option)
            return fail(m_words.errorAt(word, quotedJson(word.text) + " is given twice", "every option once"));
        if (word.text == "ramp" && std::holds_alternative<Down>(event.effect))
            return fail(m_words.errorAt(word, "`down` has no ramp", "a factor, like \"bandwidth *0 ramp 2 s\""));
        if (!readDuration(option.emplace(), word.text == "for"))
            return false;
    }
    return true;
}

bool Parser::readRandom(Event& event)
{
    std::optional<Quantity<Seconds>> gap, length;
    while (!gap || !length) {
        const Word word = m_words.take();
        std::optional<Quantity<Seconds>>& option = word.text == "mean-gap" ? gap : length;
        if ((word.text != "mean-gap" && word.text != "mean-length") || option)
            return fail(gap          ? m_words.unexpected(word, {"mean-length"})
                        : length     ? m_words.unexpected(word, {"mean-gap"})
                                     : m_words.unexpected(word, {"mean-gap", "mean-length"}));
        if (!readDuration(option.emplace(), true))
            return false;
    }
    event.when = Random {std::move(*gap), std::move(*length)};
    return true;
}

bool Parser::readTrace(Event& event)
{
    const Word file = m_words.take();
    const bool quoted = file.text.size() > 2 && file.text.front() == '"' && file.text.find('"', 1) == file.text.size() - 1;
    if (!quoted)
        return fail(m_words.errorAt(file, file.isEnd() ? "the line ends too early" : quotedJson(file.text) + " is not a file's name in quotation marks",
            "a file's name in quotation marks, like \"uplink.csv\"",
            file.text.empty() || file.text.find('"') != std::string_view::npos ? std::string() : quotedJson(file.text)));
    if (const Word kind = m_words.take(); kind.text != "link")
        return fail(m_words.unexpected(kind, {"link"}));
    if (!readId(event.target))
        return false;
    if (m_words.takeIf("forward"))
        event.target.direction = Direction::Forward;
    else if (m_words.takeIf("backward"))
        event.target.direction = Direction::Backward;
    if (const Word property = m_words.take(); property.text != "bandwidth")
        return fail(m_words.unexpected(property, {"bandwidth", "forward", "backward"}));
    const Word end = m_words.take();
    if (end.text != "loop" && end.text != "hold")
        return fail(m_words.unexpected(end, {"loop", "hold"}));
    event.when = WholeTrace {};
    event.effect = FromTrace {std::string(file.text.substr(1, file.text.size() - 2)), end.text == "loop" ? TraceEnd::Loop : TraceEnd::Hold};
    return true;
}

} // namespace scenario_parser

ScriptLine parseLine(int id, std::string_view text)
{
    ScriptLine line {id, std::string(text), {}, {}};
    if (text.find('\n') != std::string_view::npos) {
        line.error = Error {"the line holds a line break", "line " + std::to_string(id + 1), "one event a line", {}};
        return line;
    }
    scenario_parser::Parser parser(id, text);
    if (parser.atEnd())
        return line;
    if (!parser.readEvent(line.event.emplace())) {
        line.event.reset();
        line.error = std::move(parser).error();
    }
    return line;
}

std::vector<ScriptLine> parseScript(const Table<std::string>& lines)
{
    std::vector<ScriptLine> script;
    script.reserve(lines.size());
    for (const std::string& line : lines)
        script.push_back(parseLine(static_cast<int>(script.size()), line));
    return script;
}

} // namespace core
