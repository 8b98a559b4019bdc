#include "ui/trust/measured_times.h"

#include "ui/widgets/format.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/message_bar.h"

#include "core/documents/layer_profiles.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {
namespace measured_times {

/// "1" or "1 to 64".
QString range(const core::Table<core::LayerProfile>& profiles, int core::LayerProfile::*field)
{
    int least = profiles.front().*field, most = least;
    for (const core::LayerProfile& profile : profiles) {
        least = std::min(least, profile.*field);
        most = std::max(most, profile.*field);
    }
    return least == most ? QString::number(least) : QObject::tr("%1 to %2").arg(least).arg(most);
}

QString lineOf(const core::DeviceOverride& device)
{
    return QObject::tr("<b>%1</b>: %2, tensor %3, micro-batch %4")
        .arg(text(device.id.text).toHtmlEscaped(), counted(static_cast<int>(device.profiles.size()), QObject::tr("measurement"), QObject::tr("measurements")),
            range(device.profiles, &core::LayerProfile::tensor), range(device.profiles, &core::LayerProfile::microBatch));
}

/// The profiles of all files. Errors name the file.
core::Result<std::vector<core::ImportedProfile>> profilesOf(const QStringList& files)
{
    std::vector<core::ImportedProfile> all;
    for (const QString& file : files) {
        auto profiles = core::loadLayerProfiles(file.toStdString());
        if (!profiles) {
            core::Error error = profiles.error();
            error.where = file.section(QLatin1Char('/'), -1).toStdString() + error.where;
            return error;
        }
        all.insert(all.end(), profiles->begin(), profiles->end());
    }
    return all;
}

} // namespace measured_times

MeasuredTimes::MeasuredTimes(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_messages(new MessageBar), m_devices(valueLabel({})), m_remove(new QPushButton(tr("Remove")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    m_messages->setObjectName(QStringLiteral("measuredMessages"));
    m_messages->hide();
    m_devices->setObjectName(QStringLiteral("measuredDevices"));
    m_devices->setTextFormat(Qt::RichText);
    m_remove->setObjectName(QStringLiteral("measuredRemove"));
    m_remove->setToolTip(tr("Computes these devices by the formulas again"));
    auto* choose = new QPushButton(tr("Import…"));
    choose->setObjectName(QStringLiteral("measuredImport"));
    choose->setToolTip(tr("Files with times of a model's layers: a layer-profile file, or as Sailor and Metis write them"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(choose);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    layout->addWidget(m_messages);
    layout->addWidget(m_devices);
    layout->addLayout(buttons);
    connect(choose, &QPushButton::clicked, this, &MeasuredTimes::importWanted);
    connect(m_remove, &QPushButton::clicked, this, &MeasuredTimes::removeAll);
    connect(&session, &Session::projectChanged, this, &MeasuredTimes::rebuild);
    rebuild();
}

void MeasuredTimes::importFiles(const QStringList& files)
{
    const auto profiles = measured_times::profilesOf(files);
    const auto measured = profiles ? core::withProfiles(m_session.project(), *profiles, {}, m_session.catalogue())
                                   : core::Result<core::Project>(profiles.error());
    if (!measured)
        return m_messages->showMessage(MessageBar::Kind::Error, text(core::describe(measured.error())));
    m_messages->hide();
    m_session.edit(tr("Import measured times"), [&](core::Project& project) { project = *measured; });
}

void MeasuredTimes::removeAll()
{
    m_session.edit(tr("Remove measured times"), [](core::Project& project) {
        for (std::size_t i = 0; i < project.cluster->devices.size(); ++i) {
            core::DeviceOverride device = project.cluster->devices[i];
            device.profiles = {};
            project.cluster->devices.set(i, std::move(device));
        }
    });
}

void MeasuredTimes::rebuild()
{
    QStringList lines;
    if (m_session.project().cluster)
        for (const core::DeviceOverride& device : m_session.project().cluster->devices)
            if (!device.profiles.empty())
                lines += measured_times::lineOf(device);
    m_remove->setVisible(!lines.isEmpty());
    m_devices->setText(lines.isEmpty() ? tr("None: layers are computed by formulas. Times that were measured on a device go before them.")
                                       : lines.join(QStringLiteral("<br>")));
}

} // namespace ui
