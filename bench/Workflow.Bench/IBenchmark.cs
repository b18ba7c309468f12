namespace Workflow.Bench;

/// <summary>One question about speed or size, answered by measurement.</summary>
internal interface IBenchmark
{
    /// <summary>Measures.</summary>
    /// <returns>A section of bench/RESULTS.md, Markdown.</returns>
    Task<string> RunAsync(CancellationToken cancellationToken);
}
