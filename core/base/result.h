#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace core {

/// What is wrong with something the user gave us. Lower case, no full stop.
struct Error
{
    std::string message;  ///< what is wrong, "bandwidth must be positive"
    std::string where;    ///< JSON pointer, "line 3, column 7", or a file's path; empty when it is the whole
    std::string expected; ///< what was expected there, or empty
    std::string fix;      ///< what to write instead, or empty

    bool operator==(const Error&) const = default;
};

/// "where: message; expected ...; fix: ...", on one line.
inline std::string describe(const Error& error)
{
    std::string text = error.where.empty() ? error.message : error.where + ": " + error.message;
    if (!error.expected.empty())
        text += "; expected " + error.expected;
    if (!error.fix.empty())
        text += "; fix: " + error.fix;
    return text;
}

/// A value, or the error that says why there is none.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_content(std::in_place_index<0>, std::move(value)) { }
    Result(Error error) : m_content(std::in_place_index<1>, std::move(error)) { }

    bool ok() const { return m_content.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const&
    {
        assert(ok());
        return *std::get_if<0>(&m_content);
    }
    T& value() &
    {
        assert(ok());
        return *std::get_if<0>(&m_content);
    }
    /// By value, so that `for (x : f().value())` keeps alive what it runs over.
    T value() &&
    {
        assert(ok());
        return std::move(*std::get_if<0>(&m_content));
    }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }
    const Error& error() const
    {
        assert(!ok());
        return *std::get_if<1>(&m_content);
    }

private:
    std::variant<T, Error> m_content;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) { }

    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    const Error& error() const
    {
        assert(!ok());
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace core
