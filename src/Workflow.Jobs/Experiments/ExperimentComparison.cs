using Workflow.Jobs.Plans;

namespace Workflow.Jobs.Experiments;

/// <summary>An experiment beside the one that it was built from.</summary>
/// <param name="Other">The earlier one.</param>
/// <param name="Changed">The settings in which they differ.</param>
/// <param name="IsSameTest">Whether both are tested on the same rows; test figures compare only then. Null where that is not known.</param>
/// <param name="ColumnsGone">Columns that only the earlier model reads.</param>
/// <param name="ColumnsNew">Columns that only the later model reads.</param>
public sealed record ExperimentComparison(
    ExperimentSummary Other, IReadOnlyList<ChangedSetting> Changed, bool? IsSameTest, IReadOnlyList<string> ColumnsGone, IReadOnlyList<string> ColumnsNew)
{
    /// <summary>Compares settings.</summary>
    public static IReadOnlyList<ChangedSetting> Changes(IReadOnlyList<PlanLine> before, IReadOnlyList<PlanLine> after)
    {
        string? Find(IReadOnlyList<PlanLine> lines, string name) => lines.FirstOrDefault(line => line.Name == name)?.Text;
        return
        [
            .. from name in before.Concat(after).Select(line => line.Name).Distinct(StringComparer.Ordinal)
               let changed = new ChangedSetting(name, Find(before, name), Find(after, name))
               where changed.Before != changed.After
               select changed,
        ];
    }
}
