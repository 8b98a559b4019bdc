#include "ui/widgets/share_bar_delegate.h"

#include "ui/widgets/colours.h"

#include <QPainter>

#include <algorithm>

namespace ui {

namespace share_bar {

constexpr int height = 3;
constexpr int margin = 8;
constexpr int leastWidth = 176;

} // namespace share_bar

void ShareBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant share = index.data(ShareRole);
    if (!share.isValid())
        return;
    const double value = share.toDouble();
    const QRect track(option.rect.left() + share_bar::margin, option.rect.bottom() - share_bar::height,
        option.rect.width() - 2 * share_bar::margin, share_bar::height);
    QRect filled = track;
    filled.setWidth(static_cast<int>(track.width() * std::clamp(value, 0.0, 1.0)));
    painter->fillRect(track, colour(core::ColourRole::Grid));
    painter->fillRect(filled, colour(value > 1 ? core::ColourRole::Error : core::ColourRole::Accent));
}

QSize ShareBarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return QStyledItemDelegate::sizeHint(option, index).expandedTo({share_bar::leastWidth, 0});
}

} // namespace ui
