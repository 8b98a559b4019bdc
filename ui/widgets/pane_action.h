#pragma once

#include <QAction>

#include <functional>

class QWidget;

namespace ui {

/// An action that belongs to one pane: its keys work where the pane has the focus. `owner` keeps it and is what it runs for.
QAction* addPaneAction(QWidget& pane, QObject& owner, const char* name, const QString& words, const char* iconName, const QKeySequence& keys,
    const std::function<void()>& run);

} // namespace ui
