#include "ui/cluster/problems.h"

#include "core/documents/fixes.h"
#include "ui/widgets/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/two_line_delegate.h"

#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace problems {

/// "/cluster/nodes/0 · expected … · fix: …", leaving out what is not known.
QString detailOf(const core::Issue& issue)
{
    QStringList parts;
    parts << (issue.pointer.empty() ? Problems::tr("the project") : text(issue.pointer));
    if (!issue.expected.empty())
        parts << Problems::tr("expected %1").arg(text(issue.expected));
    if (!issue.fix.empty())
        parts << Problems::tr("fix: %1").arg(text(issue.fix));
    return parts.join(QStringLiteral(" · "));
}

/// Long words are cut, not the pane.
class FixButton : public QPushButton
{
public:
    explicit FixButton(const QString& words) : QPushButton(words), m_words(words)
    {
        setAccessibleName(words);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        constexpr int edges = 24;
        QPushButton::resizeEvent(event);
        setText(fontMetrics().elidedText(m_words, Qt::ElideRight, width() - edges));
    }

private:
    QString m_words;
};

} // namespace problems

ProblemsModel::ProblemsModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session)
    , m_issues(session.problems())
{
    const auto take = [this] {
        beginResetModel();
        m_issues = m_session.problems();
        endResetModel();
    };
    connect(&session, &Session::issuesChanged, this, take);
    connect(&session, &Session::resultsChanged, this, [this, take] {
        if (m_session.problems() != m_issues)
            take();
    });
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_issues.size());
}

const core::Issue& ProblemsModel::issue(const QModelIndex& index) const
{
    return m_issues[static_cast<std::size_t>(index.row())];
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    const core::Issue& shown = issue(index);
    const bool isError = shown.severity == core::Severity::Error;
    switch (role) {
    case Qt::DisplayRole:
        return text(shown.message);
    case Qt::DecorationRole:
        return icon(isError ? "data-error" : "data-warning");
    case DetailRole:
        return problems::detailOf(shown);
    case SeverityRole:
        return isError ? tr("error") : tr("warning");
    case Qt::AccessibleTextRole:
        return tr("%1: %2, %3").arg(isError ? tr("error") : tr("warning"), text(shown.message), problems::detailOf(shown));
    default:
        return {};
    }
}

Problems::Problems(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ProblemsModel(session, this))
    , m_list(new QListView)
    , m_none(mutedLabel({}))
    , m_fixes(new QWidget)
    , m_buttons(new QVBoxLayout(m_fixes))
{
    m_list->setObjectName(QStringLiteral("problemList"));
    m_list->setAccessibleName(tr("Problems"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TwoLineDelegate(ProblemsModel::DetailRole, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_none->setAlignment(Qt::AlignTop);
    m_none->setMargin(16);
    m_none->setFocusPolicy(Qt::TabFocus); // read aloud where no list is
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_list);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_fixes);
    layout->setSpacing(0);
    m_fixes->setObjectName(QStringLiteral("problemFixes"));
    m_buttons->setContentsMargins(8, 4, 8, 8);
    m_buttons->setSpacing(4);
    connect(m_model, &QAbstractItemModel::modelReset, this, &Problems::showCount);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &Problems::selectElement);
    connect(m_list, &QListView::clicked, this, &Problems::selectElement);
    connect(m_model, &QAbstractItemModel::modelReset, this, &Problems::showFixes);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &Problems::showFixes);
    showCount();
    showFixes();
}

/// A few at most: the list stays in sight.
void Problems::showFixes()
{
    while (QLayoutItem* item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    const QModelIndex current = m_list->currentIndex().isValid() ? m_list->currentIndex() : m_model->index(0);
    constexpr std::size_t most = 3;
    if (current.isValid())
        for (core::Fix& fix : core::fixesOf(m_session.project(), m_session.catalogue(), m_model->issue(current))) {
            QString words = text(fix.label);
            words[0] = words[0].toUpper();
            auto* button = new problems::FixButton(words);
            button->setToolTip(tr("%1\nMends: %2").arg(words, text(m_model->issue(current).message)));
            connect(button, &QPushButton::clicked, this, [this, mended = std::move(fix.project), words] {
                m_session.edit(words, [&](core::Project& project) { project = mended; });
            });
            m_buttons->addWidget(button);
            if (static_cast<std::size_t>(m_buttons->count()) == most)
                break;
        }
    m_fixes->setVisible(m_buttons->count() > 0);
}

void Problems::showCount()
{
    const bool any = m_model->rowCount() > 0;
    m_none->setText(m_session.isEmpty()              ? tr("Nothing to check yet.")
            : m_session.project().plans.empty() ? tr("No problems. There is no plan to simulate yet: Search (Ctrl+Return) finds one.")
                                                : tr("No problems: the project can be simulated."));
    m_list->setVisible(any);
    m_none->setVisible(!any);
}

void Problems::selectElement(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const Element element = elementAt(m_session.project(), m_model->issue(index).pointer);
    if (!isNothing(element))
        m_session.selection().select(element);
}

} // namespace ui
