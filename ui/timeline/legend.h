#pragma once

#include "core/results/gantt_legend.h"

#include <QWidget>

#include <vector>

namespace ui {

/// The colours in use and what they mean. A click hides the bars of a colour, Alt+click shows them alone.
class Legend : public QWidget
{
    Q_OBJECT
public:
    explicit Legend(QWidget* parent = nullptr);

    /// Bars first, then idle time, which cannot be hidden here. What was hidden stays so while it is about the same colours.
    void setEntries(std::vector<core::LegendEntry> entries);
    core::RoleSet hidden() const { return m_hidden; }
    QSize sizeHint() const override;

signals:
    void hiddenChanged(core::RoleSet roles);

protected:
    bool event(QEvent* event) override; // tool tips with names that have no room
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    int widthOf(const core::LegendEntry& entry) const;
    const core::LegendEntry* entryAt(QPoint point) const;
    void toggle(core::ColourRole role, bool alone);
    core::RoleSet bars() const; ///< all that can be hidden

    std::vector<core::LegendEntry> m_entries;
    core::RoleSet m_hidden = 0;
};

} // namespace ui
