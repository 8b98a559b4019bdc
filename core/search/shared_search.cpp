#include "core/search/shared_search.h"

#include "core/search/search.h"

#include <tbb/task_arena.h>

#include <cstring>
#include <mutex>
#include <type_traits>

namespace core {
namespace shared_search {

class Writer
{
public:
    template <typename T>
    Writer& put(const T& value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Writer& put(const std::string& text)
    {
        put(text.size());
        m_bytes += text;
        return *this;
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

/// Whatever is read beyond the end is zero, and not `ok`.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) { }

    template <typename T>
    T get()
    {
        static_assert(std::is_trivially_copyable_v<T>);
        T value {};
        if (m_bytes.size() < sizeof value) {
            m_ok = false;
            return value;
        }
        std::memcpy(&value, m_bytes.data(), sizeof value);
        m_bytes.remove_prefix(sizeof value);
        return value;
    }
    bool flag()
    {
        const auto value = get<unsigned char>();
        m_ok = m_ok && value <= 1;
        return value == 1;
    }
    Verdict verdict()
    {
        const auto value = get<std::underlying_type_t<Verdict>>();
        m_ok = m_ok && static_cast<std::size_t>(value) < verdicts;
        return m_ok ? static_cast<Verdict>(value) : Verdict {};
    }
    std::string text()
    {
        const std::size_t size = count(1);
        std::string text(m_bytes.substr(0, size));
        m_bytes.remove_prefix(size);
        return text;
    }
    /// How many things of at least `size` bytes follow; 0 where there cannot be so many.
    std::size_t count(std::size_t size)
    {
        const auto number = get<std::size_t>();
        m_ok = m_ok && number <= m_bytes.size() / size;
        return m_ok ? number : 0;
    }
    bool isAtEnd() const { return m_ok && m_bytes.empty(); }

private:
    std::string_view m_bytes;
    bool m_ok = true;
};

void put(Writer& writer, const SearchNode& node)
{
    writer.put(node.bound).put(node.otherBounds).put(node.place).put(node.level).put(node.decided);
}

SearchNode nodeFrom(Reader& reader)
{
    SearchNode node;
    node.bound = reader.get<double>();
    node.otherBounds = reader.get<OtherScores>();
    node.place = reader.get<CanonicalPlace>();
    node.level = reader.get<NodeLevel>();
    node.decided = reader.get<int>();
    return node;
}

void put(Writer& writer, const Rejection& rejection)
{
    writer.put(rejection.rule).put(rejection.candidate).put(rejection.reason).put(rejection.distance);
}

Rejection rejectionFrom(Reader& reader)
{
    Rejection rejection;
    rejection.rule = reader.verdict();
    rejection.candidate = reader.text();
    rejection.reason = reader.text();
    rejection.distance = reader.get<double>();
    return rejection;
}

void put(Writer& writer, const Funnel& funnel)
{
    for (std::size_t v = 0; v < verdicts; ++v)
        writer.put(funnel.countOf(static_cast<Verdict>(v)));
    const std::vector<Rejection> nearest = funnel.nearest();
    writer.put(nearest.size());
    for (const Rejection& rejection : nearest)
        put(writer, rejection);
}

Funnel funnelFrom(Reader& reader)
{
    Funnel funnel;
    for (std::size_t v = 0; v < verdicts; ++v)
        funnel.count(static_cast<Verdict>(v), reader.get<std::int64_t>());
    for (std::size_t left = reader.count(1); left > 0; --left) {
        const Rejection rejection = rejectionFrom(reader);
        funnel.count(rejection.rule, -1); // counted above
        funnel.reject(rejection);
    }
    return funnel;
}

} // namespace shared_search

std::string packed(const NodeQuestion& question)
{
    shared_search::Writer writer;
    shared_search::put(writer, question.node);
    writer.put(question.best.found).put(question.best.score).put(question.best.place).put(question.best.isFront).put(question.best.front.size());
    for (const Incumbent::Scored& one : question.best.front)
        writer.put(one);
    writer.put(question.prunes).put(question.bestOfSeeds.size());
    for (const double best : question.bestOfSeeds)
        writer.put(best);
    return writer.take();
}

std::optional<NodeQuestion> unpackedQuestion(std::string_view bytes)
{
    shared_search::Reader reader(bytes);
    NodeQuestion question;
    question.node = shared_search::nodeFrom(reader);
    question.best.found = reader.flag();
    question.best.score = reader.get<double>();
    question.best.place = reader.get<CanonicalPlace>();
    question.best.isFront = reader.flag();
    for (std::size_t left = reader.count(sizeof(Incumbent::Scored)); left > 0; --left)
        question.best.front.push_back(reader.get<Incumbent::Scored>());
    question.prunes = reader.flag();
    for (std::size_t left = reader.count(sizeof(double)); left > 0; --left)
        question.bestOfSeeds.push_back(reader.get<double>());
    if (!reader.isAtEnd())
        return std::nullopt;
    return question;
}

std::string packed(const NodeOutcome& outcome)
{
    shared_search::Writer writer;
    writer.put(outcome.cancelled).put(outcome.open.size());
    for (const SearchNode& node : outcome.open)
        shared_search::put(writer, node);
    shared_search::put(writer, outcome.decided);
    writer.put(outcome.evaluation.has_value());
    if (outcome.evaluation)
        writer.put(*outcome.evaluation);
    return writer.take();
}

std::optional<NodeOutcome> unpackedOutcome(std::string_view bytes)
{
    shared_search::Reader reader(bytes);
    NodeOutcome outcome;
    outcome.cancelled = reader.flag();
    for (std::size_t left = reader.count(sizeof(double)); left > 0; --left)
        outcome.open.push_back(shared_search::nodeFrom(reader));
    outcome.decided = shared_search::funnelFrom(reader);
    if (reader.flag())
        outcome.evaluation = reader.get<Evaluation>();
    if (!reader.isAtEnd())
        return std::nullopt;
    return outcome;
}

struct SearchHelper::Parts
{
    std::unique_ptr<Judge> judge;
    KnownEvaluations known;
    std::unique_ptr<SearchTree> tree;
    std::once_flag told; ///< of the best of every seed
};

SearchHelper::SearchHelper(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) { }
SearchHelper::~SearchHelper() = default;

Result<std::unique_ptr<SearchHelper>> SearchHelper::of(const Project& project, const Catalogue& catalogue, const SearchOptions& options)
{
    const auto settings = typedSettings(project.search);
    if (!settings)
        return settings.error();
    auto judge = Judge::of(project, catalogue, options.objective.value_or(settings->objective), options.traces, options.frozenAt);
    if (!judge)
        return judge.error();
    if (auto set = (*judge)->setOthers(options.objective ? options.others : settings->others); !set)
        return set.error();
    auto parts = std::make_unique<Parts>();
    parts->judge = std::move(*judge);
    parts->known = options.known;
    parts->tree = std::make_unique<SearchTree>(*parts->judge, settings->space, parts->known, true);
    return std::unique_ptr<SearchHelper>(new SearchHelper(std::move(parts)));
}

std::string SearchHelper::answer(std::string_view bytes, const Progress& progress)
{
    auto question = unpackedQuestion(bytes);
    if (!question)
        return {};
    std::call_once(m_parts->told, [&] { m_parts->judge->setBestOfSeeds(question->bestOfSeeds); });
    const NodeOutcome outcome = m_parts->tree->lookAt(question->node, question->best, question->prunes, progress);
    return outcome.cancelled ? std::string() : packed(outcome);
}

} // namespace core
