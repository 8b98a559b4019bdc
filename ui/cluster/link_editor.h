#pragma once

#include "ui/cluster/name_editor.h"
#include "ui/session/session.h"

#include <string>

namespace ui {

/// For the node or switch that something is to be linked to. Those that it may be linked to are offered; of others it says why not.
class LinkEditor : public NameEditor
{
public:
    LinkEditor(Session& session, std::string source, QGraphicsView& view);

private:
    void judge() override;
    void commit() override;

    Session& m_session;
    std::string m_source;
};

} // namespace ui
