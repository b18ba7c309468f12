namespace Workflow.Jobs.Runs;

/// <summary>Short names of runs: the end of the identifier, which is random; its beginning is the time.</summary>
public static class RunNames
{
    /// <summary>Letters of a short name.</summary>
    public const int Length = 12;

    /// <summary>Letters of an identifier.</summary>
    internal const int IdLength = 36;

    /// <summary>How lists show a run.</summary>
    public static string Of(string runId)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return runId.Length <= Length ? runId : runId[^Length..];
    }
}
