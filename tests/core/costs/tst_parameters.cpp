#include "tests/core/costs/shapes.h"
#include "tests/support/law.h"

#include "core/documents/catalogue.h"

using support::close;

class TestParameters : public QObject
{
    Q_OBJECT
private slots:
    /// 12 l h^2 (1 + 13/(12h) + (V+s)/(12 l h)) of arXiv 2104.04473 eq. 2, worked for table 1, and the final
    /// norm, 2h, which eq. 2 leaves out.
    void gptsCountAsEquation2Says()
    {
        const core::Training training = support::training(2048);
        QCOMPARE(parameterCount(support::gpt175b(), training), 174615822336.0 + 2 * 12288);
        QCOMPARE(parameterCount(support::gpt(80, 12288, 96), training), 145622237184.0 + 2 * 12288);
        QCOMPARE(parameterCount(support::gpt(48, 8192, 64), training), 39096025088.0 + 2 * 8192);
    }

    void anyGptCountsAsEquation2Says()
    {
        QVERIFY(support::law("parameters are eq. 2 and the final norm", 100, 2000, [] {
            const int hidden = 64 * *rc::gen::inRange(1, 200);
            const int layers = *rc::gen::inRange(1, 130);
            const int vocab = *rc::gen::inRange(1000, 260000);
            const int sequence = *rc::gen::inRange(64, 9000);
            const double h = hidden, l = layers;
            const double expected = 12 * l * h * h + 13 * l * h + (1.0 * vocab + sequence) * h + 2 * h;
            const core::ModelShape model = support::gpt(layers, hidden, hidden / 64, vocab);
            RC_ASSERT(parameterCount(model, support::training(sequence)) == expected);
        }));
    }

    void tensorsAreCounted()
    {
        const core::WorkShape gpt = support::workOf(support::gpt(2, 256, 4), support::training(128));
        QCOMPARE(parameterTensors(gpt, 0), 2);  // words, positions
        QCOMPARE(parameterTensors(gpt, 1), 12); // two norms, four products, each with a bias
        QCOMPARE(parameterTensors(gpt, 3), 2);  // the final norm; the table is the embedding's
        const core::WorkShape experts = support::workOf(support::smallExperts(), support::training(128));
        QCOMPARE(parameterTensors(experts, 1), 6);              // two norms, four products
        QCOMPARE(parameterTensors(experts, 2), 2 + 2 + 2 * 9 + 1); // eight experts and a shared one, the router
        QCOMPARE(parameterTensors(experts, 4), 2);
    }

    void presetsHaveThePublishedCounts_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<int>("sequence");
        QTest::addColumn<double>("published");
        QTest::addColumn<double>("tolerance");
        const auto row = [](const char* preset, int sequence, double published, double tolerance) {
            QTest::newRow(preset) << preset << sequence << published << tolerance;
        };
        // Sums over the released checkpoints' tensors. Exact but for what the comment says.
        row("gpt2-small", 1024, 124439808, 0);
        row("gpt2-medium", 1024, 354823168, 0);
        row("gpt2-large", 1024, 774030080, 0);
        row("gpt2-xl", 1024, 1557611200, 0);
        row("llama-2-7b", 4096, 6738415616, 0);
        row("llama-2-13b", 4096, 13015864320, 0);
        row("llama-2-70b", 4096, 68976648192, 0);
        row("llama-3-8b", 8192, 8030261248, 0);
        row("llama-3-70b", 8192, 70553706496, 0);
        row("llama-3-405b", 8192, 405853388800, 0);
        row("mistral-7b", 8192, 7241732096, 0);
        row("mixtral-8x7b", 4096, 46702792704, 0);
        row("mixtral-8x22b", 4096, 140620634112, 0);
        row("qwen2.5-7b", 4096, 7615616512, 1e-4); // biases of queries, keys and values: 28 x 4608
        row("qwen2.5-72b", 4096, 72706203648, 1e-4); // 80 x 10240
        row("qwen3-8b", 4096, 8190735360, 1e-5); // norms of queries and keys: 36 x 256
        row("qwen3-30b-a3b", 4096, 30532122624, 1e-5); // 48 x 256
        row("qwen3-235b-a22b", 4096, 235093634560, 1e-5);
        row("deepseek-v3", 4096, 671026419200, 1e-5); // routing biases: 58 x 256
        row("opt-1.3b", 2048, 1315758080, 1e-5); // two more positions
        row("opt-13b", 2048, 12853473280, 1e-5);
        row("bloom-176b", 2048, 176247271424, 1e-5); // the embedding's norm
        row("bert-large", 512, 335141888, 5e-3); // pooler, segment embedding
    }

    void presetsHaveThePublishedCounts()
    {
        QFETCH(QString, preset);
        QFETCH(int, sequence);
        QFETCH(double, published);
        QFETCH(double, tolerance);
        const core::ModelShape* model = findModel(core::builtInCatalogue(), preset.toStdString());
        QVERIFY(model);
        const double count = parameterCount(*model, support::training(sequence));
        QVERIFY2(close(count, published, tolerance), qPrintable(QString::number(count, 'f', 0)));
    }

    void theDevicesOfATensorGroupHoldTheWholeAndCopiesOfTheNorms()
    {
        const core::ModelShape model = support::gpt(2, 512, 8);
        const core::Training training = support::training(128);
        const double whole = parameterCount(model, training, 1);
        const double everywhere = 4 * 512 + 2 * 512; // two norms, biases of the two row-split products
        for (const int tensor : {2, 4, 8}) {
            const double share = parametersPerDevice(support::workOf(model, training, tensor), 1);
            QCOMPARE(tensor * share, whole + (tensor - 1) * everywhere);
        }
    }

    void aDeviceHoldsNoLessThanOneKeyAndValueHead()
    {
        core::ModelShape model = support::smallExperts();
        model.kvHeads = 1;
        model.attention = core::AttentionKind::Mqa;
        const core::Training training = support::training(128);
        const double whole = parameterCount(model, training, 1);
        const double keyValues = 2.0 * 256 * 32;
        const double norms = 2 * 256;
        const double share = parametersPerDevice(support::workOf(model, training, 4), 1);
        QCOMPARE(share, (whole - keyValues - norms) / 4 + keyValues + norms);
    }

    void expertsAreDividedOverTheExpertGroup()
    {
        const core::ModelShape model = support::smallExperts();
        core::WorkShape work = support::workOf(model, support::training(128));
        const double experts = 8.0 * 3 * 256 * 128;
        QCOMPARE(parameterShare(work, 2).expert, experts);
        work.split.expert = 4;
        QCOMPARE(parameterShare(work, 2).expert, experts / 4);
        QCOMPARE(parameterShare(work, 1).expert, 0.0);
    }
};

CLUSTERLOOM_TEST(TestParameters)
#include "tst_parameters.moc"
