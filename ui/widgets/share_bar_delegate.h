#pragma once

#include <QStyledItemDelegate>

namespace ui {

/// A cell with a thin bar beneath its text: the share of a limit, full and in the colour of errors when over 1.
class ShareBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int ShareRole = Qt::UserRole + 100; ///< a double, 1 = at the limit
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace ui
