#include "ui/cluster/layout_program.h"

#include "core/documents/groups.h"
#include "ui/cluster/graph.h"
#include "ui/cluster/group_spacing.h"
#include "ui/cluster/placement.h"
#include "ui/cluster/snapping.h"

#include <QRectF>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace ui {
namespace layout_program {

constexpr double perInch = 72;
constexpr QSizeF apart {24, 32};  ///< between the nodes of a block; with them on the grid
constexpr std::size_t fewest = 4; ///< nodes of a block
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
void appendGroups(QByteArray& words, const core::GroupTree& tree, int around, const std::vector<int>& ofBlock)
{
    for (int group = 0; group < tree.size(); ++group) {
        if (tree.around(group) != around)
            continue;
        words += "subgraph cluster_" + QByteArray::number(group) + " { margin=32; ";
        for (std::size_t block = 0; block < ofBlock.size(); ++block)
            if (ofBlock[block] == group)
                words += "v" + QByteArray::number(static_cast<int>(block)) + "; ";
        appendGroups(words, tree, group, ofBlock);
        words += "}\n";
    }
}

/// The one switch that a node hangs on; -1: none, or it is not all.
int onlySwitch(const Graph& graph, int node)
{
    const std::vector<int>& next = graph.neighbours[static_cast<std::size_t>(node)];
    const bool one = !next.empty() && !graph.isNode(next.front()) && std::all_of(next.begin(), next.end(), [&](int other) { return other == next.front(); });
    return one ? next.front() : -1;
}

/// About as wide as high.
void arrange(LayoutBlock& block, QSizeF cell)
{
    const auto members = static_cast<int>(block.vertices.size());
    block.columns = std::max(1, static_cast<int>(std::lround(std::sqrt(members * (cell.height() + apart.height()) / (cell.width() + apart.width())))));
    const int rows = (members + block.columns - 1) / block.columns;
    block.size = QSizeF(block.columns * (cell.width() + apart.width()), rows * (cell.height() + apart.height())) - apart;
}

int groupOf(const core::GroupTree& tree, const Graph& graph, int vertex)
{
    return graph.isNode(vertex) ? tree.ofNode(vertex) : tree.ofSwitch(vertex - graph.nodes);
}

} // namespace layout_program

std::vector<LayoutBlock> layoutBlocks(const core::Cluster& cluster, LayoutStyle style)
{
    using namespace layout_program;
    const Graph graph = graphOf(cluster);
    const core::GroupTree tree(cluster);
    std::map<std::pair<int, int>, std::vector<int>> alike; // nodes by their switch and group
    for (int node = 0; node < graph.nodes && style == LayoutStyle::Layered; ++node)
        if (const int hub = onlySwitch(graph, node); hub >= 0)
            alike[{hub, tree.ofNode(node)}].push_back(node);
    std::erase_if(alike, [](const auto& nodes) { return nodes.second.size() < fewest; });
    std::vector<LayoutBlock> blocks;
    for (int vertex = 0; vertex < graph.vertices(); ++vertex) {
        const int hub = graph.isNode(vertex) ? onlySwitch(graph, vertex) : -1;
        const auto nodes = hub < 0 ? alike.end() : alike.find({hub, tree.ofNode(vertex)});
        if (nodes != alike.end() && nodes->second.front() != vertex)
            continue; // in the block of the first
        blocks.push_back({nodes == alike.end() ? std::vector {vertex} : nodes->second, 1, {}});
        arrange(blocks.back(), graph.isNode(vertex) ? nodeSize : switchSize);
    }
    return blocks;
}

std::vector<QPointF> spread(const std::vector<LayoutBlock>& blocks, const std::vector<QPointF>& centres)
{
    using layout_program::apart;
    std::vector<QPointF> all;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const LayoutBlock& block = blocks[i];
        all.resize(std::max(all.size(), static_cast<std::size_t>(block.vertices.back()) + 1));
        if (block.vertices.size() == 1)
            all[static_cast<std::size_t>(block.vertices.front())] = centres[i];
        const QPointF first = centres[i] - QPointF(block.size.width() - nodeSize.width(), block.size.height() - nodeSize.height()) / 2;
        for (std::size_t member = 0; member < block.vertices.size() && block.vertices.size() > 1; ++member) {
            const auto place = static_cast<int>(member);
            const QPointF step(place % block.columns * (nodeSize.width() + apart.width()), place / block.columns * (nodeSize.height() + apart.height()));
            all[static_cast<std::size_t>(block.vertices[member])] = first + step;
        }
    }
    return all;
}

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
    std::vector<int> ofBlock, blockOf(static_cast<std::size_t>(graph.vertices()));
    for (const LayoutBlock& block : layoutBlocks(cluster, style)) {
        const auto index = static_cast<int>(ofBlock.size());
        for (const int vertex : block.vertices)
            blockOf[static_cast<std::size_t>(vertex)] = index;
        ofBlock.push_back(layout_program::groupOf(tree, graph, block.vertices.front()));
        text += "v" + QByteArray::number(index) + " [width=" + inches(block.size.width()) + ", height=" + inches(block.size.height()) + "];\n";
    }
    std::set<std::pair<int, int>> joined;
    for (const Graph::Edge& edge : graph.edges) { // the upper end first: `dot` ranks by it
        const auto from = static_cast<std::size_t>(edge.from), to = static_cast<std::size_t>(edge.to);
        const std::pair<int, int> ends = layers[from] < layers[to] ? std::pair(blockOf[to], blockOf[from]) : std::pair(blockOf[from], blockOf[to]);
        if (joined.insert(ends).second)
            text += "v" + QByteArray::number(ends.first) + " -- v" + QByteArray::number(ends.second) + ";\n";
    }
    layout_program::appendGroups(text, tree, -1, ofBlock);
    return text + "}\n";
}

std::vector<QPointF> centresOf(const QByteArray& plain, int blocks)
{
    std::vector<QPointF> centres(static_cast<std::size_t>(blocks));
    int found = 0;
    for (const QByteArray& line : plain.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() < 4 || words[0] != "node" || !words[1].startsWith('v'))
            continue;
        const int block = words[1].mid(1).toInt();
        if (block < 0 || block >= blocks)
            return {};
        centres[static_cast<std::size_t>(block)] = QPointF(words[2].toDouble(), -words[3].toDouble()) * layout_program::perInch;
        ++found;
    }
    return found == blocks ? centres : std::vector<QPointF>();
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
    m_style = style;
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
    const std::vector<LayoutBlock> blocks = layoutBlocks(m_cluster, m_style);
    const std::vector<QPointF> middles = worked ? centresOf(output, static_cast<int>(blocks.size())) : std::vector<QPointF>();
    if (middles.empty())
        return fail({"the layout program failed" + (complaint.isEmpty() ? "" : ": " + complaint.left(200).toStdString()), {}, {}, {}});
    end();
    emit runningChanged();
    std::vector<QPointF> wanted = spread(blocks, middles);
    if (m_style == LayoutStyle::Force) // `sfdp` knows no groups
        wanted = groupsApart(m_cluster, std::move(wanted));
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
