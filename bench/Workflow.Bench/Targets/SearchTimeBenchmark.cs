using System.Globalization;
using Workflow.Training.Experiments;

namespace Workflow.Bench.Targets;

/// <summary>How long a search takes beside scikit-learn's RandomizedSearchCV over HistGradientBoosting with as many fits, one after the other.</summary>
internal sealed class SearchTimeBenchmark(string root) : IBenchmark
{
    private const int PeerTrials = 20;
    private static readonly ExperimentDefinition Definition = new() { Trials = 27, Folds = 5 };

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            var lines = new List<string>();
            foreach (string name in HydraulicTarget.Names)
            {
                var target = HydraulicTarget.Read(root, name);
                string problem = Path.Combine(directory, $"{name}.csv");
                Problem.Write(problem, target.Dataset, target.Split(1), target.Dropped, Definition.Folds, Definition.Seed);
                PeerSearch peer = await PeerSearch.RunAsync(root, problem, "hist-gradient-boosting", PeerTrials, Environment.ProcessorCount, cancellationToken);
                var own = OwnSearch.Run(target, target.Split(1), Definition, Environment.ProcessorCount);
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {own.Seconds:F1} | {own.Fits} | {own.LogLoss:F4} | {peer.Seconds:F1} | {peer.Fits} | {peer.LogLoss:F4} | **{peer.Seconds / own.Seconds:F1}** |"));
                Console.Error.WriteLine($"  {lines[^1]}");
            }

            return Section(lines);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Section(List<string> lines) => $"""
        ## Time of a search

        Published split 1 of each label, 16 columns. Workflow's whole search (every kind of learner, calibration, ensemble, the chosen model trained on all
        training rows) and scikit-learn's RandomizedSearchCV over HistGradientBoosting alone (with its refit), {Environment.ProcessorCount} fits at a time each, one
        thread per fit, one after the other.

        | label | Workflow, s | fits | test log loss | RandomizedSearchCV, s | fits | test log loss | times faster |
        |---|---|---|---|---|---|---|---|
        {string.Join('\n', lines)}

        To reach: 2 times faster at an equal or lower log loss.
        """;
}
