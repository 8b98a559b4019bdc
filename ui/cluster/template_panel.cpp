#include "ui/cluster/template_panel.h"

#include "core/network/cut.h"
#include "ui/cluster/miniature.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QComboBox>
#include <QDrag>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {
namespace template_panel {

constexpr unsigned bit(core::TemplateKind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr unsigned every = ~0U;
constexpr int narrow = 56; ///< pixels that an editor has at least, so that the pane can be narrow
constexpr std::size_t mostForCut = 4000; ///< links between which the narrowest cut is looked for while someone types

/// The same numbers, as far as the kind of template allows them.
core::TemplateSpec adapted(core::TemplateSpec spec)
{
    int& nodes = spec.group.nodes;
    if (spec.kind == core::TemplateKind::FatTree) {
        const int half = std::clamp(static_cast<int>(std::lround(std::cbrt(nodes / 2.0))), 2, 8);
        nodes = 2 * half * half * half;
    } else if (spec.kind == core::TemplateKind::Torus) {
        if (spec.sides[0] * spec.sides[1] * spec.sides[2] != nodes) {
            const int side = std::clamp(static_cast<int>(std::lround(std::sqrt(nodes))), 2, 32);
            spec.sides = {side, side, 1};
        }
        nodes = spec.sides[0] * spec.sides[1] * spec.sides[2];
    } else if (spec.kind == core::TemplateKind::Ring) {
        nodes = std::clamp(nodes, 2, 256);
    }
    return spec;
}

QString sidesText(const core::TemplateSpec& spec)
{
    QString sides = QStringLiteral("%1 × %2").arg(spec.sides[0]).arg(spec.sides[1]);
    return spec.sides[2] > 1 ? sides + QStringLiteral(" × %1").arg(spec.sides[2]) : sides;
}

bool readSides(core::TemplateSpec& spec, const std::string& words)
{
    const QStringList parts = QString::fromStdString(words).replace(QStringLiteral("×"), QStringLiteral("x")).split(QLatin1Char('x'));
    std::array<int, 3> sides {1, 1, 1};
    if (parts.size() > 3)
        return false;
    for (qsizetype i = 0; i < parts.size(); ++i)
        if (bool read = false; (sides[static_cast<std::size_t>(i)] = parts[i].trimmed().toInt(&read)) < 1 || !read)
            return false;
    spec.sides = sides;
    return true;
}

template <typename U>
bool readQuantity(core::Quantity<U>& value, const std::string& words)
{
    const auto read = core::parseQuantity<U>(words);
    if (read)
        value = *read;
    return read.ok();
}

bool readRatio(core::TemplateSpec& spec, const std::string& words)
{
    const QStringList parts = QString::fromStdString(words).split(QLatin1Char(':'));
    const double below = parts.front().toDouble(), above = parts.size() > 1 ? parts[1].toDouble() : 1;
    if (parts.size() > 2 || !(above > 0) || !(below >= above))
        return false;
    spec.oversubscription = below / above;
    return true;
}

} // namespace template_panel

TemplatePreview::TemplatePreview(QWidget* parent) : QWidget(parent)
{
    setMinimumHeight(120);
    setCursor(Qt::OpenHandCursor);
    setToolTip(tr("Drag onto the canvas"));
    setAccessibleName(tr("Preview of the template"));
}

void TemplatePreview::setPicture(ClusterPicture picture, const QString& line)
{
    m_picture = std::move(picture);
    m_line = line;
    update();
}

void TemplatePreview::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour(core::ColourRole::Border));
    painter.setBrush(colour(core::ColourRole::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    if (!m_picture.box.isNull())
        paintMiniature(painter, m_picture, miniatureTransform(m_picture.box, QRectF(rect()).adjusted(12, 12, -14, -14)));
}

void TemplatePreview::mousePressEvent(QMouseEvent* event) { m_pressedAt = event->position().toPoint(); }

void TemplatePreview::mouseMoveEvent(QMouseEvent* event)
{
    if (m_line.isEmpty() || (event->position().toPoint() - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        return;
    auto* drag = new QDrag(this);
    auto* line = new QMimeData;
    line->setData(QLatin1String(templateMimeType), m_line.toUtf8());
    drag->setMimeData(line);
    drag->setPixmap(grab());
    drag->exec(Qt::CopyAction);
}

TemplatePanel::TemplatePanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_line(new QLineEdit), m_note(mutedLabel({})), m_preview(new TemplatePreview)
    , m_place(new QPushButton(tr("Place on the canvas"))), m_form(new QFormLayout)
{
    m_line->setObjectName(QStringLiteral("templateLine"));
    m_line->setAccessibleName(tr("Template as a line"));
    m_note->setObjectName(QStringLiteral("templateNote"));
    m_place->setObjectName(QStringLiteral("templatePlace"));
    buildForm();
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_preview);
    column->addWidget(m_note);
    column->addWidget(m_place);
    column->addLayout(m_form);
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 0, 0);
    layout->setSpacing(8);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(0, 0, 8, 0);
    top->addWidget(m_line);
    layout->addLayout(top);
    layout->addWidget(scroll);
    connect(m_line, &QLineEdit::textEdited, this, &TemplatePanel::takeLine);
    connect(m_line, &QLineEdit::returnPressed, this, &TemplatePanel::place);
    connect(m_place, &QPushButton::clicked, this, &TemplatePanel::place);
    connect(&Colours::instance(), &Colours::changed, m_preview, qOverload<>(&QWidget::update));
    setSpec(m_spec);
}

void TemplatePanel::buildForm()
{
    using core::TemplateKind;
    using core::TemplateSpec;
    using template_panel::bit;
    m_form->setContentsMargins({});
    m_form->setVerticalSpacing(4);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addKinds();
    addNumber("templateNodes", tr("Nodes"), ~bit(TemplateKind::Torus), 4096, [](TemplateSpec& spec) -> int& { return spec.group.nodes; });
    addLine("templateSides", tr("Sides"), bit(TemplateKind::Torus), template_panel::sidesText, template_panel::readSides);
    addNumber("templateLeaves", tr("Leaves"), bit(TemplateKind::Leaf), 256, [](TemplateSpec& spec) -> int& { return spec.leaves; });
    addNumber("templateDevices", tr("Devices each"), template_panel::every, 64, [](TemplateSpec& spec) -> int& { return spec.group.devices; });
    addDevice();
    addNumber("templateNics", tr("NICs each"), template_panel::every, 64, [](TemplateSpec& spec) -> int& { return spec.nics; });
    addLine("templateNicBandwidth", tr("Per NIC"), template_panel::every, [](const TemplateSpec& spec) { return text(spec.nicBandwidth.text); },
        [](TemplateSpec& spec, const std::string& words) { return template_panel::readQuantity(spec.nicBandwidth, words); });
    addLine("templateLatency", tr("Latency"), template_panel::every, [](const TemplateSpec& spec) { return text(spec.latency.text); },
        [](TemplateSpec& spec, const std::string& words) { return template_panel::readQuantity(spec.latency, words); });
    addLine("templateRatio", tr("Oversubscribed"), bit(TemplateKind::Leaf) | bit(TemplateKind::Rails),
        [](const TemplateSpec& spec) { return QStringLiteral("%1:1").arg(spec.oversubscription); }, template_panel::readRatio);
    addLine("templateWan", tr("WAN"), bit(TemplateKind::TwoSites), [](const TemplateSpec& spec) { return text(spec.wanBandwidth.text); },
        [](TemplateSpec& spec, const std::string& words) { return template_panel::readQuantity(spec.wanBandwidth, words); });
    addLine("templateWanLatency", tr("WAN latency"), bit(TemplateKind::TwoSites), [](const TemplateSpec& spec) { return text(spec.wanLatency.text); },
        [](TemplateSpec& spec, const std::string& words) { return template_panel::readQuantity(spec.wanLatency, words); });
}

void TemplatePanel::addKinds()
{
    auto* box = new QComboBox;
    box->setObjectName(QStringLiteral("templateKind"));
    box->addItems({tr("Leaf switches"), tr("Fat tree"), tr("On rails"), tr("Ring"), tr("Torus"), tr("Two sites")});
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(box, &QComboBox::activated, this, [this](int index) {
        core::TemplateSpec spec = m_spec;
        spec.kind = static_cast<core::TemplateKind>(index);
        if (spec.kind != core::TemplateKind::TwoSites)
            spec.otherSite.reset();
        setSpec(template_panel::adapted(spec));
    });
    box->setMinimumWidth(template_panel::narrow);
    m_form->addRow(tr("Network"), box);
    m_rows.push_back({m_form->labelForField(box), box, template_panel::every, [this, box] { box->setCurrentIndex(static_cast<int>(m_spec.kind)); }});
}

void TemplatePanel::addDevice()
{
    auto* box = new QComboBox;
    box->setObjectName(QStringLiteral("templateDevice"));
    for (const std::string& kind : core::deviceKindsOf(m_session.project(), m_session.catalogue()))
        box->addItem(text(kind));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumWidth(template_panel::narrow);
    connect(box, &QComboBox::activated, this, [this, box] {
        core::TemplateSpec spec = m_spec;
        spec.group.device.text = box->currentText().toStdString();
        setSpec(spec);
    });
    m_form->addRow(tr("Device"), box);
    m_rows.push_back({m_form->labelForField(box), box, template_panel::every, [this, box] {
        if (box->findText(text(m_spec.group.device.text)) < 0)
            box->addItem(text(m_spec.group.device.text));
        box->setCurrentText(text(m_spec.group.device.text));
    }});
}

void TemplatePanel::addLine(const char* name, const QString& label, unsigned kinds, const Read& read, const Write& write)
{
    auto* line = new QLineEdit;
    line->setObjectName(QLatin1String(name));
    connect(line, &QLineEdit::editingFinished, this, [this, line, write] {
        core::TemplateSpec spec = m_spec;
        if (line->isModified() && write(spec, line->text().trimmed().toStdString()))
            setSpec(spec.kind == core::TemplateKind::Torus ? template_panel::adapted([&] {
                spec.group.nodes = spec.sides[0] * spec.sides[1] * spec.sides[2];
                return spec;
            }()) : spec);
        else
            showSpec();
    });
    line->setMinimumWidth(template_panel::narrow);
    m_form->addRow(label, line);
    m_rows.push_back({m_form->labelForField(line), line, kinds, [this, line, read] { line->setText(read(m_spec)); }});
}

void TemplatePanel::addNumber(const char* name, const QString& label, unsigned kinds, int most, const std::function<int&(core::TemplateSpec&)>& value)
{
    auto* box = new QSpinBox;
    box->setObjectName(QLatin1String(name));
    box->setRange(1, most);
    connect(box, &QSpinBox::valueChanged, this, [this, value](int number) {
        core::TemplateSpec spec = m_spec;
        value(spec) = number;
        setSpec(spec);
    });
    box->setMinimumWidth(template_panel::narrow);
    m_form->addRow(label, box);
    m_rows.push_back({m_form->labelForField(box), box, kinds, [this, box, value] {
        const QSignalBlocker quiet(box);
        box->setValue(value(m_spec));
    }});
}

void TemplatePanel::setSpec(const core::TemplateSpec& spec)
{
    m_spec = spec;
    m_line->setText(text(core::lineOf(spec)));
    m_line->setCursorPosition(0);
    showSpec();
}

void TemplatePanel::takeLine()
{
    const auto spec = core::parseTemplate(m_line->text().toStdString(), core::deviceKindsOf(m_session.project(), m_session.catalogue()));
    if (!spec)
        return showError(spec.error());
    m_spec = *spec;
    showSpec();
}

void TemplatePanel::showSpec()
{
    for (const Row& row : m_rows) {
        const bool has = row.kinds & template_panel::bit(m_spec.kind);
        row.label->setVisible(has);
        row.editor->setVisible(has);
        row.read();
    }
    showMade();
}

void TemplatePanel::showMade()
{
    core::Project blank;
    if (const auto& cluster = m_session.project().cluster) {
        blank.cluster.emplace();
        blank.cluster->devices = cluster->devices;
    }
    const auto drawn = core::withTemplate(blank, m_session.catalogue(), m_spec, {});
    if (!drawn)
        return showError(drawn.error());
    m_sound = true;
    m_place->setEnabled(true);
    m_preview->setPicture(pictureOf(*drawn->project.cluster, m_session.catalogue()), text(core::lineOf(m_spec)));
    const auto expanded = core::expand(*drawn->project.cluster, m_session.catalogue());
    if (!expanded)
        return showError(expanded.error());
    QStringList words {counted(static_cast<int>(expanded->hosts.size()), tr("node"), tr("nodes")), counted(expanded->ranks(), tr("device"), tr("devices")),
        counted(static_cast<int>(expanded->switches.size()), tr("switch"), tr("switches")), counted(static_cast<int>(expanded->links.size()), tr("link"), tr("links"))};
    if (expanded->links.size() <= template_panel::mostForCut && expanded->hosts.size() > 1)
        words << tr("%1 between its halves").arg(text(core::cutInHalves(*drawn->project.cluster, *expanded)));
    m_note->setText(words.join(QStringLiteral(" · ")));
    m_note->setForegroundRole(QPalette::PlaceholderText);
}

/// In place: beneath the line, with the words that cannot be read and what to write instead.
void TemplatePanel::showError(const core::Error& error)
{
    m_sound = false;
    m_place->setEnabled(false);
    m_preview->setPicture({}, {});
    QString words = text(error.message);
    words[0] = words[0].toUpper();
    if (!error.where.empty() && error.message.find(error.where) == std::string::npos)
        words = tr("“%1”: %2").arg(text(error.where), words);
    if (!error.fix.empty())
        words += tr("; try %1").arg(text(error.fix));
    else if (!error.expected.empty())
        words += tr("; expected %1").arg(text(error.expected));
    m_note->setText(words);
    m_note->setForegroundRole(QPalette::Text);
}

void TemplatePanel::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->end(false);
    m_line->home(true); // all of it, with its beginning in sight
}

void TemplatePanel::place()
{
    takeLine();
    if (m_sound)
        emit chosen(m_spec);
}

} // namespace ui
