namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/runs</c>.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Set"><c>KEY=VALUE</c> for every value that is to be another one in this run.</param>
/// <param name="NoCache">Whether every step is done anew.</param>
/// <param name="BaseDirectory">Directory from which relative paths in <paramref name="Set"/> count, besides that of pipelines.yaml.</param>
/// <param name="Cause">What asks, for the record.</param>
public sealed record StartRunRequest(
    string Pipeline, IReadOnlyList<string>? Set = null, bool NoCache = false, string? BaseDirectory = null, string? Cause = null);
