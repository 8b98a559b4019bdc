#pragma once

#include "core/documents/drawing.h"
#include "ui/cluster/graph.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <vector>

namespace ui {

enum class LayoutStyle { Layered, Force };

/// Vertices of a `Graph` that are laid out as one, side by side in rows.
struct LayoutBlock
{
    std::vector<int> vertices;
    int columns = 1;
    QSizeF size;
};

/// Every vertex is in one block, alone but for the nodes of a layered layout that hang on the same switch, in the same group, and on
/// nothing else: four or more are a block, or a large cluster would become one long row.
std::vector<LayoutBlock> layoutBlocks(const core::Cluster& cluster, LayoutStyle style);

/// A cluster as the programs of Graphviz read it: its blocks v0, v1, ... in their sizes, groups as clusters.
QByteArray graphText(const core::Cluster& cluster, LayoutStyle style);

/// Centres by block, from what they write with -Tplain; empty when it is not that, or lacks a block.
std::vector<QPointF> centresOf(const QByteArray& plain, int blocks);

/// Centres by vertex, from those by block.
std::vector<QPointF> spread(const std::vector<LayoutBlock>& blocks, const std::vector<QPointF>& centres);

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
    LayoutStyle m_style = LayoutStyle::Layered;
};

} // namespace ui
