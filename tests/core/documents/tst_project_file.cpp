#include "core/documents/json_text.h"
#include "core/documents/project_file.h"
#include "tests/support/json.h"
#include "tests/support/law.h"
#include "tests/support/random_project.h"
#include "tests/support/registry.h"

#include <clocale>

using namespace core;

namespace {

/// The same value with other blanks and escapes, and its keys in another order: still the same document.
class OtherSpelling
{
public:
    std::string of(const JsonValue& value) const
    {
        const bool isObject = value.kind == JsonValue::Kind::Object;
        if (!isObject && value.kind != JsonValue::Kind::Array)
            return value.kind == JsonValue::Kind::String ? quoted(value.text) : inlineJson(value);
        std::string out = isObject ? "{" : "[";
        const std::size_t count = isObject ? value.members.size() : value.items.size();
        const std::size_t first = isObject && count > 0 ? static_cast<std::size_t>(m_random.below(static_cast<int>(count))) : 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t k = (first + i) % count;
            out += (i == 0 ? "" : ",") + blank();
            out += isObject ? quoted(value.members[k].first) + blank() + ":" + blank() + of(value.members[k].second) : of(value.items[k]);
            out += blank();
        }
        return out + (isObject ? "}" : "]");
    }

private:
    std::string blank() const { return std::vector<std::string> {"", " ", "\n", "\r\n\t"}[static_cast<std::size_t>(m_random.below(4))]; }
    std::string quoted(const std::string& text) const
    {
        const std::string plain = quotedJson(text);
        const std::size_t at = plain.find('a');
        if (at == std::string::npos || m_random.coin())
            return plain;
        return plain.substr(0, at) + "\\u0061" + plain.substr(at + 1);
    }
    support::RandomProject m_random;
};

Project loaded(std::string_view text)
{
    LoadResult result = parseProject(support::json(std::string(text)));
    for (const Error& error : result.errors)
        qWarning("%s", describe(error).c_str());
    return result.project.value_or(Project {});
}

} // namespace

class TestProjectFile : public QObject
{
    Q_OBJECT
private slots:
    void anUneditedProjectSavesTheBytesThatWereRead()
    {
        QVERIFY(support::law("save(load(x)) == x", 100, 1000, [] {
            const JsonValue document = parseJson(canonicalText(support::RandomProject()())).value();
            const std::string text = OtherSpelling().of(document);
            const LoadResult result = parseProject(text);
            RC_ASSERT(result.errors.empty());
            RC_ASSERT(saveProject(*result.project) == text);
        }));
    }
    void aSavedProjectLoadsEqual()
    {
        QVERIFY(support::law("load(save(p)) == p, and its text is stable", 200, 3000, [] {
            const Project project = support::RandomProject()();
            const std::string text = canonicalText(project);
            const LoadResult result = parseProject(text);
            RC_ASSERT(result.errors.empty());
            RC_ASSERT(*result.project == project);
            RC_ASSERT(canonicalText(*result.project) == text);
        }));
    }
    void unknownValuesSurviveAnEdit()
    {
        QVERIFY(support::law("an edit elsewhere changes no unknown value", 100, 1000, [] {
            const JsonValue value = support::RandomProject().value(3);
            const std::string text = "{ \"clusterloom\": 1, \"later\": " + inlineJson(value)
                + ", \"plans\": [ { \"name\": \"a\", \"later\": " + inlineJson(value) + " } ] }";
            Project project = *parseProject(text).project;
            project.plans.update(0, [](Plan& plan) { plan.tensor = 8; });
            markEdited(project);
            const Project again = *parseProject(saveProject(project)).project;
            RC_ASSERT(again.plans[0].tensor == 8);
            RC_ASSERT(again.extras == Extras({{"later", value}}));
            RC_ASSERT(again.plans[0].extras == Extras({{"later", value}}));
        }));
    }
    void numbersKeepTheirText()
    {
        const std::string numbers = "[1.50, 1e9, -0, -0.0, 12345678901234567890123, 1E-400, 0.1000000000000000055511151231257827]";
        const Project project = loaded("{\"clusterloom\":1,\"x\":" + numbers + "}");
        QCOMPARE(QString::fromStdString(canonicalText(project)), QString::fromStdString("{\n  \"clusterloom\": 1,\n  \"x\": " + numbers + "\n}\n"));
    }
    void numbersKeepTheirTextUnderACommaLocale()
    {
        const std::string before = std::setlocale(LC_NUMERIC, nullptr);
        if (!std::setlocale(LC_NUMERIC, "de_DE.UTF-8"))
            QSKIP("this machine has no locale with a decimal comma");
        const Result<JsonValue> value = parseJson("[1.50]");
        std::setlocale(LC_NUMERIC, before.c_str());
        QCOMPARE(value->items[0].text, std::string("1.50"));
    }
    void theCanonicalTextHasOneElementALine()
    {
        const Project project = loaded("{'plans':[{'name':'grid','later':1,'tensor':8}],'clusterloom':1,'cluster':{'links':[{'ends':['n0','leaf'],'id':'up',"
            "'bandwidth':'1600 Gbit/s'}],'nodes':[{'at':[0,-1.5],'id':'n0','count':8,'device':'A100-80G-SXM','fabric':{'bandwidth':'300 GB/s','kind':'nvswitch'}},"
            "{'id':'n1'}],'switches':[{'id':'leaf'}],'devices':{'own':{'memory':'64 GiB','peaks':{'bf16':'1 PFLOP/s'},'based_on':'T4'}}},'model':{'preset':'gpt-3-175b'},"
            "'scenario':{'events':['# none','at 1 s link up down'],'seed':18446744073709551615},'search':{'b':1,'a':2},'note':'mine'}");
        const char* expected = "{\n"
            "  'clusterloom': 1,\n"
            "  'cluster': {\n"
            "    'devices': {\n"
            "      'own': { 'based_on': 'T4', 'peaks': { 'bf16': '1 PFLOP/s' }, 'memory': '64 GiB' }\n"
            "    },\n"
            "    'nodes': [\n"
            "      { 'id': 'n0', 'device': 'A100-80G-SXM', 'count': 8, 'fabric': { 'kind': 'nvswitch', 'bandwidth': '300 GB/s' }, 'nics': 1, 'at': [0, -1.5] },\n"
            "      { 'id': 'n1', 'count': 1, 'nics': 1 }\n"
            "    ],\n"
            "    'switches': [\n"
            "      { 'id': 'leaf' }\n"
            "    ],\n"
            "    'links': [\n"
            "      { 'id': 'up', 'ends': ['n0', 'leaf'], 'bandwidth': '1600 Gbit/s' }\n"
            "    ]\n"
            "  },\n"
            "  'model': { 'preset': 'gpt-3-175b' },\n"
            "  'scenario': {\n"
            "    'seed': 18446744073709551615,\n"
            "    'events': [\n"
            "      '# none',\n"
            "      'at 1 s link up down'\n"
            "    ]\n"
            "  },\n"
            "  'search': { 'b': 1, 'a': 2 },\n"
            "  'plans': [\n"
            "    { 'name': 'grid', 'tensor': 8, 'later': 1 }\n"
            "  ],\n"
            "  'note': 'mine'\n"
            "}\n";
        QCOMPARE(QString::fromStdString(canonicalText(project)), QString::fromStdString(support::json(expected)));
    }
    void aPlanIsWrittenAsInAProject()
    {
        Plan plan;
        plan.name = "uneven \"a\"";
        plan.pipelines = {{2, 12, {{{"n0:0-3"}, UnitRange {0, 14}, {}, Recompute::Full, {}}}, {}}};
        QCOMPARE(QString::fromStdString(planText(plan)), QString::fromStdString(support::json("{ 'name': 'uneven \\'a\\'', 'pipelines': [{ 'micro_batch': 2, 'micro_batches': 12, "
            "'stages': [{ 'devices': ['n0:0-3'], 'layers': [0, 14], 'recompute': 'full' }] }] }")));
    }
    void halfDrawnProjectsLoad()
    {
        for (const char* text : {"{'clusterloom':1}", "{'clusterloom':1,'cluster':{}}", "{'clusterloom':1,'cluster':{'nodes':[{'id':'n0'}]}}",
                 "{'clusterloom':1,'cluster':{'links':[{'id':'l','ends':['a','b']}]}}", "{'clusterloom':1,'model':{},'training':{},'scenario':{},'search':{},'plans':[{'name':'p'}]}"})
            QVERIFY2(parseProject(support::json(text)).project.has_value(), text);
    }
    void quantitiesKeepTheirTextAndHaveTheirValue()
    {
        const Project project = loaded("{'clusterloom':1,'cluster':{'links':[{'id':'l','ends':['a','b'],'bandwidth':'200 Gb/s','latency':'5 \\u00b5s'}]}}");
        const Link& link = project.cluster->links[0];
        QCOMPARE(link.bandwidth->value.value, 25e9); // 200 Gbit/s are 25 GB/s
        QCOMPARE(link.bandwidth->text, std::string("200 Gb/s"));
        QCOMPARE(link.latency->value.value, 5e-6);
    }
};
CLUSTERLOOM_TEST(TestProjectFile)

#include "tst_project_file.moc"
