#include "ui/scenario/script_editor.h"

#include "ui/scenario/script_words.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/format.h"

#include <Qsci/qscilexercustom.h>

#include <QKeyEvent>

namespace ui {
namespace script_editor {

constexpr qint64 burstGap = 1200; ///< milliseconds of silence that end a burst

core::ColourRole roleOf(ScriptStyle style)
{
    switch (style) {
    case ScriptStyle::Comment:
        return core::ColourRole::MutedText;
    case ScriptStyle::Keyword:
        return core::ColourRole::Accent;
    case ScriptStyle::Kind:
        return core::ColourRole::Hue5;
    case ScriptStyle::Name:
    case ScriptStyle::Plain:
        return core::ColourRole::Text;
    case ScriptStyle::Field:
        return core::ColourRole::Hue8;
    case ScriptStyle::Value:
        return core::ColourRole::Success;
    case ScriptStyle::Text:
        return core::ColourRole::Warning;
    }
    return core::ColourRole::Text;
}

class Lexer : public QsciLexerCustom
{
public:
    using QsciLexerCustom::QsciLexerCustom;
    const char* language() const override { return "Clusterloom scenario"; }
    QString description(int style) const override { return style < scriptStyles ? QStringLiteral("style") : QString(); }
    QColor defaultColor(int style) const override
    {
        return colour(style < scriptStyles ? roleOf(static_cast<ScriptStyle>(style)) : core::ColourRole::Text);
    }
    void styleText(int start, int end) override
    {
        const int first = static_cast<int>(editor()->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, start));
        const int last = static_cast<int>(editor()->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, end));
        startStyling(static_cast<int>(editor()->SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, first)));
        for (int line = first; line <= last; ++line) {
            std::string words = editor()->text(line).toStdString();
            const bool broken = words.ends_with('\n');
            if (broken)
                words.pop_back();
            for (const StyledBytes& part : styledLine(words))
                setStyling(part.length, static_cast<int>(part.style));
            if (broken)
                setStyling(1, static_cast<int>(ScriptStyle::Plain));
        }
    }
};

QString wordsOf(const core::ScriptIssue& issue, const std::string& line)
{
    QString words = text(issue.message);
    if (core::mended(line, issue))
        return words + ScriptEditor::tr("; Alt+Enter writes %1").arg(text(issue.fix));
    if (!issue.expected.empty())
        words += ScriptEditor::tr("; expected %1").arg(text(issue.expected));
    if (!issue.fix.empty())
        words += ScriptEditor::tr("; fix: %1").arg(text(issue.fix));
    return words;
}

} // namespace script_editor

ScriptEditor::ScriptEditor(Script& script, QWidget* parent) : CodeEditor(parent), m_script(script)
{
    setObjectName(QStringLiteral("scriptEditor"));
    setAccessibleName(tr("Script of the scenario"));
    setLexer(new script_editor::Lexer(this));
    applyColours();
    setCompleter([this](const QString& before) { return Completions {scriptOffers(before, m_script), typedWord(before)}; });
    connect(this, &CodeEditor::settled, this, &ScriptEditor::take);
    connect(&script, &Script::changed, this, &ScriptEditor::showScript);
    connect(&script, &Script::issuesChanged, this, &ScriptEditor::showIssues);
    showScript();
    showIssues();
}

void ScriptEditor::applyColours()
{
    CodeEditor::applyColours();
    for (int style = 0; lexer() && style < scriptStyles; ++style)
        lexer()->setColor(lexer()->defaultColor(style), style);
}

/// The text of the project; what is being typed is told first, and is then the same.
void ScriptEditor::showScript()
{
    if (isPending())
        return;
    std::string words;
    for (const core::ScriptLine& line : m_script.lines())
        words += line.text + "\n";
    // The pane ends without a break where its user has not typed one.
    const QString now = text();
    const QString wanted = ui::text(words);
    if (now != wanted && now + QLatin1Char('\n') != wanted)
        showText(wanted);
}

void ScriptEditor::showIssues()
{
    std::vector<Mark> marks;
    for (const core::ScriptIssue& issue : m_script.issues()) {
        if (static_cast<std::size_t>(issue.line) >= m_script.lines().size())
            continue;
        marks.push_back({issue.line, issue.column - 1, 0, issue.severity == core::Severity::Error,
            script_editor::wordsOf(issue, m_script.line(issue.line).text)});
    }
    setMarks(marks);
}

void ScriptEditor::take()
{
    if (!m_sinceTaken.isValid() || m_sinceTaken.elapsed() > script_editor::burstGap)
        ++m_burst;
    m_sinceTaken.start();
    m_script.setText(text(), QStringLiteral("script %1").arg(m_burst));
}

void ScriptEditor::mendLine()
{
    flush();
    m_script.mend(cursorLine());
}

void ScriptEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() == Qt::AltModifier && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return mendLine();
    CodeEditor::keyPressEvent(event);
}

} // namespace ui
