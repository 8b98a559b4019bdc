#include "ui/plan/plan_fields.h"

#include "core/simulate/overlap.h"
#include "core/simulate/plan_edits.h"
#include "ui/widgets/field_text.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace ui {
namespace plan_fields {

using field_text::parse;
using field_text::spellings;
using field_text::written;

QString tr(const char* words) { return QCoreApplication::translate("ui::PlanFields", words); }

template <typename Access>
EditField field(const std::string& plan, const char* name, const char* hint, Access access)
{
    EditField made {tr(name), tr(hint), {}, false, {}, {}};
    made.read = [=](const core::Project& project, const Element&) {
        const std::size_t index = core::indexOfPlan(project, plan);
        if (index == project.plans.size())
            return QString();
        core::Plan copy = project.plans[index];
        return text(written(access(copy)));
    };
    made.write = [=](core::Project& project, const Element&, const std::string& words) -> core::Result<void> {
        core::Result<void> fine;
        if (const std::size_t index = core::indexOfPlan(project, plan); index < project.plans.size())
            project.plans.update(index, [&](core::Plan& one) { fine = parse(words, access(one)); });
        return fine;
    };
    return made;
}

EditField withChoices(EditField field, QStringList choices)
{
    field.choices = std::move(choices);
    return field;
}

/// A choice between an optional's values, spelled out; the first stands for its absence, too.
template <typename T>
EditField choice(const std::string& plan, const char* name, std::optional<T> core::Plan::*member, std::vector<std::pair<T, QString>> values)
{
    EditField made {tr(name), {}, {}, false, {}, {}};
    for (const auto& value : values)
        made.choices << value.second;
    made.read = [=](const core::Project& project, const Element&) {
        const std::size_t index = core::indexOfPlan(project, plan);
        for (const auto& [value, words] : values)
            if (index < project.plans.size() && (project.plans[index].*member).value_or(values.front().first) == value)
                return words;
        return QString();
    };
    made.write = [=](core::Project& project, const Element&, const std::string& chosen) -> core::Result<void> {
        const std::size_t index = core::indexOfPlan(project, plan);
        for (const auto& [value, words] : values)
            if (index < project.plans.size() && words.toStdString() == chosen)
                project.plans.update(index, [&, kept = value](core::Plan& one) { one.*member = kept; });
        return {};
    };
    return made;
}

/// A plan that does not say has what its software does.
EditField sendsField(const std::string& plan)
{
    EditField made = choice<core::Sends>(plan, "Sends", &core::Plan::sends,
        {{core::Sends::Asynchronous, tr("beside computing")}, {core::Sends::Blocking, tr("blocking")}});
    made.read = [plan](const core::Project& project, const Element&) {
        const std::size_t index = core::indexOfPlan(project, plan);
        if (index >= project.plans.size())
            return QString();
        const bool isBeside = core::overlapOf(project.plans[index], project.training.value_or(core::Training())).sends;
        return isBeside ? tr("beside computing") : tr("blocking");
    };
    return made;
}

/// As long as a plan has no other name that reads the same.
EditField nameField(const std::string& plan)
{
    EditField made = field(plan, "Name", "plan", [](core::Plan& p) -> auto& { return p.name; });
    made.write = [plan](core::Project& project, const Element&, const std::string& words) -> core::Result<void> {
        if (words.empty())
            return core::Error {"a plan needs a name", {}, {}, plan};
        if (words != plan && core::indexOfPlan(project, words) < project.plans.size())
            return core::Error {"another plan is called \"" + words + "\"", {}, {}, words + " 2"};
        if (const std::size_t index = core::indexOfPlan(project, plan); index < project.plans.size())
            project.plans.update(index, [&](core::Plan& one) { one.name = words; });
        return {};
    };
    return made;
}

std::vector<EditField> gridFields(const std::string& name)
{
    using core::Plan;
    return {field(name, "Tensor (TP)", "1", [](Plan& p) -> auto& { return p.tensor; }),
        field(name, "Pipeline (PP)", "1", [](Plan& p) -> auto& { return p.pipeline; }),
        field(name, "Data (DP)", "1", [](Plan& p) -> auto& { return p.data; }),
        field(name, "Context (CP)", "1", [](Plan& p) -> auto& { return p.context; }),
        field(name, "Expert (EP)", "1", [](Plan& p) -> auto& { return p.expert; }),
        field(name, "Micro-batch", "1 sample", [](Plan& p) -> auto& { return p.microBatch; }),
        field(name, "Chunks a device", "1", [](Plan& p) -> auto& { return p.interleave; })};
}

} // namespace plan_fields

std::vector<EditField> planFields(const core::Project& project, const std::string& name)
{
    using namespace plan_fields;
    const std::size_t index = core::indexOfPlan(project, name);
    if (index == project.plans.size())
        return {};
    std::vector<EditField> fields {nameField(name),
        withChoices(field(name, "Schedule", "1f1b", [](core::Plan& p) -> auto& { return p.schedule; }), spellings<core::Schedule>())};
    if (!project.plans[index].isExplicit())
        for (EditField& one : gridFields(name))
            fields.push_back(std::move(one));
    if (!project.plans[index].isExplicit())
        fields.push_back(choice<core::ContextMethod>(name, "Context by", &core::Plan::contextMethod,
            {{core::ContextMethod::Ring, tr("ring attention")}, {core::ContextMethod::AllToAll, tr("all-to-all")}}));
    fields.push_back(withChoices(field(name, "Recompute", "none", [](core::Plan& p) -> auto& { return p.recompute; }), spellings<core::Recompute>()));
    fields.push_back(choice<int>(name, "ZeRO", &core::Plan::zero,
        {{0, tr("off")}, {1, tr("1: optimizer state")}, {2, tr("2: and gradients")}, {3, tr("3: and weights")}}));
    fields.push_back(choice<bool>(name, "Sequence parallel", &core::Plan::sequenceParallel, {{false, tr("no")}, {true, tr("yes")}}));
    fields.push_back(sendsField(name));
    return fields;
}

} // namespace ui
