#pragma once

#include "core/documents/check.h"
#include "core/documents/project.h"

#include <QObject>

#include <thread>
#include <vector>

namespace ui {

/// Checks one project at a time beside the window; a new one stops the one before.
class BackgroundCheck : public QObject
{
    Q_OBJECT
public:
    explicit BackgroundCheck(QObject* parent = nullptr) : QObject(parent) { }
    void start(core::Project project);
    void cancel(); ///< within 5 ms

signals:
    void checked(const std::vector<core::Issue>& issues);

private:
    int m_run = 0;
    std::jthread m_thread;
};

} // namespace ui
