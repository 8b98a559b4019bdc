#pragma once

#include "core/documents/templates.h"
#include "ui/cluster/cluster_picture.h"
#include "ui/session/session.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ui {

/// Of what is dragged: the line that makes a template.
constexpr char templateMimeType[] = "application/x-clusterloom-template";

/// What a template will look like. It can be dragged onto the canvas.
class TemplatePreview : public QWidget
{
    Q_OBJECT
public:
    explicit TemplatePreview(QWidget* parent = nullptr);
    void setPicture(ClusterPicture picture, const QString& line); ///< an empty line: nothing to be dragged
    const ClusterPicture& picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    ClusterPicture m_picture;
    QString m_line;
    QPoint m_pressedAt;
};

/// Networks drawn in one go. A line and a form say the same and follow one another; beneath is what they make, with its
/// numbers, or what is wrong and how to mend it. Enter in the line, or the button, places it.
class TemplatePanel : public QWidget
{
    Q_OBJECT
public:
    explicit TemplatePanel(Session& session, QWidget* parent = nullptr);

    const core::TemplateSpec& spec() const { return m_spec; }
    void setSpec(const core::TemplateSpec& spec);
    void focusLine();

signals:
    void chosen(const core::TemplateSpec& spec);

private:
    struct Row
    {
        QWidget* label;
        QWidget* editor;
        unsigned kinds; ///< bits of TemplateKind that have it
        std::function<void()> read;
    };
    using Read = std::function<QString(const core::TemplateSpec&)>;
    using Write = std::function<bool(core::TemplateSpec&, const std::string&)>;
    void buildForm();
    void addKinds();
    void addDevice();
    void addLine(const char* name, const QString& label, unsigned kinds, const Read& read, const Write& write);
    void addNumber(const char* name, const QString& label, unsigned kinds, int most, const std::function<int&(core::TemplateSpec&)>& value);
    void takeLine();
    void showSpec();
    void showMade();
    void showError(const core::Error& error);
    void place();

    Session& m_session;
    core::TemplateSpec m_spec;
    bool m_sound = true; ///< the line can be read and its template placed
    QLineEdit* m_line;
    QLabel* m_note;
    TemplatePreview* m_preview;
    QPushButton* m_place;
    QFormLayout* m_form;
    std::vector<Row> m_rows;
};

} // namespace ui
