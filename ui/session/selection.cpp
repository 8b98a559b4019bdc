#include "ui/session/selection.h"

#include <algorithm>

namespace ui {

bool Selection::contains(const Element& element) const
{
    return std::find(m_elements.begin(), m_elements.end(), element) != m_elements.end();
}

void Selection::select(const Element& element)
{
    select(isNothing(element) ? std::vector<Element>() : std::vector<Element> {element});
}

void Selection::select(std::vector<Element> elements)
{
    if (elements == m_elements)
        return;
    m_elements = std::move(elements);
    emit changed();
}

void Selection::clear() { select(std::vector<Element>()); }

void Selection::keepOnly(const core::Project& project)
{
    auto kept = m_elements;
    std::transform(kept.begin(), kept.end(), kept.begin(), [&](const Element& element) { return followed(project, element); });
    std::erase_if(kept, [&](const Element& element) {
        return !std::holds_alternative<SpanIndex>(element) && !exists(project, element);
    });
    select(std::move(kept));
}

void Selection::dropSpans()
{
    auto kept = m_elements;
    std::erase_if(kept, [](const Element& element) { return std::holds_alternative<SpanIndex>(element); });
    select(std::move(kept));
}

} // namespace ui
