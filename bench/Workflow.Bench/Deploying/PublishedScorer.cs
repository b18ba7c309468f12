using Workflow.Jobs.Engine;
using Workflow.Jobs.Home;

namespace Workflow.Bench.Deploying;

/// <summary>The scorer, published once for all benchmarks of a checkout.</summary>
internal static class PublishedScorer
{
    /// <summary>Puts it into a state directory, as if it had been published there.</summary>
    public static async Task CopyAsync(string root, WorkflowHome home, CancellationToken cancellationToken)
    {
        var published = new WorkflowHome(Path.Combine(root, ".artifacts", "bench-engine"));
        EngineLayer engine = await new ScorerPublisher(published, root).EnsureAsync(null, cancellationToken);
        string from = Path.Combine(published.Engine, engine.SourceHash);
        string into = Directory.CreateDirectory(Path.Combine(home.Engine, engine.SourceHash)).FullName;
        foreach (string file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
    }
}
