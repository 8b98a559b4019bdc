#pragma once

#include <Qsci/qsciscintilla.h>

#include <QTimer>

#include <functional>
#include <vector>

namespace ui {

/// A pane of text in a language, over something that the session owns. It has no undo of its own: Ctrl+Z and Ctrl+Y go to the
/// window. What is typed is told 300 ms after the last key. Tab passes through until something is written or clicked, and again
/// after Esc; in between it indents.
class CodeEditor : public QsciScintilla
{
    Q_OBJECT
public:
    explicit CodeEditor(QWidget* parent = nullptr);

    /// Another text, by replacing only the lines that differ: cursor, folds and scroll stay. Nothing is told.
    void showText(const QString& words);
    bool isPending() const { return m_settle.isActive(); } ///< typed, and not told yet
    void flush();                                          ///< tells it now
    void forget() { m_settle.stop(); }                     ///< what was typed is not told

    struct Mark
    {
        int line = 0;
        int column = 0;   ///< in characters, from 0
        int length = 0;   ///< 0: to the end of the word
        bool isError = true;
        QString words;    ///< below the line, broken to the pane's width; empty: none
        bool operator==(const Mark&) const = default;
    };
    void setMarks(const std::vector<Mark>& marks);

    /// What may stand at the cursor, given the text of the line up to it; `typed` is how much of it is there.
    struct Completions
    {
        QStringList offers;
        QString typed;
    };
    void setCompleter(std::function<Completions(const QString& before)> completer) { m_completer = std::move(completer); }
    void showCompletions();

    int cursorLine() const;
    void goTo(int line, int column = 0);

signals:
    void settled(); ///< the text is what its user wants to say for now
    void lineChanged(int line); ///< of the cursor

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void dragEnterEvent(QDragEnterEvent* event) override; ///< of words: files are the window's

    virtual void applyColours();

private:
    void showMarks();
    void annotateLine(const Mark& mark);
    int columns() const; ///< of characters below a line
    void replaceBytes(int from, int to, const QByteArray& bytes);

    QTimer m_settle;
    std::vector<Mark> m_marks;
    std::function<Completions(const QString&)> m_completer;
    int m_line = 0;
    bool m_showing = false;
    bool m_writing = false; ///< Tab is text
};

} // namespace ui
