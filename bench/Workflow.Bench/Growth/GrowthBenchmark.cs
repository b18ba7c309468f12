using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Growth;

/// <summary>How time and memory of guards, search and evaluation grow with the table.</summary>
internal sealed class GrowthBenchmark(string root) : IBenchmark
{
    private static readonly (int Rows, int Columns)[] Sizes = [(1, 1), (10, 1), (100, 1), (1, 10)];

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var runs = new List<GrowthRun>();
        foreach ((int rows, int columns) in Sizes)
        {
            string[] command = [Environment.ProcessPath!, root, "grow", $"{rows}", $"{columns}"];
            MeasuredProcess process = await MeasuredProcess.RunAsync(command, null, cancellationToken);
            runs.Add(JsonSerializer.Deserialize<GrowthRun>(process.Output)!);
            Console.Error.WriteLine($"  {runs[^1]}");
        }

        return Section(runs);
    }

    private static string Section(List<GrowthRun> runs)
    {
        GrowthRun first = runs[0];
        IEnumerable<string> lines = runs.Select(run =>
        {
            double cells = (double)run.Rows * run.Columns / first.Rows / first.Columns;
            double bound = cells * Math.Log((double)run.Rows * run.Columns) / Math.Log((double)first.Rows * first.Columns);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {run.Rows} | {run.Columns} | {run.Guards:F1} | {run.Search:F1} | {run.Evaluation:F1} | **{run.Seconds:F1}** | {run.Gibibytes:F2} | {run.Seconds / first.Seconds:F1} | {bound:F1} |");
        });
        return $"""
            ## Growth with the table

            The valve's table, its rows drawn again with 1 % noise and its columns copied with 50 %. Exhaustive guards, a search at the small budget (`train.time: 1`,
            8 trials, 5 folds, on a sample of at most 20,000 rows; the chosen model trained on all) and the evaluation of the model, each size in a process of its own, {Environment.ProcessorCount} threads. Growth is against the first line; n log n is what it
            may be for n cells.

            | rows | columns | guards, s | search, s | evaluation, s | all, s | GiB | growth | n log n |
            |---|---|---|---|---|---|---|---|---|
            {string.Join('\n', lines)}

            To reach: no worse than n log n; 220,500 rows of 17 columns within 24 GiB and 600 s.
            """;
    }
}
