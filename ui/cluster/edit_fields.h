#pragma once

#include "core/documents/catalogue.h"
#include "ui/widgets/edit_form.h"

#include <vector>

namespace ui {

/// What can be written of elements that are all of one sort, for all of them at once; of the model and the training when
/// there are none. Nothing for a mixture and for spans.
std::vector<EditField> fieldsOf(const std::vector<Element>& elements, const core::Project& project, const core::Catalogue& catalogue);

} // namespace ui
