#include "ui/session/background_check.h"

#include "core/documents/catalogue.h"
#include "core/results/check_all.h"

#include <utility>

namespace ui {

void BackgroundCheck::start(core::Project project)
{
    const int run = ++m_run;
    m_thread = std::jthread([this, run, given = std::move(project)](std::stop_token stop) {
        auto issues = core::checkAll(given, core::builtInCatalogue(), [&](double) { return !stop.stop_requested(); });
        if (!issues)
            return;
        const auto deliver = [this, run, found = std::move(*issues)] {
            if (run == m_run)
                emit checked(found);
        };
        QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
    });
}

void BackgroundCheck::cancel()
{
    ++m_run;
    m_thread = {};
}

} // namespace ui
