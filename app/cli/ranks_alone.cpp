#include "app/cli/ranks.h"

#include <cstdlib>

namespace app {

class Ranks::Parts
{
};

core::Result<std::unique_ptr<Ranks>> Ranks::joined()
{
    const char* size = std::getenv("OMPI_COMM_WORLD_SIZE");
    if (size && std::atoi(size) > 1)
        return core::Error {"this program was built without MPI: every rank would search alone", "mpirun", "a build with Open MPI (libopenmpi-dev)", "run it without mpirun"};
    return std::unique_ptr<Ranks>();
}

Ranks::Ranks(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) { }
Ranks::~Ranks() = default;
bool Ranks::isFirst() const { return true; }
int Ranks::count() const { return 1; }
int Ranks::lost() const { return 0; }
int Ranks::threads() const { return 0; }
core::RoundHelp& Ranks::help(int, std::function<bool()>) { std::abort(); } // there are no ranks: `joined` gives none
void Ranks::serve(core::SearchHelper&, int) { }

} // namespace app
