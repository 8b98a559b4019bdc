#include "ui/widgets/two_line_delegate.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QIcon>
#include <QPainter>
#include <QStyle>

namespace ui {

namespace two_line_delegate {

constexpr int margin = 8;
constexpr int iconSize = 16;
constexpr int textLeft = margin + iconSize + margin;
constexpr int wrap = Qt::TextWordWrap | Qt::TextWrapAnywhere | Qt::AlignLeft | Qt::AlignTop;

} // namespace two_line_delegate

TwoLineDelegate::TwoLineDelegate(int detailRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_detailRole(detailRole)
{
}

TwoLineDelegate::Lines TwoLineDelegate::lines(const QStyleOptionViewItem& option, const QModelIndex& index,
    int width) const
{
    const QRect room(two_line_delegate::textLeft, two_line_delegate::margin, std::max(60, width - two_line_delegate::textLeft - two_line_delegate::margin), 10000);
    const QRect title = option.fontMetrics.boundingRect(room, two_line_delegate::wrap, index.data(Qt::DisplayRole).toString());
    const QRect below = room.adjusted(0, title.height() + 2, 0, 0);
    const QRect detail = option.fontMetrics.boundingRect(below, two_line_delegate::wrap, index.data(m_detailRole).toString());
    return {QRect(room.left(), title.top(), room.width(), title.height()),
        QRect(room.left(), detail.top(), room.width(), detail.height())};
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* view = qobject_cast<const QAbstractScrollArea*>(option.widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    return {width, lines(option, index, width).detail.bottom() + 1 + two_line_delegate::margin};
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem background = option;
    QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, option.widget);
    const Lines at = lines(option, index, option.rect.width());
    const bool selected = option.state & QStyle::State_Selected;
    const QPoint corner = option.rect.topLeft();
    index.data(Qt::DecorationRole).value<QIcon>().paint(painter, QRect(corner + QPoint(two_line_delegate::margin, two_line_delegate::margin), QSize(two_line_delegate::iconSize, two_line_delegate::iconSize)));
    painter->save();
    painter->setFont(option.font);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(at.title.translated(corner), two_line_delegate::wrap, index.data(Qt::DisplayRole).toString());
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
    painter->drawText(at.detail.translated(corner), two_line_delegate::wrap, index.data(m_detailRole).toString());
    painter->restore();
}

} // namespace ui
