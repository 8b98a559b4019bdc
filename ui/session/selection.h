#pragma once

#include "ui/session/element.h"

#include <QObject>

#include <vector>

namespace ui {

/// What is selected, shared by all views. The last element is the current one, whose facts are shown.
class Selection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<Element>& elements() const { return m_elements; }
    Element current() const { return m_elements.empty() ? Element() : m_elements.back(); }
    bool contains(const Element& element) const;

    void select(const Element& element); ///< this alone; nothing clears
    void select(std::vector<Element> elements);
    void clear();

    /// Forgets what an edit removed, and follows what it split or joined.
    void keepOnly(const core::Project& project);
    /// Forgets spans: the result that they belonged to was replaced.
    void dropSpans();

signals:
    void changed();

private:
    std::vector<Element> m_elements;
};

} // namespace ui
