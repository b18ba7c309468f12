using Workflow.Training.Datasets;

namespace Workflow.Training.Guards;

/// <summary>
/// What rich features make of a sensor is told apart from the sensor's own column by name only: where the one is a leak, so are the others, and
/// what a model owes to the sensor is spread over all of them.
/// </summary>
internal sealed class DerivedColumns(DatasetSchema schema)
{
    /// <summary>A column's importance with that of all columns of the same sensor; of a ratio, that of the sensor that has more.</summary>
    /// <param name="column">Index of the column.</param>
    /// <param name="importance">The importance of each column.</param>
    public double ImportanceOfSensor(int column, double[] importance) =>
        SensorsOf(schema.Features[column]).Max(sensor => schema.Features.Index().Where(other => SensorsOf(other.Item).Contains(sensor, StringComparer.Ordinal)).Sum(other => importance[other.Index]));

    /// <summary>A finding for each sensor that is dropped with all that is made of it.</summary>
    /// <param name="findings">The findings of single columns.</param>
    public IReadOnlyList<Finding> DroppedWithSensors(IEnumerable<Finding> findings) =>
    [
        .. from finding in findings
           where TakesSensor(finding)
           let made = NamesOf(finding.Column!)
           where made.Length > 0
           select new Finding(finding.Kind, null, null, null, GuardAction.Drop, $"with {finding.Column} the {made.Length} columns that are made of its sensor are dropped")
           {
               Severity = FindingSeverity.Note,
           },
    ];

    /// <summary>Names of all columns that findings drop.</summary>
    public HashSet<string> Dropped(IEnumerable<Finding> findings) =>
    [
        .. from finding in findings
           where finding is { Action: GuardAction.Drop, Column: not null }
           from column in TakesSensor(finding) ? [finding.Column!, .. NamesOf(finding.Column!)] : new[] { finding.Column! }
           select column,
    ];

    // A column that never changes or repeats another one says nothing of the course of its samples.
    private static bool TakesSensor(Finding finding) =>
        finding is { Action: GuardAction.Drop, Column: not null, Kind: FindingKind.Leakage or FindingKind.Shift or FindingKind.Identifier };

    private string[] NamesOf(string sensor) =>
        [.. schema.Features.Where(column => column.DerivedFrom?.Contains(sensor, StringComparer.Ordinal) == true).Select(column => column.Name)];

    private static IReadOnlyList<string> SensorsOf(DatasetColumn column) => column.DerivedFrom ?? [column.Name];
}
