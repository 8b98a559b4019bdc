#include "core/documents/text_file.h"

#include <cstdint>
#include <fstream>

namespace core {
namespace text_file {

constexpr std::uintmax_t largestFile = 256ull * 1024 * 1024;

Error fileError(const std::filesystem::path& path, std::string message, std::string expected)
{
    return {std::move(message), path.string(), std::move(expected), {}};
}

} // namespace text_file

Result<std::string> readTextFile(const std::filesystem::path& path, const std::string& what)
{
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    if (status.type() == std::filesystem::file_type::not_found)
        return text_file::fileError(path, "there is no such file", what);
    if (failure)
        return text_file::fileError(path, "cannot be opened: " + failure.message(), what + " that may be read");
    if (std::filesystem::is_directory(status))
        return text_file::fileError(path, "is a folder", what);
    if (!std::filesystem::is_regular_file(status))
        return text_file::fileError(path, "is not a regular file", what);
    const auto size = std::filesystem::file_size(path, failure);
    if (!failure && size > text_file::largestFile)
        return text_file::fileError(path, "is larger than 256 MiB", what + " of at most 256 MiB");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return text_file::fileError(path, "cannot be opened: permission denied", what + " that may be read");
    std::string text(static_cast<std::size_t>(failure ? 0 : size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad())
        return text_file::fileError(path, "cannot be read", what + " that may be read");
    return text;
}

} // namespace core
