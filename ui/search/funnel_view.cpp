#include "ui/search/funnel_view.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace funnel_view {

constexpr int rowHeight = 26;
constexpr int nameWidth = 128;
constexpr int countWidth = 148;

} // namespace funnel_view

FunnelView::FunnelView(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("searchFunnel"));
    setAccessibleName(tr("Candidates left after each rule"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Colours::instance(), &Colours::changed, this, qOverload<>(&QWidget::update));
}

QSize FunnelView::sizeHint() const { return {360, 5 * funnel_view::rowHeight}; }

void FunnelView::setFunnel(const core::Funnel& funnel)
{
    m_funnel = funnel;
    QString words;
    for (const Step& step : steps())
        words += QStringLiteral("%1 %2, ").arg(step.name, count(static_cast<double>(step.left)));
    setAccessibleDescription(words);
    update();
}

std::vector<FunnelView::Step> FunnelView::steps() const
{
    using core::Verdict;
    std::int64_t left = m_funnel.enumerated();
    std::vector<Step> made {{tr("enumerated"), left, 0, std::nullopt}};
    const auto add = [&](const QString& name, Verdict rule) {
        const std::int64_t taken = m_funnel.countOf(rule);
        left -= taken;
        made.push_back({name, left, taken, rule});
    };
    add(tr("divisible"), Verdict::Divisibility);
    add(tr("fit in memory"), Verdict::Memory);
    add(tr("may beat the best"), Verdict::Bound);
    made.push_back({tr("simulated"), m_funnel.countOf(Verdict::Simulated), m_funnel.countOf(Verdict::Open), Verdict::Simulated});
    return made;
}

QRect FunnelView::rowOf(int step) const { return {0, step * funnel_view::rowHeight, width(), funnel_view::rowHeight}; }

/// Lengths are logarithms: the last step is a few of millions.
void FunnelView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<Step> all = steps();
    const double most = std::log1p(static_cast<double>(std::max<std::int64_t>(1, all.front().left)));
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        const Step& step = all[static_cast<std::size_t>(i)];
        const QRect row = rowOf(i);
        if (step.rule && m_chosen == step.rule)
            painter.fillRect(row, colour(core::ColourRole::Selection));
        painter.setPen(colour(core::ColourRole::Text));
        painter.drawText(row.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, step.name);
        const int room = std::max(20, row.width() - funnel_view::nameWidth - funnel_view::countWidth);
        const double length = most > 0 ? room * std::log1p(static_cast<double>(step.left)) / most : 0;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(core::ColourRole::Accent));
        painter.drawRoundedRect(QRectF(funnel_view::nameWidth, row.top() + 6, std::max(step.left > 0 ? 3.0 : 0.0, length), row.height() - 12), 3, 3);
        QString words = count(static_cast<double>(step.left));
        if (step.taken > 0)
            words += step.rule == core::Verdict::Simulated ? tr(" · %1 open").arg(count(static_cast<double>(step.taken)))
                                                           : tr(" · −%1").arg(count(static_cast<double>(step.taken)));
        painter.setPen(colour(core::ColourRole::MutedText));
        painter.drawText(row.adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, words);
    }
}

void FunnelView::mousePressEvent(QMouseEvent* event)
{
    const std::vector<Step> all = steps();
    for (int i = 0; i < static_cast<int>(all.size()); ++i)
        if (rowOf(i).contains(event->pos())) {
            const auto rule = all[static_cast<std::size_t>(i)].rule;
            m_chosen = m_chosen == rule ? std::nullopt : rule;
            update();
            emit chosenChanged();
        }
}

} // namespace ui
