using System.Globalization;
using Workflow.Bench.Targets;
using Workflow.Training.Experiments;
using Workflow.Training.Recipes;

namespace Workflow.Bench.Rich;

/// <summary>Test log loss with rich features on the ten published splits: the default search, every split, nobody picks a seed.</summary>
internal sealed class RichBenchmark(string root) : IBenchmark
{
    private const int Splits = 10;

    // What rich features reached on one split, untuned, before there was a search for them.
    private static readonly (string Name, double Reach)[] Targets =
        [("valve_cond_y", 0.0011), ("pump_leak_y", 0.0066), ("acc_gas_leak_y", 0.0275), ("stable_y", 0.050)];

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var losses = new Dictionary<(string Name, int Split), OwnSearch>();
        foreach ((string name, _) in Targets)
        {
            var target = HydraulicTarget.Read(root, name, FeatureSet.Rich);
            for (int split = 1; split <= Splits; split++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                OwnSearch search = await OwnSearch.RunKeptAsync(root, target, split, new ExperimentDefinition());
                losses[(name, split)] = search;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}, split {split}: test log loss {search.LogLoss:F5} in {search.Seconds:F0} s, {search.Learner}"));
            }
        }

        return Section(losses);
    }

    private static string Section(Dictionary<(string Name, int Split), OwnSearch> losses)
    {
        IEnumerable<string> lines = Enumerable.Range(1, Splits).Select(split =>
            $"| {split} | {string.Join(" | ", Targets.Select(target => Number(losses[(target.Name, split)].LogLoss)))} |");
        IEnumerable<string> means = Targets.Select(target => Number(Enumerable.Range(1, Splits).Average(split => losses[(target.Name, split)].LogLoss)));
        return $"""
            ## Rich features on the ten published splits

            Test log loss of the default search with `features: rich` on the archive of 1 Hz; without cool_eff_pct and what is made of its sensor. The number
            of segments was chosen by cross-validation on training rows.

            | split | {string.Join(" | ", Targets.Select(target => target.Name))} |
            |---|---|---|---|---|
            {string.Join('\n', lines)}
            | **mean** | {string.Join(" | ", means.Select(mean => $"**{mean}**"))} |
            | to reach: at most | {string.Join(" | ", Targets.Select(target => Number(target.Reach)))} |
            """;
    }

    private static string Number(double value) => value.ToString("F5", CultureInfo.InvariantCulture);
}
