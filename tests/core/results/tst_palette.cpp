#include "core/results/palette.h"
#include "tests/support/registry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

using core::ColourRole;

namespace {

using Linear = std::array<double, 3>;
using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira, Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
// severity 1.0, for linear RGB.
constexpr Matrix normal {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protanopia {
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia {
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritanopia {
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

Linear linear(core::Rgb colour)
{
    const auto channel = [](std::uint8_t value) {
        const double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return {channel(colour.red), channel(colour.green), channel(colour.blue)};
}

Linear seen(const Linear& colour, const Matrix& matrix)
{
    Linear result {};
    for (std::size_t i = 0; i < 3; ++i)
        result[i] = std::clamp(
            matrix[i][0] * colour[0] + matrix[i][1] * colour[1] + matrix[i][2] * colour[2], 0.0, 1.0);
    return result;
}

/// OKLab (Ottosson 2020); distances in it are the Delta E used here, where about 0.02 is just noticeable.
Linear okLab(const Linear& c)
{
    const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
    const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
    const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double distance(core::Rgb a, core::Rgb b, const Matrix& vision)
{
    const Linear x = okLab(seen(linear(a), vision));
    const Linear y = okLab(seen(linear(b), vision));
    return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/// The smallest over normal vision and the three kinds of colour blindness.
double distance(core::Rgb a, core::Rgb b)
{
    return std::min({distance(a, b, normal), distance(a, b, protanopia), distance(a, b, deuteranopia),
        distance(a, b, tritanopia)});
}

std::vector<ColourRole> roles(ColourRole first, ColourRole last)
{
    std::vector<ColourRole> result;
    for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
        result.push_back(static_cast<ColourRole>(i));
    return result;
}

QByteArray pairName(ColourRole a, ColourRole b, double value)
{
    return QByteArray(core::nameOf(a)) + " / " + core::nameOf(b) + ": " + QByteArray::number(value);
}

constexpr std::array<core::Scheme, 2> schemes {core::Scheme::Light, core::Scheme::Dark};

} // namespace

class TestPalette : public QObject
{
    Q_OBJECT

    static void contrastAtLeast(core::Scheme scheme, ColourRole front, ColourRole back, double least)
    {
        const core::Palette& palette = core::builtInPalette(scheme);
        const double found = core::contrast(palette[front], palette[back]);
        QVERIFY2(found >= least, pairName(front, back, found));
    }
    static void apartAtLeast(core::Scheme scheme, const std::vector<ColourRole>& among, double least)
    {
        const core::Palette& palette = core::builtInPalette(scheme);
        for (std::size_t i = 0; i < among.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const double found = distance(palette[among[i]], palette[among[j]]);
                QVERIFY2(found >= least, pairName(among[i], among[j], found));
            }
    }

private slots:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(core::contrast({0, 0, 0}, {255, 255, 255}), 21.0);
        QCOMPARE(core::contrast({18, 52, 86}, {18, 52, 86}), 1.0);
        // #777777 on white is the well-known near miss: 4.48.
        QVERIFY(std::abs(core::contrast({0x77, 0x77, 0x77}, {255, 255, 255}) - 4.478) < 0.001);
    }
    void textReadsOnItsBackgrounds()
    {
        for (const auto scheme : schemes) {
            for (const auto back : {ColourRole::Window, ColourRole::Panel, ColourRole::Raised, ColourRole::LaneHeader,
                     ColourRole::LaneStripe, ColourRole::Selection, ColourRole::Node, ColourRole::Switch})
                contrastAtLeast(scheme, ColourRole::Text, back, 7);
            for (const auto back : {ColourRole::Window, ColourRole::Panel, ColourRole::Raised, ColourRole::LaneHeader})
                for (const auto front : {ColourRole::MutedText, ColourRole::Accent, ColourRole::Success,
                         ColourRole::Warning, ColourRole::Error})
                    contrastAtLeast(scheme, front, back, 4.5);
            contrastAtLeast(scheme, ColourRole::OnAccent, ColourRole::Accent, 4.5);
        }
    }
    void barsStandOutAndTheirLabelsRead()
    {
        for (const auto scheme : schemes) {
            auto bars = roles(ColourRole::Forward, ColourRole::ParameterGather);
            const auto hues = roles(ColourRole::Hue1, ColourRole::Hue8);
            bars.insert(bars.end(), hues.begin(), hues.end());
            for (const ColourRole bar : bars) {
                contrastAtLeast(scheme, bar, ColourRole::Panel, 3);
                contrastAtLeast(scheme, core::builtInPalette(scheme).textOn(bar), bar, 4.5);
            }
            contrastAtLeast(scheme, ColourRole::Link, ColourRole::Panel, 3);
            contrastAtLeast(scheme, ColourRole::Critical, ColourRole::Panel, 3);
        }
    }
    void phasesDifferForEveryKindOfColourVision()
    {
        for (const auto scheme : schemes) {
            apartAtLeast(scheme, roles(ColourRole::Forward, ColourRole::ParameterGather), 0.04);
            apartAtLeast(scheme, roles(ColourRole::Forward, ColourRole::Optimizer), 0.06); // they share lanes
            apartAtLeast(scheme, {ColourRole::Forward, ColourRole::Backward}, 0.1);
            apartAtLeast(scheme, roles(ColourRole::Hue1, ColourRole::Hue8), 0.08);
        }
    }
    void aMatrixOfColourBlindnessMergesWhatItShould()
    {
        const core::Rgb red {200, 60, 40}, olive {130, 110, 40};
        QVERIFY(distance(red, olive, normal) > 0.12);
        QVERIFY(distance(red, olive, deuteranopia) < distance(red, olive, normal) / 2);
    }
    void everyRoleHasANameOfItsOwn()
    {
        std::set<std::string> names;
        for (int i = 0; i < core::colourRoles; ++i)
            names.insert(core::nameOf(static_cast<ColourRole>(i)));
        QCOMPARE(names.size(), static_cast<std::size_t>(core::colourRoles));
        QCOMPARE(core::nameOf(core::roleOf(core::SpanKind::ParameterGather)), "parameter-gather");
        QCOMPARE(core::nameOf(core::roleOf(core::SpanKind::BackwardInput)), "backward-input");
        QCOMPARE(core::hueRole(8), ColourRole::Hue1);
    }
    void aMissingColourIsAnError()
    {
        const auto palette = core::readPalette("{\"light\": {\"window\": \"#ffffff\"}}", core::Scheme::Light);
        QVERIFY(!palette.ok());
        QCOMPARE(palette.error().where, std::string("/light/panel"));
        QVERIFY(!core::readPalette("{", core::Scheme::Light).ok());
        QCOMPARE(core::hexText({0x0a, 0xff, 0x30}), std::string("#0aff30"));
    }
};
CLUSTERLOOM_TEST(TestPalette)

#include "tst_palette.moc"
