#pragma once

#include "core/documents/cluster.h"
#include "core/documents/model.h"
#include "core/documents/plan.h"
#include "core/documents/training.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace core {

/// How the values of an enumeration are spelled in project files, in the order they are offered to a user.
template <typename E>
struct Spelling;

template <>
struct Spelling<FabricKind>
{
    static constexpr std::array names {std::pair(FabricKind::NvSwitch, std::string_view("nvswitch")),
        std::pair(FabricKind::NvLinkMesh, std::string_view("nvlink-mesh")), std::pair(FabricKind::Pcie, std::string_view("pcie"))};
};
template <>
struct Spelling<Activation>
{
    static constexpr std::array names {
        std::pair(Activation::Gelu, std::string_view("gelu")), std::pair(Activation::Swiglu, std::string_view("swiglu"))};
};
template <>
struct Spelling<AttentionKind>
{
    static constexpr std::array names {std::pair(AttentionKind::Mha, std::string_view("mha")),
        std::pair(AttentionKind::Gqa, std::string_view("gqa")), std::pair(AttentionKind::Mqa, std::string_view("mqa")),
        std::pair(AttentionKind::Mla, std::string_view("mla"))};
};
template <>
struct Spelling<Precision>
{
    static constexpr std::array names {std::pair(Precision::Fp32, std::string_view("fp32")),
        std::pair(Precision::Tf32, std::string_view("tf32")), std::pair(Precision::Fp16, std::string_view("fp16")),
        std::pair(Precision::Bf16, std::string_view("bf16")), std::pair(Precision::Fp8, std::string_view("fp8")),
        std::pair(Precision::Fp4, std::string_view("fp4"))};
};
template <>
struct Spelling<Optimizer>
{
    static constexpr std::array names {
        std::pair(Optimizer::Adam, std::string_view("adam")), std::pair(Optimizer::Sgd, std::string_view("sgd"))};
};
template <>
struct Spelling<Schedule>
{
    static constexpr std::array names {std::pair(Schedule::GPipe, std::string_view("gpipe")),
        std::pair(Schedule::OneForwardOneBackward, std::string_view("1f1b")),
        std::pair(Schedule::KForwardKBackward, std::string_view("kfkb")),
        std::pair(Schedule::Interleaved, std::string_view("interleaved")),
        std::pair(Schedule::ZeroBubbleH1, std::string_view("zb-h1")),
        std::pair(Schedule::ZeroBubbleH2, std::string_view("zb-h2")), std::pair(Schedule::ZeroBubbleV, std::string_view("zb-v")),
        std::pair(Schedule::ZeroBubbleGreedy, std::string_view("zb-greedy"))};
};
template <>
struct Spelling<Recompute>
{
    static constexpr std::array names {std::pair(Recompute::None, std::string_view("none")),
        std::pair(Recompute::Selective, std::string_view("selective")), std::pair(Recompute::Full, std::string_view("full"))};
};
template <>
struct Spelling<Sends>
{
    static constexpr std::array names {
        std::pair(Sends::Asynchronous, std::string_view("asynchronous")), std::pair(Sends::Blocking, std::string_view("blocking"))};
};

template <>
struct Spelling<ContextMethod>
{
    static constexpr std::array names {
        std::pair(ContextMethod::Ring, std::string_view("ring")), std::pair(ContextMethod::AllToAll, std::string_view("all-to-all"))};
};

template <typename E>
constexpr std::string_view nameOf(E value)
{
    for (const auto& [known, name] : Spelling<E>::names)
        if (known == value)
            return name;
    return {};
}

template <typename E>
constexpr std::optional<E> named(std::string_view name)
{
    for (const auto& [value, known] : Spelling<E>::names)
        if (known == name)
            return value;
    return std::nullopt;
}

} // namespace core
