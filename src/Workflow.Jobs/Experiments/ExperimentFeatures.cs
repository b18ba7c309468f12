using System.Text.Json;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Train;
using Workflow.Training.Guards;

namespace Workflow.Jobs.Experiments;

/// <summary>What became of the columns of the data.</summary>
/// <param name="Columns">Columns that came in, the target not counted.</param>
/// <param name="Dropped">Those that the guards have taken away, by kind of finding.</param>
/// <param name="Left">Columns that are left; null before the guards are done.</param>
/// <param name="Used">Features of the chosen model; null before it is chosen.</param>
public sealed record ExperimentFeatures(int Columns, IReadOnlyList<DroppedColumns> Dropped, int? Left, IReadOnlyList<string>? Used)
{
    /// <summary>Sums up what the steps have left so far.</summary>
    public static ExperimentFeatures Of(IngestReport ingest, GuardReport? guards, Leaderboard? leaderboard)
    {
        DroppedColumns[] dropped =
        [
            .. from finding in guards?.Findings ?? []
               where finding is { Action: GuardAction.Drop, Column: not null }
               group finding.Column by finding.Kind into columns
               select new DroppedColumns(JsonNamingPolicy.KebabCaseLower.ConvertName(columns.Key.ToString()), [.. columns.Distinct(StringComparer.Ordinal)]),
        ];
        return new ExperimentFeatures(ingest.Columns, dropped, guards is null ? null : ingest.Columns - guards.Dropped.Count, leaderboard?.Features);
    }
}
