namespace Workflow.Jobs.Runs;

/// <summary>The endpoint that a run deployed to.</summary>
/// <param name="Name">Name.</param>
/// <param name="Url">Base address.</param>
/// <param name="SampleRequest">A request body that scores.</param>
/// <param name="ApiKeys">Where the keys are of which callers have to show one, for example <c>env:SCORER_KEYS</c>; absent where everybody is answered.</param>
public sealed record RunEndpoint(string Name, string Url, string SampleRequest, string? ApiKeys = null);
