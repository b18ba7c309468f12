namespace Workflow.Jobs.Runs;

/// <summary>The endpoint that a run deployed to.</summary>
/// <param name="Name">Name.</param>
/// <param name="Url">Base address; where it serves beside another version, that of the gateway that divides the requests, as far as one runs.</param>
/// <param name="SampleRequest">A request body that scores.</param>
/// <param name="ApiKeys">Where the keys are of which callers have to show one, for example <c>env:SCORER_KEYS</c>; absent where everybody is answered.</param>
public sealed record RunEndpoint(string Name, string Url, string SampleRequest, string? ApiKeys = null)
{
    /// <summary>What the run's version is there for, where it runs beside the one that serves; absent where it serves.</summary>
    public RunSecond? Second { get; init; }
}
