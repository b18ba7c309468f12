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
}
