#include "ui/widgets/two_line_delegate.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QIcon>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <cmath>

namespace ui {

namespace two_line_delegate {

constexpr int margin = 8;
constexpr int iconSize = 16;
constexpr int textLeft = margin + iconSize + margin;

/// Lines broken between words, and inside one only where it is wider than the room. Answers their height; with a painter, paints them.
int laidOut(const QString& words, const QFont& font, const QRect& room, QPainter* painter = nullptr)
{
    QTextLayout layout(words, font);
    layout.setTextOption([] {
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        return option;
    }());
    qreal height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room.width());
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    if (painter)
        layout.draw(painter, room.topLeft());
    return static_cast<int>(std::ceil(height));
}

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
    const int title = two_line_delegate::laidOut(index.data(Qt::DisplayRole).toString(), option.font, room);
    const int detail = two_line_delegate::laidOut(index.data(m_detailRole).toString(), option.font, room);
    return {QRect(room.left(), room.top(), room.width(), title), QRect(room.left(), room.top() + title + 2, room.width(), detail)};
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
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    two_line_delegate::laidOut(index.data(Qt::DisplayRole).toString(), option.font, at.title.translated(corner), painter);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
    two_line_delegate::laidOut(index.data(m_detailRole).toString(), option.font, at.detail.translated(corner), painter);
    painter->restore();
}

} // namespace ui
