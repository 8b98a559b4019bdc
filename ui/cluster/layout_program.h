#pragma once

#include "core/documents/drawing.h"
#include "ui/cluster/graph.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <vector>

namespace ui {

enum class LayoutStyle { Layered, Force };

/// A cluster as the programs of Graphviz read it: vertices v0, v1, ... of its `Graph`, in the sizes of their cards, groups as clusters.
QByteArray graphText(const core::Cluster& cluster, LayoutStyle style);

/// Centres by vertex, from what they write with -Tplain; empty when it is not that, or lacks a vertex.
std::vector<QPointF> centresOf(const QByteArray& plain, int vertices);

/// Lays clusters out by Graphviz's `dot` (layered) or `sfdp` (force), as child processes with a fixed start, one at a time:
/// starting another cancels the one before. Nothing blocks; after `limit` they are stopped.
class LayoutProgram : public QObject
{
    Q_OBJECT
public:
    explicit LayoutProgram(QObject* parent = nullptr);
    ~LayoutProgram() override;

    void setProgram(LayoutStyle style, const QString& program); ///< "dot" and "sfdp" unless set
    void setLimit(int milliseconds) { m_limit.setInterval(milliseconds); }
    void start(const core::Cluster& cluster, LayoutStyle style);
    void cancel();
    bool isRunning() const { return m_process != nullptr; }

signals:
    void runningChanged();
    void finished(const std::vector<core::Centre>& centres); ///< of every node and switch, around the middle of where they were
    void failed(const core::Error& error);

private:
    void end();
    void take();
    void fail(const core::Error& error);

    QProcess* m_process = nullptr;
    QTimer m_limit;
    QString m_programs[2];
    core::Cluster m_cluster;
};

} // namespace ui
