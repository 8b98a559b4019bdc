#include "ui/widgets/tables.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyleOptionHeader>
#include <QTableView>

#include <algorithm>

namespace ui {
namespace tables {

/// Of a title at the right the sort arrow stands before the words: behind them it would push them out of line with the column.
class Header : public QHeaderView
{
public:
    explicit Header(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsClickable(true);
        setHighlightSections(false);
        setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }

protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int section) const override
    {
        QHeaderView::initStyleOptionForIndex(option, section);
        if (option->textAlignment & Qt::AlignRight)
            option->sortIndicator = QStyleOptionHeader::None;
    }
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        painter->save();
        QHeaderView::paintSection(painter, rect, section);
        painter->restore();
        QStyleOptionHeaderV2 arrow;
        initStyleOption(&arrow);
        QHeaderView::initStyleOptionForIndex(&arrow, section);
        if (arrow.sortIndicator == QStyleOptionHeader::None || !(arrow.textAlignment & Qt::AlignRight))
            return;
        const int words = fontMetrics().horizontalAdvance(model()->headerData(section, Qt::Horizontal).toString());
        const int right = rect.right() - padding - words - gap;
        arrow.rect = QRect(std::max(rect.left() + 1, right - size), rect.center().y() - size / 2, size, size);
        style()->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &arrow, painter, this);
    }

private:
    static constexpr int padding = 8, gap = 3, size = 9; ///< padding as the window's style has it
};

} // namespace tables

QTableView* plainTable()
{
    auto* table = new QTableView;
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false); // Tab leaves, arrows walk
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 10);
    table->setHorizontalHeader(new tables::Header(table));
    return table;
}

} // namespace ui
