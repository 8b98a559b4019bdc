#include "ui/text/project_text.h"

#include "core/documents/schema_offers.h"
#include "ui/text/line_merge.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/message_bar.h"

#include <Qsci/qscilexerjson.h>

#include <QVBoxLayout>

#include <cstdio>

namespace ui {
namespace project_text {

constexpr qint64 burstGap = 1200; ///< milliseconds of silence that end a burst

/// Colours of JSON by role.
class JsonEditor : public CodeEditor
{
public:
    explicit JsonEditor(QWidget* parent = nullptr) : CodeEditor(parent)
    {
        setLexer(new QsciLexerJSON(this));
        setFolding(PlainFoldStyle, 2);
        setBraceMatching(SloppyBraceMatch);
        JsonEditor::applyColours();
    }

protected:
    void applyColours() override
    {
        using core::ColourRole;
        CodeEditor::applyColours();
        if (!lexer())
            return;
        lexer()->setColor(colour(ColourRole::Text), -1);
        const std::pair<int, ColourRole> roles[] = {{QsciLexerJSON::Property, ColourRole::Accent}, {QsciLexerJSON::String, ColourRole::Success},
            {QsciLexerJSON::UnclosedString, ColourRole::Error}, {QsciLexerJSON::Number, ColourRole::Warning}, {QsciLexerJSON::Operator, ColourRole::MutedText},
            {QsciLexerJSON::Keyword, ColourRole::Hue8}, {QsciLexerJSON::Error, ColourRole::Error}, {QsciLexerJSON::EscapeSequence, ColourRole::Hue8}};
        for (const auto& [style, role] : roles) {
            lexer()->setColor(colour(role), style);
            lexer()->setPaper(colour(ColourRole::Panel), style);
        }
        lexer()->setFont(font(), -1);
    }
};

struct LineColumn
{
    int line = 0, column = 0;
};

/// "line 3, column 7" as QScintilla counts.
std::optional<LineColumn> placeOf(const std::string& where)
{
    int line = 0, column = 0;
    if (std::sscanf(where.c_str(), "line %d, column %d", &line, &column) != 2)
        return std::nullopt;
    return LineColumn {line - 1, column - 1};
}

/// Where the text has what a JSON pointer names: the line of its last key that can be found, key after key.
LineColumn placeOfPointer(const QString& text, const QString& pointer)
{
    qsizetype at = 0, found = 0;
    for (const QString& step : pointer.split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        bool isIndex = false;
        const int index = step.toInt(&isIndex);
        if (isIndex) { // the element's opening bracket or quotation mark, counted roughly by the lines of a canonical file
            for (int i = 0; i <= index; ++i) {
                const qsizetype next = text.indexOf(QLatin1Char('{'), at + (i ? 1 : 0));
                if (next < 0)
                    break;
                at = found = next;
            }
            continue;
        }
        const qsizetype next = text.indexOf(QStringLiteral("\"%1\"").arg(step), at);
        if (next < 0)
            break;
        at = found = next;
    }
    const QString before = text.left(found);
    return {static_cast<int>(before.count(QLatin1Char('\n'))), static_cast<int>(found - before.lastIndexOf(QLatin1Char('\n')) - 1)};
}

std::vector<CodeEditor::Mark> marksOf(const std::vector<core::Error>& errors, const QString& words)
{
    std::vector<CodeEditor::Mark> marks;
    for (const core::Error& error : errors) {
        const auto place = placeOf(error.where);
        const LineColumn at = place ? *place : placeOfPointer(words, text(error.where));
        QString message = text(error.message);
        if (!error.fix.empty())
            message += ProjectText::tr("; fix: %1").arg(text(error.fix));
        else if (!error.expected.empty())
            message += ProjectText::tr("; expected %1").arg(text(error.expected));
        marks.push_back({at.line, std::max(0, at.column), 0, true, message});
    }
    return marks;
}

} // namespace project_text

ProjectText::ProjectText(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_editor(new project_text::JsonEditor), m_messages(new MessageBar)
{
    setObjectName(QStringLiteral("projectText"));
    m_editor->setObjectName(QStringLiteral("projectTextEditor"));
    m_editor->setAccessibleName(tr("The project's file"));
    m_messages->setObjectName(QStringLiteral("projectTextMessages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_editor, 1);
    column->addWidget(m_messages); // below: what is being written stays in its place
    m_editor->setCompleter([this](const QString& before) {
        QString all = m_editor->text().split(QLatin1Char('\n')).mid(0, m_editor->cursorLine()).join(QLatin1Char('\n'));
        const core::SchemaOffers found = core::schemaOffers((all + QLatin1Char('\n') + before).toStdString());
        CodeEditor::Completions completions {{}, text(found.typed)};
        for (const std::string& offer : found.offers)
            completions.offers << text(offer);
        return completions;
    });
    connect(m_editor, &CodeEditor::settled, this, &ProjectText::take);
    connect(m_messages, &MessageBar::actionTriggered, this, &ProjectText::dropDraft);
    connect(&session, &Session::projectChanged, this, &ProjectText::follow);
    connect(&session, &Session::fileChanged, this, &ProjectText::follow);
    connect(&session, &Session::draftChanged, this, &ProjectText::followDraft);
}

void ProjectText::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        follow();
}

void ProjectText::followDraft()
{
    const QString& draft = m_session.draft();
    if (draft.isEmpty() == !m_draft)
        return;
    if (draft.isEmpty())
        return dropDraft();
    adopt(text(core::saveProject(m_session.project())));
    m_outdated = false;
    m_editor->showText(draft);
    take();
}

/// The text becomes what `m_session` would save.
void ProjectText::adopt(const QString& words)
{
    m_shown = m_session.project();
    m_base = words;
    m_draft = false;
    m_editor->showText(words);
    showState({});
}

void ProjectText::follow()
{
    m_outdated = !isVisible();
    if (m_outdated || (m_session.project() == m_shown && !m_base.isEmpty()))
        return;
    if (m_editor->isPending()) // what is being typed is told soon, and meets this project then
        return;
    const QString saved = text(core::saveProject(m_session.project()));
    if (!m_draft)
        return adopt(saved);
    const auto merged = mergedLines(m_base, m_editor->text(), saved);
    if (!merged) {
        m_messages->showMessage(MessageBar::Kind::Warning, tr("The project was changed elsewhere, where this draft differs: as soon as the draft can be read it replaces that change."), tr("Drop draft"));
        return;
    }
    m_shown = m_session.project();
    m_base = saved;
    m_editor->showText(*merged);
    take();
}

void ProjectText::take()
{
    const QString words = m_editor->text();
    const core::LoadResult read = core::parseProject(words.toStdString());
    m_draft = !read.project;
    if (!m_draft) {
        if (!m_sinceTaken.isValid() || m_sinceTaken.elapsed() > project_text::burstGap)
            ++m_burst;
        m_sinceTaken.start();
        m_shown = *read.project; // the text stays as its user wrote it
        m_base = words;
        m_session.edit(tr("Write project text"), [&](core::Project& project) { project = *read.project; }, QStringLiteral("project text %1").arg(m_burst));
    }
    showState(read.errors);
    m_session.setDraft(m_draft ? words : QString());
}

void ProjectText::showState(const std::vector<core::Error>& errors)
{
    const std::vector<CodeEditor::Mark> marks = project_text::marksOf(errors, m_editor->text());
    m_editor->setMarks(marks);
    if (marks.empty())
        return m_messages->hide();
    m_messages->showMessage(MessageBar::Kind::Error, tr("A draft: line %1 cannot be read. The project stays as it was.").arg(marks.front().line + 1), tr("Drop draft"));
}

void ProjectText::dropDraft()
{
    m_editor->forget();
    adopt(text(core::saveProject(m_session.project())));
    m_session.setDraft({});
}

} // namespace ui
