#include "ui/trust/project_trust.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {
namespace project_trust {

/// A whole number of percent, rounded up: no bar is narrower than what was found.
QString wholePercent(double share) { return QStringLiteral("%1 %").arg(static_cast<int>(std::ceil(share * 100 - 1e-9))); }

/// Down to nothing at most.
double below(double share) { return std::max(0.0, 1 - share); }

QString line(const QString& name, const QString& value)
{
    return QStringLiteral("<tr><td style='padding-right:16px'>%1</td><td>%2</td></tr>").arg(name, value.toHtmlEscaped());
}

QString shareWithBar(double share, const core::ErrorBar& bar)
{
    return QObject::tr("%1 ± %2").arg(percent(share), wholePercent(bar.share));
}

QString constantsText(const core::ConstantsInUse& used)
{
    const QString device = text(used.device).toHtmlEscaped();
    if (used.generation.empty())
        return QObject::tr("<b>%1</b>: nothing was fitted; facts of datasheets and measured kernels").arg(device);
    if (used.generation == "typical")
        return QObject::tr("<b>%1</b>: medians over its fitted software generations (%2)").arg(device, counted(used.runs, QObject::tr("run"), QObject::tr("runs")));
    return QObject::tr("<b>%1</b> with %2: fitted, and compared with %3").arg(device, text(used.generation).toHtmlEscaped(),
        counted(used.runs, QObject::tr("published run"), QObject::tr("published runs")));
}

} // namespace project_trust

QString withBar(core::Nanoseconds value, const core::ErrorBar& bar)
{
    const auto times = [&](double factor) { return text(core::Nanoseconds(std::llround(static_cast<double>(value.count) * factor))); };
    return QObject::tr("%1 ± %2, that is %3 to %4").arg(times(1), project_trust::wholePercent(bar.share),
        times(project_trust::below(bar.share)), times(1 + bar.share));
}

ProjectTrust::ProjectTrust(Session& session, const std::vector<core::ScoredRun>& runs, QWidget* parent)
    : QWidget(parent), m_session(session), m_runs(runs), m_figures(valueLabel({})), m_reasons(mutedLabel({})), m_outside(valueLabel({}))
    , m_constants(valueLabel({})), m_measured(new MeasuredTimes(session))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(sectionLabel(tr("This project")));
    m_figures->setObjectName(QStringLiteral("trustFigures"));
    m_reasons->setObjectName(QStringLiteral("trustReasons"));
    m_outside->setObjectName(QStringLiteral("trustOutside"));
    m_constants->setObjectName(QStringLiteral("trustConstants"));
    for (QLabel* label : {m_figures, m_outside, m_constants})
        label->setTextFormat(Qt::RichText);
    for (QLabel* label : {m_figures, m_reasons, m_outside})
        layout->addWidget(label);
    layout->addWidget(sectionLabel(tr("Constants in use")));
    layout->addWidget(m_constants);
    layout->addWidget(sectionLabel(tr("Measured times of layers")));
    layout->addWidget(m_measured);
    layout->addStretch();
    connect(&session, &Session::resultsChanged, this, &ProjectTrust::rebuild);
    connect(&session, &Session::planChanged, this, &ProjectTrust::rebuild);
    connect(&session, &Session::issuesChanged, this, &ProjectTrust::rebuild);
    rebuild();
}

void ProjectTrust::rebuild()
{
    const auto facts = m_session.canSimulate() ? core::factsOf(m_session.project(), m_session.catalogue(), m_session.plan())
                                               : core::Result<core::RunFacts>(core::Error{"", {}, {}, {}});
    m_outside->setVisible(facts.ok());
    if (!facts) {
        m_figures->setText(tr("Once there is a plan that can be simulated, this says how far its figures may be off."));
        m_reasons->clear();
        m_constants->setText(QStringLiteral("–"));
        return;
    }
    const core::Trust trust = core::trustOf(*facts, m_session.catalogue(), m_runs);
    showFigures(trust);
    showReasons(trust);
    showConstants(trust);
}

void ProjectTrust::showFigures(const core::Trust& trust)
{
    const auto result = m_session.result();
    if (!trust.time) {
        m_figures->setText(tr("No published run says anything of this plan."));
        return;
    }
    QString rows;
    if (result && !m_session.isStale()) {
        const core::Metrics& metrics = result->metrics;
        rows += project_trust::line(tr("Iteration time"), withBar(metrics.iterationTime, *trust.time));
        rows += project_trust::line(tr("Tokens/s"), tr("%1 ± %2").arg(count(std::round(metrics.tokensPerSecond)), project_trust::wholePercent(trust.time->share)));
        rows += project_trust::line(tr("MFU"), project_trust::shareWithBar(metrics.mfu, *trust.time));
        rows += project_trust::line(tr("HFU"), project_trust::shareWithBar(metrics.hfu, *trust.time));
        if (trust.memory)
            rows += project_trust::line(tr("Fullest device"), tr("%1 ± %2").arg(text(metrics.fullest.peak), project_trust::wholePercent(trust.memory->share)));
    } else {
        rows += project_trust::line(tr("Iteration time, tokens/s, MFU, HFU"), tr("± %1").arg(project_trust::wholePercent(trust.time->share)));
        if (trust.memory)
            rows += project_trust::line(tr("Fullest device"), tr("± %1").arg(project_trust::wholePercent(trust.memory->share)));
    }
    m_figures->setText(QStringLiteral("<table cellspacing='0' cellpadding='2'>%1</table>").arg(rows));
}

void ProjectTrust::showReasons(const core::Trust& trust)
{
    QStringList reasons;
    if (trust.time)
        reasons += tr("Time: four of five of %1 %2 lay within that%3, predicted with constants that had not seen them.")
                       .arg(counted(trust.time->runs, tr("published run"), tr("published runs")), text(trust.time->basis),
                           trust.outside.empty() ? QString() : tr(" before it was widened"));
    if (trust.memory)
        reasons += tr("Memory: the same of %1 %2.").arg(counted(trust.memory->runs, tr("run"), tr("runs")), text(trust.memory->basis));
    m_reasons->setText(reasons.join(QLatin1Char(' ')));
    QStringList outside;
    for (const std::string& one : trust.outside)
        outside += QStringLiteral("<li>%1</li>").arg(text(one).toHtmlEscaped());
    m_outside->setVisible(!outside.isEmpty());
    m_outside->setText(tr("<b>Outside what was measured.</b> Each of these widens the bars by half:<ul style='margin:0'>%1</ul>").arg(outside.join(QString())));
}

void ProjectTrust::showConstants(const core::Trust& trust)
{
    QStringList lines, provenance;
    for (const core::ConstantsInUse& used : trust.constants) {
        lines += project_trust::constantsText(used);
        provenance += text(used.device) + QStringLiteral(": ") + text(used.provenance);
    }
    m_constants->setText(lines.join(QStringLiteral("<br>")));
    m_constants->setToolTip(provenance.join(QStringLiteral("\n\n")));
}

} // namespace ui
