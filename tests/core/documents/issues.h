#pragma once

#include "core/documents/check.h"
#include "core/documents/project_file.h"

#include "tests/support/json.h"

#include <QTest>

#include <string>

/// Projects written as JSON, and what `check` says of them.
namespace support {

/// Two nodes of four devices behind a switch.
inline const std::string smallCluster = "'cluster':{'nodes':[{'id':'n[0-1]','device':'A100-80G-SXM','count':4,"
            "'fabric':{'kind':'nvswitch','bandwidth':'300 GB/s','latency':'3 us'},'nics':4}],'switches':[{'id':'core'}],"
            "'links':[{'id':'up','ends':['n[0-1]','core'],'bandwidth':'800 Gbit/s','latency':'5 us'}]}";
/// 12 layers: 14 units.
inline const std::string smallModel = "'model':{'layers':12,'hidden':1024,'heads':16,'vocab':50000}";
inline const std::string smallTraining = "'training':{'global_batch':64,'sequence':1024,'precision':'fp16'}";

inline std::string document(const std::string& cluster, const std::string& model, const std::string& training, const std::string& more = {})
{
    return "{'clusterloom':1," + cluster + "," + model + "," + training + (more.empty() ? "" : "," + more) + "}";
}

/// Of a project in JSON with single quotes.
inline std::vector<core::Issue> issuesOf(const std::string& text)
{
    const core::LoadResult loaded = core::parseProject(json(text));
    for (const core::Error& error : loaded.errors)
        qWarning("does not load: %s", describe(error).c_str());
    return loaded.project ? core::check(*loaded.project, core::builtInCatalogue()) : std::vector<core::Issue> {{"does not load", {}, {}, {}, {}}};
}

inline std::string told(const core::Issue& issue)
{
    return std::string(issue.severity == core::Severity::Error ? "error " : "warning ") + issue.pointer + ": " + issue.message + " | " + issue.expected + " | " + issue.fix;
}

/// Whether exactly one issue is told, at `pointer`, with these words in it.
inline bool onlyIssue(const std::vector<core::Issue>& issues, const QString& pointer, const QString& message, const QString& expected, const QString& fix)
{
    for (const core::Issue& issue : issues)
        qInfo("%s", told(issue).c_str());
    if (issues.size() != 1)
        return false;
    const core::Issue& only = issues.front();
    return QString::fromStdString(only.pointer) == pointer && QString::fromStdString(only.message).contains(message)
        && QString::fromStdString(only.expected).contains(expected) && QString::fromStdString(only.fix).contains(fix);
}

} // namespace support
