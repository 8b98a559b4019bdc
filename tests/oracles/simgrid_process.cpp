#include "tests/oracles/simgrid_process.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

#include <unistd.h>

namespace oracles {

namespace {

double inSeconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) * 1e-9; }

void write(const NetworkCase& network, std::ostream& out)
{
    out << std::setprecision(17) << network.hosts << ' ' << network.capacities.size() << '\n';
    for (const auto& capacity : network.capacities) {
        out << capacity.bandwidth << ' ' << capacity.latency << ' ' << capacity.steps.size() << '\n';
        for (const auto& [from, bandwidth] : capacity.steps)
            out << inSeconds(from) << ' ' << bandwidth << '\n';
    }
    out << network.flows.size() << '\n';
    for (const auto& flow : network.flows) {
        out << flow.from << ' ' << flow.to << ' ' << inSeconds(flow.start) << ' ' << flow.bytes << ' '
            << flow.charges.size();
        for (const core::Charge& charge : flow.charges)
            out << ' ' << charge.capacity;
        out << '\n';
    }
}

} // namespace

SimgridRun playedBySimgrid(const NetworkCase& network)
{
    static int number = 0;
    const std::string base = (std::filesystem::temp_directory_path()
        / ("clusterloom-simgrid-" + std::to_string(::getpid()) + "-" + std::to_string(number++)))
                                 .string();
    {
        std::ofstream input(base + ".in");
        write(network, input);
    }
    const std::string command = std::string(CLUSTERLOOM_SIMGRID_PLAY) + " < " + base + ".in > " + base + ".out 2> " + base + ".err";
    SimgridRun run;
    if (std::system(command.c_str()) == 0) {
        std::ifstream output(base + ".out");
        for (double end = 0; output >> end;)
            run.ends.push_back(end);
        std::ifstream figures(base + ".err");
        std::string line, last;
        while (std::getline(figures, line)) // SimGrid's own remarks come first
            last = line;
        double idle = 0, before = 0, peak = 0;
        std::istringstream(last) >> run.seconds >> idle >> before >> peak;
        run.megabytes = peak - before;
        run.megabytesInAll = peak - idle;
    }
    for (const char* ending : {".in", ".out", ".err"})
        std::filesystem::remove(base + ending);
    return run;
}

} // namespace oracles
