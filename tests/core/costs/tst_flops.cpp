#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

#include "core/documents/catalogue.h"

using core::Recompute;
using support::close;
using support::flopsOf;

namespace {

std::vector<Recompute> everywhere(const core::ModelShape& model, Recompute recompute)
{
    return std::vector<Recompute>(static_cast<std::size_t>(model.units()), recompute);
}

/// 96 B s l h^2 (1 + s/(6h) + V/(16 l h)): arXiv 2104.04473 eq. 3.
double equation3(double B, double s, double l, double h, double V)
{
    return 96 * B * s * l * h * h * (1 + s / (6 * h) + V / (16 * l * h));
}

} // namespace

class TestFlops : public QObject
{
    Q_OBJECT
private slots:
    /// B = 1536, s = 2048: 96 x 1536 x 2048 x 96 x 12288^2 x (1 + 2048/73728 + 51200/18874368), by long
    /// multiplication.
    void recomputedGpt3TakesWhatEquation3Says()
    {
        const core::ModelShape model = support::gpt175b();
        const core::Flops flops
            = hardwareFlops(model, support::training(2048, 1536), everywhere(model, Recompute::Full));
        QVERIFY(close(flops.value, 4.5109707533231063e18, 1e-12));
    }

    /// Without the recomputed forward pass of the layers, 24 B s l h^2 (1 + s/(6h)); the logits are never
    /// recomputed.
    void gpt3WithoutRecomputeTakesThreeQuartersOfTheLayers()
    {
        const core::Flops flops = modelFlops(support::gpt175b(), support::training(2048, 1536));
        QVERIFY(close(flops.value, 3.386196746387325e18, 1e-12));
        QVERIFY(close(flops.value, 0.75 * 4.5109707533231063e18, 1.2e-3)); // the logits' quarter is 0.1 %
    }

    void anyGptSumsToEquation3()
    {
        QVERIFY(support::law("operators of a GPT sum to eq. 3", 100, 2000, [] {
            const int hidden = 64 * *rc::gen::inRange(1, 200);
            const int layers = *rc::gen::inRange(1, 40);
            const int vocab = *rc::gen::inRange(1000, 260000);
            const int sequence = *rc::gen::inRange(64, 9000);
            const int batch = *rc::gen::inRange(1, 3000);
            const core::ModelShape model = support::gpt(layers, hidden, hidden / 64, vocab);
            const double flops
                = hardwareFlops(model, support::training(sequence, batch), everywhere(model, Recompute::Full))
                      .value;
            RC_ASSERT(close(flops, equation3(batch, sequence, layers, hidden, vocab), 1e-12));
        }));
    }

    /// Only the attention core, 4 B s^2 h a layer.
    void selectiveRecomputeAddsTheAttentionCore()
    {
        const core::ModelShape model = support::gpt175b();
        const core::Training training = support::training(2048, 1536);
        const double again = hardwareFlops(model, training, everywhere(model, Recompute::Selective)).value
            - modelFlops(model, training).value;
        QVERIFY(close(again, 4.0 * 1536 * 2048 * 2048 * 12288 * 96, 1e-9));
    }

    void onlyTheUnitsThatAreToldRecompute()
    {
        const core::ModelShape model = support::gpt(4, 1024, 16);
        const core::Training training = support::training(512, 8);
        std::vector<Recompute> two = everywhere(model, Recompute::None);
        two[1] = two[3] = Recompute::Full;
        const double layer = 24.0 * 8 * 512 * 1024 * 1024 * (1 + 512.0 / (6 * 1024));
        QVERIFY(
            close(hardwareFlops(model, training, two).value, modelFlops(model, training).value + 2 * layer));
    }

    void backwardTakesTwiceTheForward()
    {
        for (const core::ModelShape& model :
            {support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent()}) {
            const core::WorkShape work = support::workOf(model, support::training(128));
            for (int unit = 0; unit < model.units(); ++unit)
                QVERIFY(close(
                    2 * flopsOf(forwardSteps(work, unit)).value, flopsOf(backwardSteps(work, unit)).value));
        }
    }

    void theShardsOfATensorGroupSumToTheWhole()
    {
        QVERIFY(support::law("FLOPs of a tensor group's ranks sum to the whole", 100, 2000, [] {
            core::ModelShape model
                = *rc::gen::element(support::gpt(2, 512, 8), support::smallExperts(), support::smallLatent());
            model.kvHeads = model.attention == core::AttentionKind::Gqa ? 4 : model.kvHeads;
            const int tensor = *rc::gen::element(1, 2, 4);
            const core::Training training = support::training(128);
            const int unit = *rc::gen::inRange(0, model.units());
            // Sequence parallelism splits the router and the latent products too, which else every rank
            // repeats.
            const auto split = support::workOf(model, training, tensor, true);
            const double shards = flopsOf(forwardSteps(split, unit)).value * tensor;
            RC_ASSERT(close(shards, flopsOf(forwardSteps(support::workOf(model, training), unit)).value));
        }));
    }

    void contextAndExpertShardsSumToTheWhole()
    {
        const core::ModelShape model = support::smallExperts();
        core::WorkShape work = support::workOf(model, support::training(128));
        const double whole = flopsOf(forwardSteps(work, 2)).value;
        work.split.context = 4;
        QVERIFY(close(4 * flopsOf(forwardSteps(work, 2)).value, whole));
        work.split.context = 1;
        work.split.expert = 8; // every rank of the group brings tokens of its own
        QVERIFY(close(flopsOf(forwardSteps(work, 2)).value, whole));
    }

    /// Per token and layer: queries and projection 2 h^2, keys and values 2 h^2 / 4 together, three products
    /// of h x 7h/2, two FLOPs each, and the core 4 s h; then the untied head. Llama-3-8B, B = 1, s = 8192,
    /// forward and backward.
    void aGroupedQuerySwigluModelCountsItsProducts()
    {
        const core::ModelShape* model = findModel(core::builtInCatalogue(), "llama-3-8b");
        QVERIFY(model);
        const double h = 4096, s = 8192;
        const double layer = 2 * (2 * h * h + h * h / 2 + 3 * h * 3.5 * h) + 4 * s * h;
        const double forward = s * (32 * layer + 2 * h * 128256);
        QVERIFY(close(modelFlops(*model, support::training(8192, 1)).value, 3 * forward));
    }

    /// Two of eight experts of width 14336 and the router: Mixtral-8x7B.
    void anExpertModelCountsTheChosenExperts()
    {
        const core::ModelShape* model = findModel(core::builtInCatalogue(), "mixtral-8x7b");
        QVERIFY(model);
        const double h = 4096, s = 4096;
        const double layer = 2 * (2.5 * h * h + 2 * 3 * h * 14336 + 8 * h) + 4 * s * h;
        const double forward = s * (32 * layer + 2 * h * 32000);
        QVERIFY(close(modelFlops(*model, support::training(4096, 5)).value, 5 * 3 * forward));
    }
};

CLUSTERLOOM_TEST(TestFlops)
#include "tst_flops.moc"
