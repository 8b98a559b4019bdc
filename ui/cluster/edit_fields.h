#pragma once

#include "core/documents/catalogue.h"
#include "ui/session/element.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <string>
#include <vector>

namespace ui {

/// A value of an element that can be written: as text, with its unit. An empty text takes an optional value away.
struct EditField
{
    QString name;
    QString hint;        ///< what such a value looks like
    QStringList choices; ///< not empty: one of these
    bool otherChoices = false; ///< or something else
    std::function<QString(const core::Project&, const Element&)> read;
    std::function<core::Result<void>(core::Project&, const Element&, const std::string&)> write;
};

/// What can be written of elements that are all of one sort, for all of them at once; of the model and the training when
/// there are none. Nothing for a mixture and for spans.
std::vector<EditField> fieldsOf(const std::vector<Element>& elements, const core::Project& project, const core::Catalogue& catalogue);

} // namespace ui
