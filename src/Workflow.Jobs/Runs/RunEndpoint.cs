namespace Workflow.Jobs.Runs;

/// <summary>The endpoint that a run deployed to.</summary>
/// <param name="Name">Name.</param>
/// <param name="Url">Base address.</param>
/// <param name="SampleRequest">A request body that scores.</param>
public sealed record RunEndpoint(string Name, string Url, string SampleRequest);
