namespace Workflow.Jobs.Schedules;

/// <summary>What people write for the policies of schedules: in pipelines.yaml, on the command line and by REST.</summary>
public static class ScheduleWords
{
    /// <summary>Words for what becomes of missed ticks.</summary>
    public static IReadOnlyDictionary<string, MisfirePolicy> Misfires { get; } = new Dictionary<string, MisfirePolicy>(StringComparer.Ordinal)
    {
        ["latest"] = MisfirePolicy.Latest,
        ["all"] = MisfirePolicy.All,
        ["none"] = MisfirePolicy.None,
    };

    /// <summary>Words for what a tick does while an earlier run is not over.</summary>
    public static IReadOnlyDictionary<string, OverlapPolicy> Overlaps { get; } = new Dictionary<string, OverlapPolicy>(StringComparer.Ordinal)
    {
        ["queue"] = OverlapPolicy.Queue,
        ["skip"] = OverlapPolicy.Skip,
        ["cancel"] = OverlapPolicy.CancelPrevious,
    };

    /// <summary>The word for a policy.</summary>
    public static string Of(MisfirePolicy misfire) => Misfires.First(word => word.Value == misfire).Key;

    /// <summary>The word for a policy.</summary>
    public static string Of(OverlapPolicy overlap) => Overlaps.First(word => word.Value == overlap).Key;
}
