#include "ui/cluster/layout_program.h"

#include "core/documents/groups.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/snapping.h"

#include <QRectF>

#include <cmath>

namespace ui {
namespace layout_program {

constexpr double perInch = 72;
constexpr int usualLimit = 10'000; ///< milliseconds

QByteArray inches(double pixels) { return QByteArray::number(pixels / perInch, 'f', 3); }

QRectF boundsOf(const std::vector<QPointF>& points)
{
    QRectF box;
    for (const QPointF& point : points)
        box |= QRectF(point - QPointF(1, 1), QSizeF(2, 2));
    return box;
}

double onGrid(double value) { return std::round(value / snapGrid) * snapGrid; }

} // namespace layout_program

namespace layout_program {

/// `dot` keeps what is in such a cluster together, and apart from all else.
void appendGroups(QByteArray& words, const core::GroupTree& tree, int around, const std::vector<int>& ofVertex)
{
    for (int group = 0; group < tree.size(); ++group) {
        if (tree.around(group) != around)
            continue;
        words += "subgraph cluster_" + QByteArray::number(group) + " { margin=32; ";
        for (std::size_t vertex = 0; vertex < ofVertex.size(); ++vertex)
            if (ofVertex[vertex] == group)
                words += "v" + QByteArray::number(static_cast<int>(vertex)) + "; ";
        appendGroups(words, tree, group, ofVertex);
        words += "}\n";
    }
}

} // namespace layout_program

QByteArray graphText(const core::Cluster& cluster, LayoutStyle style)
{
    const Graph graph = graphOf(cluster);
    using layout_program::inches;
    QByteArray text = "graph g {\n";
    if (style == LayoutStyle::Layered)
        text += "nodesep=" + inches(24) + "; ranksep=" + inches(64) + ";\n";
    else
        text += "start=1; overlap=prism; sep=\"+18\"; K=" + inches(120) + ";\n";
    text += "node [shape=box, fixedsize=true, label=\"\"];\n";
    const std::vector<int> layers = layersOf(graph);
    const core::GroupTree tree(cluster);
    std::vector<int> ofVertex;
    for (int node = 0; node < graph.nodes; ++node)
        ofVertex.push_back(tree.ofNode(node));
    for (int hub = 0; hub < graph.switches; ++hub)
        ofVertex.push_back(tree.ofSwitch(hub));
    for (int vertex = 0; vertex < graph.vertices(); ++vertex) {
        const QSizeF size = graph.isNode(vertex) ? nodeSize : switchSize;
        text += "v" + QByteArray::number(vertex) + " [width=" + inches(size.width()) + ", height=" + inches(size.height()) + "];\n";
    }
    for (const Graph::Edge& edge : graph.edges) { // the upper end first: `dot` ranks by it
        const bool turned = layers[static_cast<std::size_t>(edge.from)] < layers[static_cast<std::size_t>(edge.to)];
        text += "v" + QByteArray::number(turned ? edge.to : edge.from) + " -- v" + QByteArray::number(turned ? edge.from : edge.to) + ";\n";
    }
    layout_program::appendGroups(text, tree, -1, ofVertex);
    return text + "}\n";
}

std::vector<QPointF> centresOf(const QByteArray& plain, int vertices)
{
    std::vector<QPointF> centres(static_cast<std::size_t>(vertices));
    int found = 0;
    for (const QByteArray& line : plain.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() < 4 || words[0] != "node" || !words[1].startsWith('v'))
            continue;
        const int vertex = words[1].mid(1).toInt();
        if (vertex < 0 || vertex >= vertices)
            return {};
        centres[static_cast<std::size_t>(vertex)] = QPointF(words[2].toDouble(), -words[3].toDouble()) * layout_program::perInch;
        ++found;
    }
    return found == vertices ? centres : std::vector<QPointF>();
}

LayoutProgram::LayoutProgram(QObject* parent) : QObject(parent), m_programs {QStringLiteral("dot"), QStringLiteral("sfdp")}
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(layout_program::usualLimit);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail({"the layout took longer than " + std::to_string(m_limit.interval() / 1000) + " s and was stopped", {}, "a smaller cluster", {}});
    });
}

LayoutProgram::~LayoutProgram() { end(); }

void LayoutProgram::setProgram(LayoutStyle style, const QString& program) { m_programs[static_cast<int>(style)] = program; }

void LayoutProgram::start(const core::Cluster& cluster, LayoutStyle style)
{
    end();
    m_cluster = cluster;
    const QString program = m_programs[static_cast<int>(style)];
    m_process = new QProcess(this);
    connect(m_process, &QProcess::finished, this, &LayoutProgram::take);
    connect(m_process, &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail({"the layout program " + program.toStdString() + " is not installed", {}, "the package graphviz", "apt install graphviz"});
    });
    m_limit.start();
    QProcess* process = m_process;
    process->start(program, {QStringLiteral("-Tplain")});
    if (process != m_process)
        return; // it could not be started
    process->write(graphText(cluster, style));
    process->closeWriteChannel();
    emit runningChanged();
}

void LayoutProgram::cancel()
{
    if (!m_process)
        return;
    end();
    emit runningChanged();
}

void LayoutProgram::end()
{
    m_limit.stop();
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->kill();
    m_process->waitForFinished(200); // it is dead at once, and not to be left behind
    m_process->deleteLater();
    m_process = nullptr;
}

void LayoutProgram::fail(const core::Error& error)
{
    end();
    emit runningChanged();
    emit failed(error);
}

void LayoutProgram::take()
{
    const bool worked = m_process->exitStatus() == QProcess::NormalExit && m_process->exitCode() == 0;
    const QByteArray output = m_process->readAllStandardOutput();
    const QByteArray complaint = m_process->readAllStandardError().simplified();
    const auto vertices = static_cast<int>(m_cluster.nodes.size() + m_cluster.switches.size());
    const std::vector<QPointF> wanted = worked ? centresOf(output, vertices) : std::vector<QPointF>();
    if (wanted.empty())
        return fail({"the layout program failed" + (complaint.isEmpty() ? "" : ": " + complaint.left(200).toStdString()), {}, {}, {}});
    end();
    emit runningChanged();
    const Placement now = placementOf(m_cluster);
    std::vector<QPointF> before = now.nodes;
    before.insert(before.end(), now.switches.begin(), now.switches.end());
    const QPointF by = layout_program::boundsOf(before).center() - layout_program::boundsOf(wanted).center();
    std::vector<core::Centre> centres;
    const auto add = [&](const std::string& id) {
        const QPointF at = wanted[centres.size()] + by;
        centres.push_back({id, {layout_program::onGrid(at.x()), layout_program::onGrid(at.y())}});
    };
    for (const core::Node& node : m_cluster.nodes)
        add(node.id.text);
    for (const core::Switch& hub : m_cluster.switches)
        add(hub.id.text);
    emit finished(centres);
}

} // namespace ui
