#pragma once

#include <QStyledItemDelegate>

namespace ui {

/// A row of a list with an icon, a sentence, and beneath it in a muted colour the text of `detailRole`; both wrap.
class TwoLineDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit TwoLineDelegate(int detailRole, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    struct Lines
    {
        QRect title;
        QRect detail;
    };
    Lines lines(const QStyleOptionViewItem& option, const QModelIndex& index, int width) const;

    int m_detailRole;
};

} // namespace ui
