#include "core/search/adapt/policy_log.h"

#include <utility>

namespace core {

PolicyLog::PolicyLog(std::string policy, int plan)
{
    m_run.policy = std::move(policy);
    m_run.plan = plan;
    m_run.series.push_back({Nanoseconds(0), 0});
}

void PolicyLog::iterate(Nanoseconds start, Nanoseconds end)
{
    const bool isLonger = m_goesOn && m_run.series.back().at == start && m_period == end - start;
    if (!isLonger)
        point(start);
    ++m_run.iterations;
    m_run.end = end;
    if (isLonger)
        m_run.series.back() = {end, m_run.iterations};
    else
        point(end);
    m_period = end - start;
    m_goesOn = true;
}

void PolicyLog::take(const Attempt& iteration, Nanoseconds start, Nanoseconds horizon)
{
    if (iteration.lostTo && iteration.lostTo->at < horizon)
        m_run.outages.push_back(*iteration.lostTo);
    else if (!iteration.lostTo && iteration.end <= horizon)
        iterate(start, iteration.end);
}

void PolicyLog::take(PlanSwitch change)
{
    point(change.at);
    point(change.resumed);
    m_run.switches.push_back(std::move(change));
}

PolicyRun PolicyLog::finished(Nanoseconds horizon) &&
{
    point(horizon);
    return std::move(m_run);
}

void PolicyLog::point(Nanoseconds at)
{
    if (m_run.series.back().at < at)
        m_run.series.push_back({at, m_run.iterations});
    m_goesOn = false;
}

} // namespace core
