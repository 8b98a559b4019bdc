#include "core/results/source_notes.h"

#include <algorithm>
#include <array>

namespace core {
namespace source_notes {

struct Note
{
    std::string_view source, text;
};

constexpr std::array notes {
    Note {"amp", "Four plans on V100 and T4 with tensor 2 and micro-batches of 1 or 2 took up to twice the time of larger micro-batches, which nothing in "
                 "the source or its software explains; they spoil the order. No kernel of a T4 was measured apart, so that plans on T4 alone "
                 "come out too fast when their own runs are left out."},
    Note {"bloom", "Measured plans gain more from larger micro-batches, and lose more with tensor 8 instead of 4, than predicted; most plans of a group "
                   "lie within a fifth of each other, so that this alone turns their order around. Two layouts with attention heads of 108 numbers took "
                   "a third longer than their neighbours: sizes that are no multiple of 8 miss the alignment that tensor cores want (arXiv 2401.14489), "
                   "which is not modelled."},
    Note {"megatron_bridge", "Only one group can be ranked: one plan under three releases of its software. Without their own shape, Llama 3 70B in 8 bits "
                             "on GB200 and GB300 comes out too slow and Qwen3 30B too fast: each is then predicted from the other alone."},
    Note {"sailor", "Four stages come out 7 % too fast and two stages too slow: together with one stage, the measured times mean a head that costs two to three "
                    "layers, where about one is predicted. The three mixed runs on RTX devices have no other runs of these devices to learn from."},
    Note {"simumax_a100_pcie", "With tensor 4 each micro-batch took 0.6 s and the rest of the iteration 2.3 s; predicted are 0.8 s and 0.9 s. Traffic among "
                               "four neighbours is faster and traffic across the node slower than the one rate that a fabric has here. Without its own model, "
                               "each of the two models is predicted from the other alone."},
    Note {"simumax_b200", "Without their own shape, four context-parallel runs of long sequences are far too slow: no other run tells how fast attention is "
                          "there. DeepSeek-V2 comes out too fast, for its many small products of experts."},
    Note {"torchtitan", "From two to four devices of context parallelism the measured time grows 2.4-fold, where attention's work on a device "
                        "doubles: the run on two comes out too slow beside those on four and eight."},
    Note {"vtrain", "Plans on one node often lie closer together than the error. Tensor 8 comes out too fast, eight samples a micro-batch at a hidden "
                    "size of 2,048 too slow."}};

} // namespace source_notes

std::string_view noteOf(std::string_view source)
{
    using source_notes::notes;
    const auto found = std::find_if(notes.begin(), notes.end(), [&](const source_notes::Note& note) { return note.source == source; });
    return found == notes.end() ? std::string_view() : found->text;
}

} // namespace core
