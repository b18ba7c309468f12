using System.Globalization;
using System.Text.Json.Serialization;

namespace Workflow.Jobs.Runs;

/// <summary>A worker's right to one step. Whatever it writes counts only while the fence is the step's own.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Fence">The claim's number.</param>
public sealed record StepClaim(string RunId, string Step, long Fence)
{
    /// <summary>What its programs and containers are marked with: run/step/fence.</summary>
    [JsonIgnore]
    public string Mark => string.Create(CultureInfo.InvariantCulture, $"{RunId}/{Step}/{Fence}");

    /// <summary>Reads what <see cref="Mark"/> wrote; null where it is something else.</summary>
    public static StepClaim? TryParse(string mark) =>
        mark.Split('/') is [{ Length: > 0 } run, { Length: > 0 } step, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long fence)
            ? new StepClaim(run, step, fence)
            : null;
}
