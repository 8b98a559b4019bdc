#pragma once

#include "core/search/funnel.h"

#include <QWidget>

#include <optional>

namespace ui {

/// How many candidates are left after each rule, as bars from top to bottom: enumerated, divisible, fits memory, bound can
/// beat the best, simulated. A click on a bar chooses the rule that it stands for.
class FunnelView : public QWidget
{
    Q_OBJECT
public:
    explicit FunnelView(QWidget* parent = nullptr);

    void setFunnel(const core::Funnel& funnel);
    std::optional<core::Verdict> chosen() const { return m_chosen; } ///< none: all rules
    QSize sizeHint() const override;

signals:
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    struct Step
    {
        QString name;
        std::int64_t left = 0;
        std::int64_t taken = 0; ///< by the rule of this step
        std::optional<core::Verdict> rule;
    };
    std::vector<Step> steps() const;
    QRect rowOf(int step) const;

    core::Funnel m_funnel;
    std::optional<core::Verdict> m_chosen;
};

} // namespace ui
