#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/transfer_case.h"

#include "core/base/quantity.h"
#include "core/documents/text_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace app {

namespace {

struct TransfersArguments
{
    std::string file;
    bool json = false;
};

nlohmann::ordered_json jsonOf(const TransferResult& result)
{
    return {{"id", result.id}, {"start_s", core::seconds(result.start).value}, {"end_s", core::seconds(result.end).value},
        {"bytes", result.bytes.value}, {"algorithm", core::nameOf(result.algorithm)}, {"route", result.route}};
}

int runTransfers(const TransfersArguments& arguments)
{
    const auto text = core::readTextFile(arguments.file, "a case file");
    if (!text) {
        refuse(arguments.file, text.error(), arguments.json);
        return Refused;
    }
    const auto results = playedTransfers(*text, std::filesystem::path(arguments.file).parent_path());
    if (!results) {
        refuse(arguments.file, results.error(), arguments.json);
        return Refused;
    }
    if (arguments.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const TransferResult& result : results->transfers)
            list.push_back(jsonOf(result));
        printJson({{"transfers", list}, {"warnings", jsonOfWarnings(results->warnings)}});
        return Done;
    }
    warn(arguments.file, results->warnings);
    for (const TransferResult& result : results->transfers) {
        std::cout << result.id << "  " << core::formatted(result.bytes) << "  " << core::nameOf(result.algorithm) << "  "
                  << core::formatted(result.start) << " to " << core::formatted(result.end) << "\n";
        for (const std::string& capacity : result.route)
            std::cout << "    " << capacity << "\n";
    }
    return Done;
}

} // namespace

void addTransfers(CLI::App& commands, int& code)
{
    auto arguments = std::make_shared<TransfersArguments>();
    CLI::App* command = commands.add_subcommand("transfers", "Plays bare transfers over a cluster and scenario");
    command->add_option("CASE", arguments->file, "case file: { cluster, scenario, transfers }")->required();
    command->add_flag("--json", arguments->json, "print JSON");
    command->callback([arguments, &code] { code = runTransfers(*arguments); });
}

} // namespace app
