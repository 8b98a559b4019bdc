#pragma once

#include "core/results/gantt_picture.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace ui {

/// The colours in use and what they mean. When coloured by phase, a click hides a phase and Alt+click shows it alone.
class Legend : public QWidget
{
    Q_OBJECT
public:
    explicit Legend(QWidget* parent = nullptr);

    void setTimeline(const core::Timeline* timeline, core::ColourBy by); ///< read at once, not kept
    std::uint32_t hiddenKinds() const { return m_hidden; }
    QSize sizeHint() const override;

signals:
    void hiddenKindsChanged(std::uint32_t kinds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    struct Entry
    {
        core::ColourRole role;
        QString name;
        int kind; ///< SpanKind, or -1: cannot be hidden
    };
    int widthOf(const Entry& entry) const;
    const Entry* entryAt(QPoint point) const;
    void toggle(int kind, bool alone);

    std::vector<Entry> m_entries;
    std::uint32_t m_hidden = 0;
};

} // namespace ui
