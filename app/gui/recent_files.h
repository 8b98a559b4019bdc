#pragma once

#include <QMenu>

class QSettings;

namespace app {

/// The files opened last, newest first, as a menu kept in the settings.
class RecentFiles : public QMenu
{
    Q_OBJECT
public:
    static constexpr int most = 10;
    explicit RecentFiles(QSettings& settings, QWidget* parent = nullptr);

    void add(const QString& path);
    QStringList paths() const;

signals:
    void chosen(const QString& path);

private:
    void rebuild();

    QSettings& m_settings;
};

/// "gpt-39b/project.loom": the file's name with its folder's, which tells projects apart.
QString shortName(const QString& path);

} // namespace app
