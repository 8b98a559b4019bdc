#include "ui/search/search_models.h"

#include "ui/widgets/format.h"

#include <algorithm>

namespace ui {

void RankedModel::setOutcome(std::shared_ptr<const core::SearchOutcome> outcome)
{
    beginResetModel();
    m_outcome = std::move(outcome);
    endResetModel();
}

int RankedModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_outcome ? 0 : static_cast<int>(m_outcome->ranked.size());
}

bool RankedModel::hasCosts() const
{
    return m_outcome && std::any_of(m_outcome->ranked.begin(), m_outcome->ranked.end(),
               [](const core::RankedPlan& plan) { return plan.evaluation.dollarsPerMillionTokens > 0; });
}

int RankedModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant RankedModel::data(const QModelIndex& index, int role) const
{
    if (role == Qt::TextAlignmentRole && index.column() != Words)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const core::RankedPlan& ranked = plan(index.row());
    switch (index.column()) {
    case Rank:
        return index.row() + 1;
    case Words:
        return text(ranked.words);
    case Time:
        return text(ranked.evaluation.iterationTime);
    case Memory:
        return text(core::Bytes(ranked.evaluation.peakBytes));
    case Cost:
        return ranked.evaluation.dollarsPerMillionTokens > 0
            ? QStringLiteral("$%1").arg(ranked.evaluation.dollarsPerMillionTokens, 0, 'g', 3)
            : QStringLiteral("–");
    default:
        return {};
    }
}

QVariant RankedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Rank:
        return tr("#");
    case Words:
        return tr("Plan");
    case Time:
        return tr("Iteration");
    case Memory:
        return tr("Peak memory");
    case Cost:
        return tr("per M tokens");
    default:
        return {};
    }
}

void RejectionModel::setRejections(std::vector<core::Rejection> rejections)
{
    beginResetModel();
    m_rejections = std::move(rejections);
    endResetModel();
}

int RejectionModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rejections.size()); }

int RejectionModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant RejectionModel::data(const QModelIndex& index, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const core::Rejection& rejection = m_rejections[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Rule:
        return text(core::nameOf(rejection.rule));
    case Candidate:
        return text(rejection.candidate);
    case Reason:
        return text(rejection.reason);
    default:
        return {};
    }
}

QVariant RejectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Rule ? tr("Rule") : section == Candidate ? tr("Not chosen") : tr("Why");
}

} // namespace ui
