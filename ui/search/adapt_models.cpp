#include "ui/search/adapt_models.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace ui {
namespace adapt_models {

QVariant heading(const QStringList& words, int section, Qt::Orientation orientation, int role, int left)
{
    if (orientation != Qt::Horizontal || section >= words.size())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section <= left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(words[section]) : QVariant();
}

QString nameOf(const core::Adaptation& adaptation, int plan) { return text(adaptation.plans[static_cast<std::size_t>(plan)].plan.name); }

} // namespace adapt_models

QString titleOf(const core::PolicyRun& run)
{
    const auto words = [](const char* source) { return QCoreApplication::translate("ui::PolicyModel", source); };
    if (run.policy == "stay")
        return words("Stay");
    if (run.policy == "re-plan")
        return words("Re-plan");
    return run.policy == "robust" ? words("Robust") : words("Clairvoyant");
}

core::ColourRole roleOf(const core::PolicyRun& run)
{
    if (run.policy == "stay")
        return core::ColourRole::MutedText;
    if (run.policy == "re-plan")
        return core::ColourRole::Accent;
    return run.policy == "robust" ? core::ColourRole::Hue2 : core::ColourRole::Hue3;
}

void PolicyModel::setAdaptation(std::shared_ptr<const core::Adaptation> adaptation)
{
    beginResetModel();
    m_adaptation = std::move(adaptation);
    endResetModel();
}

int PolicyModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_adaptation ? 0 : static_cast<int>(m_adaptation->policies.size());
}

int PolicyModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString PolicyModel::cell(const core::PolicyRun& run, int column) const
{
    const core::PolicyRun& stay = m_adaptation->policies.front();
    switch (column) {
    case Policy:
        return titleOf(run);
    case Samples:
        return count(1.0 * run.iterations * m_adaptation->samplesPerIteration);
    case Gain:
        return &run == &stay || stay.iterations == 0 ? QStringLiteral("–")
                                                     : QStringLiteral("%1%2 %").arg(run.iterations < stay.iterations ? "−" : "+").arg(
                                                           std::abs(100.0 * run.iterations / stay.iterations - 100), 0, 'f', 1);
    case Switches:
        return QString::number(run.switches.size());
    case Begins:
        return adapt_models::nameOf(*m_adaptation, run.plan);
    default:
        return {};
    }
}

QVariant PolicyModel::data(const QModelIndex& index, int role) const
{
    const core::PolicyRun& run = m_adaptation->policies[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() != Policy && index.column() != Begins)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DecorationRole && index.column() == Policy)
        return colour(roleOf(run));
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(cell(run, index.column())) : QVariant();
}

QVariant PolicyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return adapt_models::heading({tr("Policy"), tr("Samples"), tr("Gain"), tr("Changes"), tr("Begins with")}, section, orientation, role, 0);
}

void SwitchModel::setAdaptation(std::shared_ptr<const core::Adaptation> adaptation)
{
    beginResetModel();
    m_adaptation = std::move(adaptation);
    m_rows.clear();
    if (m_adaptation)
        for (const core::PolicyRun& run : m_adaptation->policies)
            for (const core::PlanSwitch& change : run.switches)
                m_rows.push_back({&run, &change});
    endResetModel();
}

int SwitchModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int SwitchModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString SwitchModel::cell(const Row& row, int column) const
{
    const core::PlanSwitch& change = *row.change;
    switch (column) {
    case Policy:
        return titleOf(*row.run);
    case At:
        return text(change.at);
    case To:
        return adapt_models::nameOf(*m_adaptation, change.to);
    case Why:
        return text(change.reason) + (change.stops ? tr(" (stops an iteration)") : QString());
    case Moved:
        return tr("%1 in %2").arg(text(change.migration.bytes), text(change.migration.end - change.at));
    case Cost:
        return text(change.resumed - change.at);
    default:
        return {};
    }
}

QVariant SwitchModel::data(const QModelIndex& index, int role) const
{
    const Row& shown = row(index.row());
    if (role == Qt::TextAlignmentRole && index.column() > Why)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DecorationRole && index.column() == Policy)
        return colour(roleOf(*shown.run));
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(cell(shown, index.column())) : QVariant();
}

QVariant SwitchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return adapt_models::heading({tr("Policy"), tr("At"), tr("To plan"), tr("Because of"), tr("State moved"), tr("Stands still")}, section,
        orientation, role, Why);
}

} // namespace ui
