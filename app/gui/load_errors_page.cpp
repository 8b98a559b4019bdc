#include "app/gui/load_errors_page.h"

#include "app/gui/recent_files.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/two_line_delegate.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace app {

namespace load_errors_page {

constexpr int detailRole = Qt::UserRole + 1;

QString detailOf(const core::Error& error)
{
    QStringList parts;
    if (!error.expected.empty())
        parts << LoadErrorsPage::tr("expected %1").arg(ui::text(error.expected));
    if (!error.fix.empty())
        parts << LoadErrorsPage::tr("fix: %1").arg(ui::text(error.fix));
    return parts.join(QStringLiteral(" · "));
}

} // namespace load_errors_page

LoadErrorsPage::LoadErrorsPage(QWidget* parent)
    : QWidget(parent)
    , m_title(ui::titleLabel({}))
    , m_where(ui::mutedLabel({}))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* list = new QListView;
    list->setObjectName(QStringLiteral("loadErrorList"));
    list->setAccessibleName(tr("What is wrong with the file"));
    list->setModel(&m_model);
    list->setItemDelegate(new ui::TwoLineDelegate(load_errors_page::detailRole, list));
    list->setFrameShape(QFrame::NoFrame);
    list->setResizeMode(QListView::Adjust);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_title->setObjectName(QStringLiteral("loadErrorTitle"));
    auto* retry = new QPushButton(ui::icon("view-refresh"), tr("Try again"));
    retry->setObjectName(QStringLiteral("loadErrorRetry"));
    auto* back = new QPushButton(tr("Back to the project"));
    back->setObjectName(QStringLiteral("loadErrorBack"));
    connect(retry, &QPushButton::clicked, this, [this] { emit retryWanted(m_path); });
    connect(back, &QPushButton::clicked, this, &LoadErrorsPage::backWanted);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(retry);
    buttons->addWidget(back);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(32, 32, 32, 24);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_where);
    layout->addLayout(buttons);
    layout->addSpacing(8);
    layout->addWidget(list, 1);
}

void LoadErrorsPage::showErrors(const QString& path, const std::vector<core::Error>& errors)
{
    m_path = path;
    m_title->setText(tr("%1 was not opened").arg(shortName(path)));
    m_where->setText(tr("%1 in %2. The open project is untouched.")
                         .arg(ui::counted(static_cast<int>(errors.size()), tr("problem"), tr("problems")), path));
    m_model.clear();
    for (const core::Error& error : errors) {
        const core::Error what {error.message, error.where, {}, {}};
        auto* item = new QStandardItem(ui::icon("data-error"), ui::text(core::describe(what)));
        item->setData(load_errors_page::detailOf(error), load_errors_page::detailRole);
        item->setAccessibleText(ui::text(core::describe(error)));
        m_model.appendRow(item);
    }
}

} // namespace app
