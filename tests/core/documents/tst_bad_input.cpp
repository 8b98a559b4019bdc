#include "core/documents/check.h"
#include "core/documents/project_file.h"
#include "tests/support/json.h"
#include "tests/support/registry.h"

#include <QTemporaryDir>

#include <fstream>
#include <unistd.h>

using namespace core;

/// What a user gives by mistake: refused with the place, what was expected there, and what to write instead.
class TestBadInput : public QObject
{
    Q_OBJECT

    static void addRow(const char* name, const std::string& text, const char* where, const char* message, const char* expected, const char* fix)
    {
        QTest::newRow(name) << QByteArray::fromStdString(text) << where << message << expected << fix;
    }
    static void addJson(const char* name, const std::string& text, const char* where, const char* message, const char* expected, const char* fix)
    {
        addRow(name, support::json(text), where, message, expected, fix);
    }
    static std::string nodeWith(const std::string& fields) { return "{'clusterloom':1,'cluster':{'nodes':[{'id':'n0'," + fields + "}]}}"; }
    static std::string linkWith(const std::string& fields) { return "{'clusterloom':1,'cluster':{'links':[{'id':'l','ends':['a','b']," + fields + "}]}}"; }

private slots:
    void textThatIsNotAProjectIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("fix");
        addRow("empty", "", "line 1, column 1", "ends before", "closing brackets", "");
        addRow("truncated", "{\"clusterloom\": 1,\n  \"cluster\": { \"nodes\": [", "line 2, column 26, in /cluster/nodes/0", "ends before", "closing brackets", "");
        addRow("truncated string", "{\"clusterloom\": 1,\n \"note\": \"abc", "line 2, column 14, in /note", "ends before", "closing brackets", "");
        addJson("deep", std::string(101, '['), "line 1, column 101", "deeper than 100", "at most 100 levels", "");
        addJson("very deep", std::string(300'000, '['), "line 1, column 101", "deeper than 100", "at most 100 levels", "");
        addRow("duplicate key", "{\"clusterloom\": 1,\n \"model\": {\"layers\": 1,\n  \"hidden\": 2, \"layers\": 3}}", "line 3, column 23, in /model/layers",
            "\"layers\" appears twice", "every key once", "remove or rename");
        addRow("not a number", "{\"clusterloom\": 1,\n \"x\": [1, NaN]}", "line 2, column 11, in /x/1", "NaN is not a JSON number", "a finite number", "leave the key out");
        addRow("infinity", "{\"clusterloom\": 1,\n \"x\": -Infinity}", "line 2, column 8, in /x", "-Infinity is not a JSON number", "a finite number", "leave the key out");
        addRow("number too large", "{\"clusterloom\": 1, \"x\": 1e999 }", "in /x", "1e999 is out of range", "a number below", "");
        addRow("comment", "{\"clusterloom\": 1, // mine\n}", "line 1, column 20", "comments are not JSON", "a value or a key", "remove the comment");
        addRow("trailing comma", "{\"clusterloom\": 1,\n}", "line 2, column 1", "a comma before", "only between", "remove the comma");
        addRow("open string", "{\"clusterloom\": 1,\n \"note\": \"a,\n \"x\": 1}", "line 2", "no closing quotation mark", "ends in its line", "add the");
        addRow("bare word", "{\"clusterloom\": 1,\n \"note\": none }", "line 2", "is not a JSON value", "in double quotes", "");
        addRow("bare key", "{\"clusterloom\": 1,\n note: 1 }", "line 2", "is not a key", "a key in double quotes", "");
        addRow("no colon", "{\"clusterloom\": 1,\n \"note\" \"a\" }", "line 2", "a colon is missing", "a colon and a value", "add the colon");
        addRow("no comma after a value", "{\"clusterloom\": 1\n \"note\": \"a\" }", "line 2", "a comma is missing before this key", "between two keys", "add the comma");
        addRow("no comma in a list", "{\"clusterloom\": 1,\n \"note\": [1 2] }", "line 2", "before this element", "between two elements", "add the comma");
        addRow("no value", "{\"clusterloom\": 1,\n \"note\": }", "line 2", "a value is missing", "a string, a number", "");
        addRow("single quotes", "{'clusterloom': 1}", "line 1, column 2", "single quote", "double quotes", "use \"");
        addRow("invalid UTF-8", "{\"clusterloom\": 1,\n \"note\": \"a\xff\"}", "line 2, column 12", "byte 30 is not valid UTF-8", "UTF-8 text", "encoding UTF-8");
        addRow("half a character", "{\"clusterloom\": 1, \"note\": \"\xc3\"}", "line 1, column 29", "byte 28 is not valid UTF-8", "UTF-8 text", "encoding UTF-8");
        addRow("not an object", "[1]", "", "is an array", "an object", "");
        addRow("no format", "{}", "", "has no \"clusterloom\"", "whole number equal to 1", "\"clusterloom\": 1");
        addJson("later format", "{'clusterloom': 2, 'cluster': 5}", "/clusterloom", "format 2, written by a later version", "format 1", "save it there as format 1");
        addJson("odd format", "{'clusterloom': '1'}", "/clusterloom", "is a string", "whole number equal to 1", "1");
        addJson("wrong type", nodeWith("'count': '8'"), "/cluster/nodes/0/count", "is a string", "a whole number from 1 to 1024", "8");
        addJson("fraction", nodeWith("'count': 1.5"), "/cluster/nodes/0/count", "is 1.5", "a whole number from 1 to 1024", "8");
        addJson("too many devices", nodeWith("'count': 2000"), "/cluster/nodes/0/count", "is 2000", "a whole number from 1 to 1024", "8");
        addJson("nodes not listed", "{'clusterloom':1,'cluster':{'nodes':{}}}", "/cluster/nodes", "is an object", "an array of at most 100,000 nodes", "[]");
        addJson("no id", "{'clusterloom':1,'cluster':{'nodes':[{}]}}", "/cluster/nodes/0", "has no \"id\"", "a name that is not empty", "\"id\": \"n0\"");
        addJson("no ends", "{'clusterloom':1,'cluster':{'links':[{'id':'l'}]}}", "/cluster/links/0", "has no \"ends\"", "two ids", "\"ends\": [\"n0\", \"leaf\"]");
        addJson("three ends", "{'clusterloom':1,'cluster':{'links':[{'id':'l','ends':['a','b','c']}]}}", "/cluster/links/0/ends", "is an array of 3", "two ids", "[");
        addJson("null", nodeWith("'device': null"), "/cluster/nodes/0/device", "is null", "the kind of its devices", "\"A100-80G-SXM\"");
        addJson("misspelt fabric", nodeWith("'fabric': {'kind': 'nvswich'}"), "/cluster/nodes/0/fabric/kind", "is \"nvswich\"", "one of \"nvswitch\"", "\"nvswitch\"");
        addJson("fabric of null", nodeWith("'fabric': null"), "/cluster/nodes/0/fabric", "is null", "what joins the devices", "\"kind\"");
        addJson("negative bandwidth", linkWith("'bandwidth': '-200 Gbit/s'"), "/cluster/links/0/bandwidth", "negative", "a bandwidth with its unit", "\"200 Gbit/s\"");
        addJson("b or B", linkWith("'bandwidth': '200 gb/s'"), "/cluster/links/0/bandwidth", "unknown unit \"gb/s\"", "a bandwidth with its unit", "\"200 Gb/s\" (bits) or \"200 GB/s\" (bytes)");
        addJson("an amount", linkWith("'bandwidth': '25 GB'"), "/cluster/links/0/bandwidth", "is an amount", "a bandwidth with its unit", "\"25 GB/s\"");
        addJson("no unit", linkWith("'bandwidth': '200'"), "/cluster/links/0/bandwidth", "unit is missing", "a bandwidth with its unit", "\"200 Gbit/s\"");
        addJson("bare number", linkWith("'bandwidth': 200"), "/cluster/links/0/bandwidth", "is a number", "a bandwidth with its unit", "\"200 Gbit/s\"");
        addJson("infinite bandwidth", linkWith("'bandwidth': 'inf Gbit/s'"), "/cluster/links/0/bandwidth", "", "a bandwidth with its unit", "");
        addJson("precision", "{'clusterloom':1,'training':{'precision':'mxfp8'}}", "/training/precision", "is \"mxfp8\"", "one of \"fp32\"", "\"fp8\"");
        addJson("batch of nothing", "{'clusterloom':1,'training':{'global_batch':0}}", "/training/global_batch", "is 0", "a whole number from 1", "");
        addJson("schedule", "{'clusterloom':1,'plans':[{'name':'p','schedule':'1f1B1'}]}", "/plans/0/schedule", "is \"1f1B1\"", "one of \"gpipe\"", "\"1f1b\"");
        addJson("misspelt peak", "{'clusterloom':1,'cluster':{'devices':{'a/b':{'peaks':{'bf61':'1 TFLOP/s'}}}}}", "/cluster/devices/a~1b/peaks/bf61", "is an unknown key", "one of \"fp32\"", "\"bf16\"");
        addJson("negative seed", "{'clusterloom':1,'scenario':{'seed':-1}}", "/scenario/seed", "is -1", "at least 0", "1");
        addJson("seed too large", "{'clusterloom':1,'scenario':{'seed':18446744073709551616}}", "/scenario/seed", "is 18446744073709551616", "a whole number", "");
    }
    void textThatIsNotAProjectIsRefused()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, where);
        QFETCH(const QString, message);
        QFETCH(const QString, expected);
        QFETCH(const QString, fix);
        const LoadResult result = parseProject({text.constData(), static_cast<std::size_t>(text.size())});
        QVERIFY(!result.project);
        QVERIFY(!result.errors.empty());
        const Error& error = result.errors.front();
        qInfo("%s", describe(error).substr(0, 300).c_str());
        const QString place = QString::fromStdString(error.where);
        QVERIFY(where.startsWith("line") || where.startsWith("in ") ? place.contains(where) : place == where);
        QVERIFY(QString::fromStdString(error.message).contains(message));
        QVERIFY(QString::fromStdString(error.expected).contains(expected));
        QVERIFY(fix.isEmpty() ? true : QString::fromStdString(error.fix).contains(fix));
    }
    void everyErrorIsToldInTheOrderOfTheFile()
    {
        const LoadResult result = parseProject(support::json("{'plans':[{'name':'p','zero':4}],'clusterloom':1,"
            "'cluster':{'nodes':[{'id':'n0','count':0,'nics':'two'}],'links':[{'id':'l','ends':['a','b'],'bandwidth':'1 GB','latency':'-1 us'}]}}"));
        std::vector<std::string> places;
        for (const Error& error : result.errors)
            places.push_back(error.where);
        QCOMPARE(places, (std::vector<std::string> {"/plans/0/zero", "/cluster/nodes/0/count", "/cluster/nodes/0/nics", "/cluster/links/0/bandwidth", "/cluster/links/0/latency"}));
    }
    void aFloodOfErrorsIsCutShort()
    {
        std::string text = support::json("{'clusterloom':1,'plans':[");
        for (int i = 0; i < 500; ++i)
            text += std::string(i ? "," : "") + "{}";
        const LoadResult result = parseProject(text + "]}");
        QCOMPARE(result.errors.size(), std::size_t(101));
        QCOMPARE(result.errors.back().message, std::string("and 400 more errors"));
    }
    void aMillionNodesAreRefused()
    {
        std::string text = support::json("{'clusterloom':1,'cluster':{'nodes':[");
        for (int i = 0; i < 1'000'000; ++i)
            text += std::string(i ? "," : "") + "{\"id\":\"n" + std::to_string(i) + "\"}";
        const LoadResult result = parseProject(text + "]}}");
        QVERIFY(!result.project);
        QCOMPARE(result.errors.front().message, std::string("the text has more than 400000 objects"));
        QVERIFY(result.errors.front().where.find("in /cluster/nodes/399998") != std::string::npos); // the document, the cluster, and a node too many
        QVERIFY(result.errors.front().expected.find("at most 100,000 nodes") != std::string::npos);
        QVERIFY(result.errors.front().fix.find("n[0-63]") != std::string::npos);
    }
    void anArrayOfAMillionNodesIsAnIssue()
    {
        const LoadResult result = parseProject(support::json("{'clusterloom':1,'cluster':{'nodes':[{'id':'n[0-999999]','device':'A100-80G-SXM'}]}}"));
        QVERIFY(result.project);
        const auto issues = check(*result.project, builtInCatalogue());
        QVERIFY(!issues.empty());
        QCOMPARE(issues.front().pointer, std::string("/cluster/nodes/0/id"));
        QCOMPARE(issues.front().message, std::string("\"n[0-999999]\" has more than 100,000 members"));
    }
    void filesThatCannotBeReadAreNamed()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const LoadResult directory = loadProject(root);
        QCOMPARE(directory.errors.at(0).where, root.string());
        QCOMPARE(directory.errors.at(0).message, std::string("is a folder"));
        QCOMPARE(directory.errors.at(0).expected, std::string("a project file (.loom)"));

        const LoadResult missing = loadProject(root / "none.loom");
        QCOMPARE(missing.errors.at(0).where, (root / "none.loom").string());
        QCOMPARE(missing.errors.at(0).message, std::string("there is no such file"));

        const LoadResult below = loadProject(root / "none.loom" / "x.loom");
        QVERIFY(!below.project && below.errors.size() == 1);

        const LoadResult device = loadProject("/dev/zero");
        QCOMPARE(device.errors.at(0).message, std::string("is not a regular file"));
    }
    void aFileWithoutPermissionIsNamed()
    {
        if (geteuid() == 0)
            QSKIP("root may read everything");
        const QTemporaryDir folder;
        const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "closed.loom";
        std::ofstream(path) << support::json("{'clusterloom':1}");
        std::filesystem::permissions(path, std::filesystem::perms::none);
        const LoadResult result = loadProject(path);
        QCOMPARE(result.errors.at(0).where, path.string());
        QVERIFY(result.errors.at(0).message.find("permission denied") != std::string::npos);
    }
    void aGoodFileLoads()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "good.loom";
        const std::string text = "{ \"clusterloom\": 1, \"model\": { \"preset\": \"gpt-3-175b\" } }\n";
        std::ofstream(path) << text;
        const LoadResult result = loadProject(path);
        QVERIFY(result.project);
        QCOMPARE(saveProject(*result.project), text);
    }
};
CLUSTERLOOM_TEST(TestBadInput)

#include "tst_bad_input.moc"
