#include "ui/widgets/code_editor.h"

#include "ui/widgets/colours.h"

#include <Qsci/qscicommandset.h>
#include <Qsci/qscilexer.h>
#include <Qsci/qscistyle.h>

#include <QFontDatabase>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace ui {
namespace code_editor {

using namespace std::chrono_literals;
constexpr auto pause = 300ms;
constexpr int errorIndicator = 8;
constexpr int warningIndicator = 9;
constexpr int errorMarker = 1;
constexpr int warningMarker = 2;
constexpr int signMargin = 1;
constexpr int errorStyle = 60; ///< of annotations, beyond those of any lexer
constexpr int warningStyle = 61;

bool isUndo(const QKeyEvent& key) { return key.matches(QKeySequence::Undo); }

bool isRedo(const QKeyEvent& key)
{
    const QKeyCombination pressed = key.keyCombination();
    return key.matches(QKeySequence::Redo) || pressed == (Qt::CTRL | Qt::SHIFT | Qt::Key_Z) || pressed == (Qt::CTRL | Qt::Key_Y);
}

QFont font()
{
    QFont result(QStringLiteral("DejaVu Sans Mono"));
    result.setStyleHint(QFont::Monospace);
    result.setPointSizeF(9.5);
    return result;
}

QFont annotationFont()
{
    QFont result = font();
    result.setPointSizeF(8.5);
    return result;
}

/// Broken between words, so that no line is longer than that if its words are not.
QString wrapped(const QString& words, int columns)
{
    QString result;
    qsizetype length = 0;
    for (const QString& word : words.split(QLatin1Char(' '))) {
        const bool breaks = length > 0 && length + 1 + word.size() > columns;
        if (length > 0)
            result += breaks ? QLatin1Char('\n') : QLatin1Char(' ');
        length = breaks || length == 0 ? word.size() : length + 1 + word.size();
        result += word;
    }
    return result;
}

QColor mixed(const QColor& a, const QColor& b, float shareOfB)
{
    const auto mix = [&](float from, float to) { return from + (to - from) * shareOfB; };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

/// How many bytes two texts share at the beginning and at the end, in whole characters.
std::pair<int, int> sameAround(const QByteArray& a, const QByteArray& b)
{
    const auto isContinuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    const qsizetype least = std::min(a.size(), b.size());
    qsizetype begin = 0, end = 0;
    while (begin < least && a[begin] == b[begin])
        ++begin;
    while (begin > 0 && ((begin < a.size() && isContinuation(a[begin])) || (begin < b.size() && isContinuation(b[begin]))))
        --begin;
    while (end < least - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end])
        ++end;
    while (end > 0 && isContinuation(a[a.size() - end]))
        --end;
    return {static_cast<int>(begin), static_cast<int>(end)};
}

} // namespace code_editor

CodeEditor::CodeEditor(QWidget* parent) : QsciScintilla(parent)
{
    using namespace code_editor;
    setUtf8(true);
    setEolMode(EolUnix);
    setFrameShape(QFrame::NoFrame);
    setFont(code_editor::font());
    SendScintilla(SCI_SETUNDOCOLLECTION, 0UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    for (const QKeyCombination keys : {Qt::CTRL | Qt::Key_Z, Qt::CTRL | Qt::Key_Y, Qt::CTRL | Qt::SHIFT | Qt::Key_Z})
        if (QsciCommand* command = standardCommands()->boundTo(keys.toCombined()))
            command->setKey(0);
    setMarginsFont(code_editor::font());
    setMarginLineNumbers(0, true);
    setMarginWidth(0, QStringLiteral("0000"));
    setMarginType(signMargin, SymbolMargin);
    setMarginWidth(signMargin, 16);
    setMarginMarkerMask(signMargin, 1 << errorMarker | 1 << warningMarker);
    markerDefine(Circle, errorMarker);
    markerDefine(RightTriangle, warningMarker);
    indicatorDefine(SquiggleIndicator, errorIndicator);
    indicatorDefine(SquiggleIndicator, warningIndicator);
    setAnnotationDisplay(AnnotationIndented);
    setTabWidth(2);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setCaretLineVisible(true);
    setAccessibleDescription(tr("Esc, then Tab leaves the text"));
    setWrapMode(WrapWhitespace);
    setWrapIndentMode(WrapIndentIndented);
    SendScintilla(SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>('\n'));
    SendScintilla(SCI_AUTOCSETIGNORECASE, 1UL);
    SendScintilla(SCI_AUTOCSETORDER, 1UL); // sorted by Scintilla
    m_settle.setSingleShot(true);
    m_settle.setInterval(pause);
    connect(&m_settle, &QTimer::timeout, this, &CodeEditor::settled);
    connect(this, &QsciScintilla::textChanged, this, [this] {
        if (!m_showing)
            m_settle.start();
    });
    connect(this, &QsciScintilla::SCN_CHARADDED, this, [this](int c) {
        if (c > ' ')
            showCompletions(); // anew: the list goes when the word is whole, so that Return ends the line
    });
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this](int line) {
        if (std::exchange(m_line, line) != line)
            emit lineChanged(line);
    });
    connect(&Colours::instance(), &Colours::changed, this, [this] { applyColours(); });
    applyColours();
}

void CodeEditor::applyColours()
{
    using core::ColourRole;
    const QColor panel = colour(ColourRole::Panel);
    const QColor words = colour(ColourRole::Text);
    setPaper(panel);
    setColor(words);
    if (lexer()) {
        lexer()->setPaper(panel, -1);
        lexer()->setDefaultPaper(panel);
        lexer()->setFont(code_editor::font(), -1);
    }
    setMarginsBackgroundColor(panel);
    setMarginsForegroundColor(colour(ColourRole::MutedText));
    setFoldMarginColors(panel, panel);
    setCaretForegroundColor(words);
    setCaretLineBackgroundColor(code_editor::mixed(panel, colour(ColourRole::Selection), 0.35F));
    setSelectionBackgroundColor(colour(ColourRole::Selection));
    setSelectionForegroundColor(words);
    setMatchedBraceBackgroundColor(colour(ColourRole::Selection));
    setMatchedBraceForegroundColor(words);
    for (const auto& [indicator, marker, role] : {std::tuple(code_editor::errorIndicator, code_editor::errorMarker, ColourRole::Error),
             std::tuple(code_editor::warningIndicator, code_editor::warningMarker, ColourRole::Warning)}) {
        setIndicatorForegroundColor(colour(role), indicator);
        setMarkerForegroundColor(colour(role), marker);
        setMarkerBackgroundColor(colour(role), marker);
    }
    showMarks();
}

void CodeEditor::replaceBytes(int from, int to, const QByteArray& bytes)
{
    SendScintilla(SCI_SETTARGETSTART, from);
    SendScintilla(SCI_SETTARGETEND, to);
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(bytes.size()), bytes.constData());
}

void CodeEditor::showText(const QString& words)
{
    m_settle.stop();
    const QByteArray now = text().toUtf8(), wanted = words.toUtf8();
    if (now == wanted)
        return;
    m_showing = true;
    const QList<QByteArray> before = now.split('\n'), after = wanted.split('\n');
    if (before.size() == after.size()) {
        int offset = static_cast<int>(now.size());
        for (qsizetype line = before.size() - 1; line >= 0; --line) { // from the end: what comes before stays where it is
            offset -= static_cast<int>(before[line].size());
            if (before[line] != after[line])
                replaceBytes(offset, offset + static_cast<int>(before[line].size()), after[line]);
            --offset;
        }
    } else {
        const auto [from, rest] = code_editor::sameAround(now, wanted);
        replaceBytes(from, static_cast<int>(now.size()) - rest, wanted.mid(from, wanted.size() - rest - from));
    }
    m_showing = false;
}

void CodeEditor::flush()
{
    if (!isPending())
        return;
    m_settle.stop();
    emit settled();
}

void CodeEditor::setMarks(const std::vector<Mark>& marks)
{
    if (marks == m_marks)
        return;
    m_marks = marks;
    showMarks();
}

void CodeEditor::showMarks()
{
    using namespace code_editor;
    const int last = std::max(0, lines() - 1);
    for (const int indicator : {errorIndicator, warningIndicator})
        clearIndicatorRange(0, 0, last, lineLength(last), indicator);
    markerDeleteAll(errorMarker);
    markerDeleteAll(warningMarker);
    clearAnnotations();
    for (const Mark& mark : m_marks) {
        if (mark.line > last)
            continue;
        const QString line = text(mark.line);
        int end = mark.column + mark.length;
        if (mark.length == 0)
            while (end < line.size() && !line[end].isSpace() && line[end] != QLatin1Char('#'))
                ++end;
        const int from = std::min(mark.column, std::max(0, static_cast<int>(line.size()) - 1));
        fillIndicatorRange(mark.line, from, mark.line, std::max(end, from + 1), mark.isError ? errorIndicator : warningIndicator);
        markerAdd(mark.line, mark.isError ? errorMarker : warningMarker);
        if (!mark.words.isEmpty())
            annotateLine(mark);
    }
}

void CodeEditor::annotateLine(const Mark& mark)
{
    using namespace code_editor;
    const QColor tone = colour(mark.isError ? core::ColourRole::Error : core::ColourRole::Warning);
    const QsciStyle style(mark.isError ? errorStyle : warningStyle, QStringLiteral("issue"), tone, mixed(colour(core::ColourRole::Panel), tone, 0.08F), annotationFont());
    annotate(mark.line, wrapped(mark.words, columns() - indentation(mark.line)), style);
}

int CodeEditor::columns() const
{
    using namespace code_editor;
    int margins = 0;
    for (int margin = 0; margin < 3; ++margin)
        margins += marginWidth(margin);
    const int character = QFontMetrics(annotationFont(), this).horizontalAdvance(QLatin1Char('x'));
    return std::max(16, (viewport()->width() - margins) / std::max(1, character) - 3);
}

void CodeEditor::resizeEvent(QResizeEvent* event)
{
    QsciScintilla::resizeEvent(event);
    if (!m_marks.empty() && event->size().width() != event->oldSize().width())
        showMarks();
}

void CodeEditor::showCompletions()
{
    if (!m_completer || isReadOnly())
        return;
    int line = 0, index = 0;
    getCursorPosition(&line, &index);
    const Completions found = m_completer(text(line).left(index));
    QStringList offers;
    for (const QString& offer : found.offers)
        if (offer.startsWith(found.typed, Qt::CaseInsensitive) && offer != found.typed)
            offers << offer;
    if (offers.isEmpty()) {
        cancelList();
        return;
    }
    const QByteArray list = offers.join(QLatin1Char('\n')).toUtf8();
    SendScintilla(SCI_AUTOCSHOW, static_cast<uintptr_t>(found.typed.toUtf8().size()), list.constData());
}

int CodeEditor::cursorLine() const
{
    int line = 0, index = 0;
    getCursorPosition(&line, &index);
    return line;
}

void CodeEditor::goTo(int line, int column)
{
    setCursorPosition(line, column);
    ensureLineVisible(line);
}

/// Undo and redo are the window's: what is still to be told is told first.
bool CodeEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (code_editor::isUndo(key) || code_editor::isRedo(key)) {
            flush();
            event->ignore();
            return false;
        }
    }
    return QsciScintilla::event(event);
}

void CodeEditor::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->ignore();
    else
        QsciScintilla::dragEnterEvent(event);
}

void CodeEditor::keyPressEvent(QKeyEvent* event)
{
    if (code_editor::isUndo(*event) || code_editor::isRedo(*event))
        return event->ignore();
    if (event->keyCombination() == (Qt::CTRL | Qt::Key_Space))
        return showCompletions();
    if (event->key() == Qt::Key_Escape && !isListActive())
        m_writing = false;
    else if (!event->text().isEmpty())
        m_writing = true;
    QsciScintilla::keyPressEvent(event);
}

void CodeEditor::mousePressEvent(QMouseEvent* event)
{
    m_writing = true;
    QsciScintilla::mousePressEvent(event);
}

void CodeEditor::focusOutEvent(QFocusEvent* event)
{
    QsciScintilla::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        m_writing = false;
}

bool CodeEditor::focusNextPrevChild(bool next)
{
    return m_writing ? QsciScintilla::focusNextPrevChild(next) : QAbstractScrollArea::focusNextPrevChild(next);
}

} // namespace ui
