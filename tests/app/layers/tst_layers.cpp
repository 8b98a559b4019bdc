#include "tests/support/registry.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

/// The rooms of the house, from left to right. A file may include its own room and those to its left.
class TestLayers : public QObject
{
    Q_OBJECT
    static inline const QStringList plots {"ui/widgets/line_chart.cpp", "ui/widgets/plot.cpp", "ui/widgets/scatter_plot.cpp"};
    static inline const QStringList rooms {"core/base", "core/documents", "core/costs", "core/network", "core/simulate",
        "core/search", "core/results", "ui/session", "ui/widgets", "ui/cluster", "ui/scenario", "ui/plan", "ui/search",
        "ui/timeline", "ui/results", "ui/text", "ui/trust", "ui/lessons", "app"};

    static qsizetype roomOf(const QString& path)
    {
        for (qsizetype i = 0; i < rooms.size(); ++i)
            if (path.startsWith(rooms[i] + "/"))
                return i;
        return -1;
    }
    /// Complaints about one file's text, empty when it keeps the order.
    static QStringList violations(const QString& path, const QString& text)
    {
        static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"),
            QRegularExpression::MultilineOption);
        static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt|qcustomplot|Qsci/)"));
        QStringList found;
        const qsizetype room = roomOf(path);
        if (room < 0)
            found << path + " lies in no room";
        for (auto it = include.globalMatch(text); it.hasNext();) {
            const QString target = it.next().captured(1);
            if (path.startsWith("core/") && qt.match(target).hasMatch())
                found << path + " includes Qt: " + target;
            if (path.startsWith("app/cli/") && qt.match(target).hasMatch())
                found << path + " includes Qt: " + target;
            if (target.startsWith("core/") || target.startsWith("ui/") || target.startsWith("app/"))
                if (roomOf(target) > room)
                    found << path + " includes a room to its right: " + target;
            if (target == "qcustomplot.h" && !plots.contains(path))
                found << path + " includes qcustomplot.h, which only " + plots.join(" and ") + " may";
        }
        return found;
    }

private slots:
    void everyFileIncludesOnlyRoomsToItsLeft()
    {
        const QDir root(QStringLiteral(CLUSTERLOOM_SOURCE_DIR));
        QStringList found;
        int files = 0;
        for (const char* top : {"core", "ui", "app"}) {
            QDirIterator it(root.filePath(top), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                found += violations(root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()));
                ++files;
            }
        }
        QVERIFY(files > 20);
        QVERIFY2(found.isEmpty(), qPrintable(found.join("\n")));
    }
    void theCheckCanFail()
    {
        QCOMPARE(violations("core/base/x.h", "#include \"core/network/network.h\"\n").size(), 1);
        QCOMPARE(violations("core/network/x.h", "#include \"core/base/units.h\"\n").size(), 0);
        QCOMPARE(violations("core/base/x.h", "#include <QString>\n").size(), 1);
        QCOMPARE(violations("ui/timeline/x.cpp", "#include \"app/gui/main_window.h\"\n").size(), 1);
        QCOMPARE(violations("ui/timeline/x.cpp", "# include <qcustomplot.h>\n").size(), 1);
        QCOMPARE(violations("app/cli/main.cpp", "#include <QApplication>\n").size(), 1);
    }
};
CLUSTERLOOM_TEST(TestLayers)

#include "tst_layers.moc"
