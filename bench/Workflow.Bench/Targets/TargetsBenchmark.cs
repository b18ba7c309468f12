using System.Globalization;
using Workflow.Training.Experiments;

namespace Workflow.Bench.Targets;

/// <summary>
/// Test log loss of all five labels on the ten published splits, beside three peers that were tuned with at least as many fits on the same folds.
/// </summary>
internal sealed class TargetsBenchmark(string root) : IBenchmark
{
    private const int Splits = 10;
    private const int PeerTrials = 20;

    private const int PeerFits = 5 * PeerTrials;

    // With successive halving so many trials take at most as many fits as the peers have.
    private static readonly ExperimentDefinition Compared = new() { Trials = 27, Folds = 5 };

    // What a run does unless it is told otherwise.
    private static readonly ExperimentDefinition Default = new();

    // What was to be reached, and what was measured before: means of ten splits.
    private static readonly double[] Reach = [0.0033, 0.058, 0.0165, 0.034, 0.080];

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            Problem.WriteAll(root, directory);
            var lines = new List<string>();
            var details = new List<string>();
            int most = 0;
            for (int i = 0; i < HydraulicTarget.Names.Count; i++)
            {
                string name = HydraulicTarget.Names[i];
                OwnSearch[] own = await SearchAsync(name, Compared), byDefault = await SearchAsync(name, Default);
                most = Math.Max(most, own.Max(search => search.Fits));
                if (most > PeerFits) throw new InvalidOperationException($"{name} took {most} fits, the peers {PeerFits}: give fewer trials");
                double[][] peers = await PeersAsync(directory, name, cancellationToken);
                var row = new TargetsRow(name, [.. own.Select(search => search.LogLoss)], peers, [.. byDefault.Select(search => search.LogLoss)], Reach[i]);
                lines.Add(row.Summary());
                details.AddRange(row.Splits());
                Console.Error.WriteLine($"  {lines[^1]}");
            }

            return Section(lines, details, most);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<OwnSearch[]> SearchAsync(string name, ExperimentDefinition definition)
    {
        var target = HydraulicTarget.Read(root, name);
        var found = new OwnSearch[Splits];
        for (int split = 1; split <= Splits; split++)
        {
            found[split - 1] = await OwnSearch.RunKeptAsync(root, target, split, definition);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name} {split}, {definition.Trials} trials: {found[split - 1]}"));
        }

        return found;
    }

    private async Task<double[][]> PeersAsync(string directory, string name, CancellationToken cancellationToken)
    {
        var losses = new double[PeerSearch.Learners.Count][];
        for (int peer = 0; peer < losses.Length; peer++)
        {
            losses[peer] = new double[Splits];
            for (int split = 1; split <= Splits; split++)
            {
                string problem = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{split}.csv"));
                losses[peer][split - 1] = (await PeerSearch.RunKeptAsync(root, problem, PeerSearch.Learners[peer], PeerTrials, cancellationToken)).LogLoss;
            }
        }

        return losses;
    }

    private static string Section(List<string> lines, List<string> details, int mostFits) => $"""
        ## All five labels on the ten published splits

        Test log loss, mean and standard deviation over the ten published 75/25 splits; for every label without cool_eff_pct, which the cooler's leakage guard
        drops. Workflow searches with
        {Compared.Trials} trials, which took at most {mostFits} fits on a fold; scikit-learn's HistGradientBoosting and ExtraTrees and XGBoost are tuned by
        RandomizedSearchCV with {PeerFits} fits each, on the same rows and the same five folds. The lowest mean of a row is bold. The ratio is ours over the
        best peer's mean; the difference is the mean of ours minus that peer's on the same split, with its standard error over the ten splits. Beside it the
        default search, of {Default.Trials} trials.

        | label | Workflow | {string.Join(" | ", TargetsRow.PeerNames)} | ratio | difference | by default | to reach |
        |---|---|---|---|---|---|---|---|---|
        {string.Join('\n', lines)}

        On each split, 1 to 10, ours and the best peer's; two rows of the data, 0 and 1464, decide the cooler's figures on those splits that have them in
        their test part:

        | label | who | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', details)}

        No test label informs a choice. The splits themselves are not unseen: these figures were looked at while the search was made.
        """;
}
