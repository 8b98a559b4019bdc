#include "app/cli/ranks.h"

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace app {
namespace ranks {

enum Tag { Question = 1, Answer, Home };
using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience {60};       ///< with a rank that does not answer
constexpr std::chrono::microseconds pause {100};    ///< between two looks for messages

int environmentOr(const char* name, int otherwise)
{
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : otherwise;
}

/// A number that an answer repeats, then the bytes.
std::string numbered(std::int64_t number, std::string_view bytes)
{
    std::string message(reinterpret_cast<const char*>(&number), sizeof number);
    return message.append(bytes);
}

struct Message
{
    int rank = 0;
    int tag = 0;
    std::int64_t number = 0;
    std::string bytes;
};

void send(int rank, Tag tag, const std::string& bytes)
{
    MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, rank, tag, MPI_COMM_WORLD);
}

std::optional<Message> received()
{
    int arrived = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &arrived, &status);
    if (!arrived)
        return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    MPI_Recv(bytes.data(), size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    Message message {status.MPI_SOURCE, status.MPI_TAG, 0, {}};
    if (bytes.size() >= sizeof message.number) {
        std::memcpy(&message.number, bytes.data(), sizeof message.number);
        message.bytes = bytes.substr(sizeof message.number);
    }
    return message;
}

/// Gives each rank as many nodes at a time as it has threads.
class Helpers : public core::RoundHelp
{
public:
    Helpers(int ranks, int threads, std::function<bool()> goOn)
        : m_threads(static_cast<std::size_t>(std::max(1, threads))), m_goOn(std::move(goOn)), m_held(static_cast<std::size_t>(ranks))
    {
        m_isLost.resize(m_held.size());
    }

    int lost() const { return static_cast<int>(std::count(m_isLost.begin(), m_isLost.end(), true)); }

    void help(const core::RoundWork& work) override
    {
        while (true) {
            const bool isMore = giveOut(work);
            takeIn(work);
            if (m_asked.empty() && !isMore)
                return;
            giveUp(work, m_goOn && !m_goOn());
            std::this_thread::sleep_for(pause);
        }
    }

private:
    struct Asked
    {
        std::size_t node = 0;
        int rank = 0;
        Clock::time_point since;
    };

    /// Whether there is still something to give out.
    bool giveOut(const core::RoundWork& work)
    {
        for (std::size_t rank = 1; rank < m_held.size(); ++rank)
            while (!m_isLost[rank] && m_held[rank] < m_threads) {
                const auto node = work.take();
                if (!node)
                    return false;
                m_asked[++m_number] = {*node, static_cast<int>(rank), Clock::now()};
                ++m_held[rank];
                send(static_cast<int>(rank), Question, numbered(m_number, work.question(*node)));
            }
        return lost() + 1 < static_cast<int>(m_held.size());
    }

    void takeIn(const core::RoundWork& work)
    {
        while (const auto message = received()) {
            const auto asked = m_asked.find(message->number);
            if (asked == m_asked.end())
                continue; // given up before
            --m_held[static_cast<std::size_t>(message->rank)];
            if (!work.answered(asked->second.node, message->bytes))
                work.giveBack(asked->second.node);
            m_asked.erase(asked);
        }
    }

    void giveUp(const core::RoundWork& work, bool all)
    {
        for (auto asked = m_asked.begin(); asked != m_asked.end();) {
            const bool isLost = Clock::now() - asked->second.since > patience;
            if (!isLost && !all) {
                ++asked;
                continue;
            }
            const auto rank = static_cast<std::size_t>(asked->second.rank);
            if (isLost && !m_isLost[rank]) {
                m_isLost[rank] = true;
                std::fprintf(stderr, "rank %zu does not answer: its share is searched again here\n", rank);
            }
            work.giveBack(asked->second.node);
            asked = m_asked.erase(asked);
        }
    }

    std::size_t m_threads;
    std::function<bool()> m_goOn;
    std::vector<std::size_t> m_held; ///< questions, by rank
    std::vector<bool> m_isLost;
    std::map<std::int64_t, Asked> m_asked;
    std::int64_t m_number = 0;
};

/// Answers on several threads; messages are sent by the one that serves.
class Desk
{
public:
    Desk(core::SearchHelper& helper, int threads) : m_helper(helper), m_arena(threads + 1), m_control(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads) + 1) { }

    void serve()
    {
        bool isHome = false;
        while (!isHome) {
            bool idle = true;
            while (auto message = received()) {
                idle = false;
                isHome = isHome || message->tag == Home;
                if (message->tag == Question)
                    m_arena.execute([&] { m_group.run([this, asked = std::move(*message)] { answer(asked); }); });
            }
            idle = !sendAnswers() && idle;
            if (idle)
                std::this_thread::sleep_for(pause);
        }
        m_stop = true;
        m_arena.execute([&] { m_group.wait(); });
    }

private:
    void answer(const Message& asked)
    {
        const std::string bytes = m_helper.answer(asked.bytes, [this](double) { return !m_stop; });
        const std::lock_guard lock(m_mutex);
        m_answers.push_back(numbered(asked.number, bytes));
    }

    bool sendAnswers()
    {
        std::deque<std::string> answers;
        {
            const std::lock_guard lock(m_mutex);
            answers.swap(m_answers);
        }
        for (const std::string& bytes : answers)
            send(0, Answer, bytes);
        return !answers.empty();
    }

    core::SearchHelper& m_helper;
    tbb::task_arena m_arena;
    tbb::global_control m_control;
    tbb::task_group m_group;
    std::atomic<bool> m_stop = false;
    std::mutex m_mutex;
    std::deque<std::string> m_answers;
};

} // namespace ranks

class Ranks::Parts
{
public:
    int rank = 0, count = 1;
    std::unique_ptr<ranks::Helpers> helpers;
};

core::Result<std::unique_ptr<Ranks>> Ranks::joined()
{
    if (ranks::environmentOr("OMPI_COMM_WORLD_SIZE", 1) < 2)
        return std::unique_ptr<Ranks>();
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    auto parts = std::make_unique<Parts>();
    MPI_Comm_rank(MPI_COMM_WORLD, &parts->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &parts->count);
    return std::unique_ptr<Ranks>(new Ranks(std::move(parts)));
}

Ranks::Ranks(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) { }

Ranks::~Ranks()
{
    if (isFirst())
        for (int rank = 1; rank < count(); ++rank)
            ranks::send(rank, ranks::Home, {});
    std::cout.flush();
    std::fflush(nullptr);
    if (lost() > 0)
        MPI_Abort(MPI_COMM_WORLD, 0); // it would never come to the end
    MPI_Finalize();
}

bool Ranks::isFirst() const { return m_parts->rank == 0; }
int Ranks::count() const { return m_parts->count; }
int Ranks::lost() const { return m_parts->helpers ? m_parts->helpers->lost() : 0; }

int Ranks::threads() const
{
    const int here = ranks::environmentOr("OMPI_COMM_WORLD_LOCAL_SIZE", 1);
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / std::max(1, here));
}

core::RoundHelp& Ranks::help(int threads, std::function<bool()> goOn)
{
    m_parts->helpers = std::make_unique<ranks::Helpers>(count(), threads, std::move(goOn));
    return *m_parts->helpers;
}

void Ranks::serve(core::SearchHelper& helper, int threads) { ranks::Desk(helper, threads).serve(); }

} // namespace app
