using System.Text.Json;
using System.Text.RegularExpressions;
using Workflow.Bench.Deploying;

namespace Workflow.Bench.Kills;

/// <summary>Tells from the record of a run in the middle of what it was killed.</summary>
internal static partial class KilledStep
{
    /// <summary>The newest run; null where there is none.</summary>
    public static async Task<JsonElement?> NewestRunAsync(BenchHome home, CancellationToken cancellationToken) =>
        (await home.ReadAsync(cancellationToken, "runs", "list", "--limit", "1")).EnumerateArray().Select(run => (JsonElement?)run).FirstOrDefault();

    /// <summary>What it did last, in words.</summary>
    /// <param name="before">The run before it.</param>
    /// <param name="run">The newest one.</param>
    public static string Of(JsonElement? before, JsonElement? run)
    {
        if (run is not { } newest || IdOf(before) == IdOf(run)) return "before the run was on record";
        JsonElement step = newest.GetProperty("steps")[0];
        if (newest.GetProperty("state").GetString() == "Succeeded") return "after its end";
        if (step.GetProperty("state").GetString() == "Queued") return "before its step began";
        string? phase = step.TryGetProperty("progress", out JsonElement progress) && progress.TryGetProperty("message", out JsonElement message) ? message.GetString() : null;
        return string.IsNullOrEmpty(phase) ? "looking at the image and the platform" : Details().Replace(phase, string.Empty);
    }

    private static string? IdOf(JsonElement? run) => run?.GetProperty("run").GetString();

    // Platform and port: the same words for all.
    [GeneratedRegex(" on (docker|process)|,? (on )?port [0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Details();
}
