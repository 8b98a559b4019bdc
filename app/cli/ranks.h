#pragma once

#include "core/base/result.h"
#include "core/search/shared_search.h"

#include <functional>
#include <memory>

namespace app {

/// The processes that `mpirun -n K` starts. The first one searches and prints, the others help.
class Ranks
{
public:
    /// Nothing: the program runs alone. Error: it was started by mpirun and is built without MPI.
    static core::Result<std::unique_ptr<Ranks>> joined();
    /// The first sends the others home, and waits for them.
    ~Ranks();

    bool isFirst() const;
    int count() const;
    int lost() const; ///< ranks that did not answer any more
    int threads() const; ///< for this rank, where nothing is asked for: the cores of its machine divided among the ranks there

    /// Of the first: gives nodes of a round to the others. `goOn` is asked often; false ends it.
    core::RoundHelp& help(int threads, std::function<bool()> goOn);

    /// Of the others: answers with so many threads until sent home.
    void serve(core::SearchHelper& helper, int threads);

private:
    class Parts;
    explicit Ranks(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace app
