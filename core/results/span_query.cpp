#include "core/results/span_query.h"

#include "core/base/quantity.h"
#include "core/results/gantt_picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <string>

namespace core {
namespace span_query {

using Test = std::function<bool(std::uint32_t)>;

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

bool begins(const std::string& name, const std::string& word) { return name.compare(0, word.size(), word) == 0; }

struct Nickname
{
    const char* word;
    SpanKind kind;
};
constexpr std::array<Nickname, 17> nicknames {{{"fwd", SpanKind::Forward}, {"f", SpanKind::Forward},
    {"bwd", SpanKind::Backward}, {"bwd", SpanKind::BackwardInput}, {"bwd", SpanKind::BackwardWeight}, {"b", SpanKind::Backward},
    {"b", SpanKind::BackwardInput}, {"w", SpanKind::BackwardWeight}, {"r", SpanKind::Recompute}, {"tp", SpanKind::TensorCollective},
    {"cp", SpanKind::ContextCollective}, {"ep", SpanKind::ExpertCollective}, {"pp", SpanKind::SendActivation},
    {"pp", SpanKind::SendGradient}, {"dp", SpanKind::GradientReduce}, {"ar", SpanKind::GradientReduce}, {"ag", SpanKind::ParameterGather}}};

/// Bit n: SpanKind n.
template <typename Fits>
std::uint32_t kindsThat(Fits fits)
{
    std::uint32_t kinds = 0;
    for (int kind = 0; kind < spanKinds; ++kind)
        if (fits(std::string(nameOf(static_cast<SpanKind>(kind)))))
            kinds |= 1u << kind;
    return kinds;
}

/// A nickname means what it says; else the kinds whose name begins so; else those whose name has it anywhere.
std::uint32_t kindsNamed(const std::string& word)
{
    std::uint32_t kinds = 0;
    for (const Nickname& nickname : nicknames)
        if (word == nickname.word)
            kinds |= 1u << static_cast<int>(nickname.kind);
    if (kinds == 0)
        kinds = kindsThat([&](const std::string& name) { return begins(name, word); });
    if (kinds == 0)
        kinds = kindsThat([&](const std::string& name) { return name.find(word) != std::string::npos; });
    return kinds;
}

std::optional<int> numberOf(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

struct Numbers
{
    int first = 0;
    int last = 0;
};
std::optional<Numbers> numbersOf(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = numberOf(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : numberOf(text.substr(dash + 1));
    return first && last ? std::optional(Numbers {*first, *last}) : std::nullopt;
}

/// Bit n for BubbleCause n: why the span's lane idled from the span before it.
std::vector<std::uint16_t> causesBefore(const Timeline& timeline, const Bubbles& bubbles)
{
    std::vector<std::uint16_t> causes(timeline.spans.size(), 0);
    auto bubble = bubbles.list.begin();
    for (std::uint32_t lane = 0; lane < timeline.lanes.size(); ++lane) {
        const Lane& where = timeline.lanes[lane];
        for (std::uint32_t i = where.firstSpan; i < where.firstSpan + where.spanCount; ++i)
            for (; bubble != bubbles.list.end() && bubble->lane == lane && bubble->end <= timeline.spans[i].start; ++bubble)
                causes[i] = static_cast<std::uint16_t>(causes[i] | 1u << static_cast<int>(bubble->cause));
        while (bubble != bubbles.list.end() && bubble->lane == lane)
            ++bubble;
    }
    return causes;
}

class Reader
{
public:
    Reader(const Timeline& timeline, const Bubbles* bubbles) : m_timeline(timeline), m_bubbles(bubbles) { }

    Result<Test> read(std::string_view text) const
    {
        const std::string word = lower(text);
        const std::size_t sign = word.find_first_of(":<>=");
        if (sign == std::string::npos)
            return bare(word);
        const std::string field = word.substr(0, sign), value = word.substr(sign + 1);
        if (word[sign] == '<' || word[sign] == '>')
            return comparison(field, word[sign] == '<', std::string(text.substr(sign + 1)));
        if (field == "phase" || field == "kind")
            return phase(value);
        if (field == "lane")
            return lane(value);
        if (field == "cause")
            return cause(value);
        return numbered(field, value);
    }

private:
    const Span& span(std::uint32_t index) const { return m_timeline.spans[index]; }

    Result<Test> bare(const std::string& word) const
    {
        const bool isLabel = word.size() > 1 && word.find_first_of("0123456789") == 1;
        if (isLabel)
            return Test([this, word](std::uint32_t i) { return lower(barLabel(span(i))) == word; });
        return phase(word);
    }
    Result<Test> phase(const std::string& word) const
    {
        const std::uint32_t kinds = word.empty() ? 0 : kindsNamed(word);
        if (kinds == 0)
            return Error {"no phase is called \"" + word + "\"", {}, "fwd, bwd, opt, tp, send, reduce, gather, \u2026", {}};
        return Test([this, kinds](std::uint32_t i) { return (kinds >> static_cast<int>(span(i).kind) & 1u) != 0; });
    }
    Result<Test> lane(const std::string& word) const
    {
        std::vector<bool> fits;
        for (const Lane& one : m_timeline.lanes)
            fits.push_back(lower(nameOf(one.kind)) == word || lower(one.title).find(word) != std::string::npos);
        return Test([this, fits](std::uint32_t i) { return fits[span(i).lane]; });
    }
    Result<Test> cause(const std::string& word) const
    {
        std::uint32_t wanted = 0;
        for (int i = 0; i < bubbleCauses; ++i)
            if (!word.empty() && begins(nameOf(static_cast<BubbleCause>(i)), word))
                wanted |= 1u << i;
        if (wanted == 0)
            return Error {"no cause is called \"" + word + "\"", {}, "fill, drain, imbalance, straggler, transfer, event, contention, exposed, memory", {}};
        if (!m_bubbles)
            return Test([](std::uint32_t) { return false; });
        return Test([causes = causesBefore(m_timeline, *m_bubbles), wanted](std::uint32_t i) { return (causes[i] & wanted) != 0; });
    }
    Result<Test> numbered(const std::string& field, const std::string& value) const
    {
        const bool known = field == "stage" || field == "pipeline" || field == "mb";
        if (!known)
            return Error {"unknown field \"" + field + "\"", {}, "phase, stage, pipeline, mb, lane, dur, start, end, bytes or cause", {}};
        const auto numbers = numbersOf(value);
        if (!numbers)
            return Error {field + " needs a number", {}, field + ":3 or " + field + ":2-5", {}};
        return Test([this, field, range = *numbers](std::uint32_t i) {
            const Lane& where = m_timeline.lanes[span(i).lane];
            const int number = field == "stage" ? where.stage : field == "mb" ? span(i).microBatch : where.pipeline;
            return number >= range.first && number <= range.last;
        });
    }
    Result<Test> comparison(const std::string& field, bool below, const std::string& value) const
    {
        const auto compare = [below](double a, double b) { return below ? a < b : a > b; };
        if (field == "bytes") {
            const auto bytes = parseQuantity<Bytes>(value);
            if (!bytes)
                return bytes.error();
            return Test([this, compare, limit = bytes->value.value](std::uint32_t i) { return compare(span(i).bytes, limit); });
        }
        if (field != "dur" && field != "start" && field != "end")
            return Error {"\"" + field + "\" cannot be compared", {}, "dur, start, end or bytes", {}};
        const auto time = parseQuantity<Seconds>(value);
        if (!time)
            return time.error();
        return Test([this, compare, field, limit = time->value.value * 1e9](std::uint32_t i) {
            const Nanoseconds found = field == "dur" ? span(i).end - span(i).start : field == "start" ? span(i).start : span(i).end;
            return compare(static_cast<double>(found.count), limit);
        });
    }

    const Timeline& m_timeline;
    const Bubbles* m_bubbles;
};

} // namespace span_query

Result<std::vector<std::uint32_t>> findSpans(const Timeline& timeline, const Bubbles* bubbles, std::string_view query)
{
    const span_query::Reader reader(timeline, bubbles);
    std::vector<span_query::Test> tests;
    for (std::size_t at = query.find_first_not_of(' '); at < query.size(); at = query.find_first_not_of(' ', at)) {
        const std::size_t end = std::min(query.size(), query.find(' ', at));
        auto test = reader.read(query.substr(at, end - at));
        if (!test)
            return test.error();
        tests.push_back(*test);
        at = end;
    }
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; !tests.empty() && i < timeline.spans.size(); ++i)
        if (std::all_of(tests.begin(), tests.end(), [i](const span_query::Test& test) { return test(i); }))
            found.push_back(i);
    return found;
}

} // namespace core
