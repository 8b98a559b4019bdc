#pragma once

#include "core/search/adapt/adapt.h"
#include "ui/session/background_work.h"

#include <filesystem>

namespace ui {

struct AdaptInput
{
    core::Project project;
    std::filesystem::path folder {}; ///< of the project's file: where its traces are
    core::AdaptOptions options {};   ///< without traces and progress
};

/// One comparison of policies in the background, on a copy.
class AdaptRunner : public QObject
{
    Q_OBJECT
public:
    explicit AdaptRunner(QObject* parent = nullptr);

    void start(AdaptInput input); ///< nothing while one runs
    void cancel() { m_work.cancel(); }
    bool isRunning() const { return m_work.isRunning(); }

signals:
    void progressed(const QString& doing);
    void ended(std::shared_ptr<const core::Adaptation> adaptation); ///< null: cancelled
    void failed(const core::Error& error);

private:
    core::Result<core::Adaptation> run(AdaptInput input);

    BackgroundWork<core::Adaptation> m_work;
};

} // namespace ui
