#pragma once

#include "core/results/gantt_legend.h"
#include "ui/timeline/timeline_scene.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace ui {

/// Words with the sample of a colour before them.
struct LineFact
{
    QString words;
    std::optional<core::LegendEntry> swatch {};
};
/// One line on a timeline: what it is about, then its parts.
struct LineFacts
{
    QString title;
    std::vector<LineFact> parts;
    QString asText() const;
};

/// What the selected range is spent on: "42.1 ms · busy 81 %", idle time by cause, then time by colour.
LineFacts rangeFacts(const TimelineScene& scene);
/// What the critical path consists of, the largest part first.
LineFacts pathFacts(const TimelineScene& scene);

/// The line beneath the lanes. What has no room is in its tool tip.
class FactsLine : public QWidget
{
    Q_OBJECT
public:
    explicit FactsLine(QWidget* parent = nullptr);
    void setFacts(LineFacts facts);
    const LineFacts& facts() const { return m_facts; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    LineFacts m_facts;
};

} // namespace ui
