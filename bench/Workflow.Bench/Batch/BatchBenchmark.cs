using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Bench.Measuring;
using Workflow.Bench.Scoring;
using Workflow.Bench.Targets;

namespace Workflow.Bench.Batch;

/// <summary>A CSV file scored into another, beside pandas and XGBoost doing the same, and memory as the file grows.</summary>
internal sealed class BatchBenchmark(string root) : IBenchmark
{
    private const int Rounds = 3;
    private const int ComparedRows = 5_000_000;
    private const double LargestDifference = 1e-5;

    private static readonly int[] Sizes = [10_000, 1_000_000, 10_000_000];

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            var model = BenchModel.Train(HydraulicTarget.Read(root, "cool_cond_y").Dataset);
            await File.WriteAllBytesAsync(Path.Combine(folder, "bench.pipeline"), model.File, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "model.json"), model.Booster, cancellationToken);
            string rows = Path.Combine(folder, $"{ComparedRows}.csv");
            WriteRows(rows, model, ComparedRows);
            List<double> own = [], pandas = [];
            for (int round = 0; round < Rounds; round++)
            {
                own.Add((await OwnAsync(folder, rows, cancellationToken)).Seconds);
                pandas.Add(await PandasAsync(folder, model, rows, cancellationToken));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {own[^1]:F2} s, pandas and XGBoost {pandas[^1]:F2} s"));
            }

            double difference = Difference(Path.Combine(folder, "own.csv"), Path.Combine(folder, "pandas.csv"), model.Pipeline.OutputColumns.Count);
            var grown = new List<string>();
            foreach (int size in Sizes)
            {
                string file = Path.Combine(folder, $"{size}.csv");
                if (size != ComparedRows) WriteRows(file, model, size);
                BatchRun run = await OwnAsync(folder, file, cancellationToken);
                grown.Add(string.Create(CultureInfo.InvariantCulture, $"| {size} | {new FileInfo(file).Length / 1e6:F0} | {run.Seconds:F2} | {size / run.Seconds:F0} | {run.Mebibytes:F0} |"));
                Console.Error.WriteLine($"  {grown[^1]}");
                File.Delete(file);
            }

            return Section(model, new Sample(own), new Sample(pandas), difference, grown);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<BatchRun> OwnAsync(string folder, string rows, CancellationToken cancellationToken)
    {
        string output = Path.Combine(folder, "own.csv");

        // What a batch has made of the same file is not made again.
        File.Delete(output);
        MeasuredProcess process = await MeasuredProcess.RunAsync([Environment.ProcessPath!, root, "score-batch", Path.Combine(folder, "bench.pipeline"), rows, output], null, cancellationToken);
        return JsonSerializer.Deserialize<BatchRun>(process.Output)!;
    }

    private async Task<double> PandasAsync(string folder, BenchModel model, string rows, CancellationToken cancellationToken)
    {
        string classes = JsonSerializer.Serialize(model.Pipeline.TargetLabels);
        MeasuredProcess process = await MeasuredProcess.RunAsync(
            ["/usr/bin/python3", Path.Combine(root, "bench", "peers", "batch.py"), Path.Combine(folder, "model.json"), classes, rows, Path.Combine(folder, "pandas.csv")], null, cancellationToken);
        return JsonDocument.Parse(process.Output).RootElement.GetProperty("Seconds").GetDouble();
    }

    private static void WriteRows(string path, BenchModel model, int rows)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20) { NewLine = "\n" };
        file.WriteLine($"id,{string.Join(',', model.Pipeline.InputColumns.Select(column => column.Name))}");
        for (int row = 0; row < rows; row++)
        {
            file.Write(row);
            foreach (double cell in model.Cells.AsSpan(row % model.RowCount * model.Width, model.Width))
            {
                file.Write(',');
                file.Write(cell.ToString(CultureInfo.InvariantCulture));
            }

            file.WriteLine();
        }
    }

    // Both keep the first column, then say the class, then the probabilities.
    private static double Difference(string own, string pandas, int outputs)
    {
        double largest = 0;
        foreach ((string ours, string theirs) in File.ReadLines(own).Skip(1).Zip(File.ReadLines(pandas).Skip(1)))
        {
            string[] a = ours.Split(','), b = theirs.Split(',');
            if (a[0] != b[0] || a[1] != b[1]) throw new InvalidOperationException($"row {a[0]}: {a[1]}, and pandas and XGBoost say {b[1]} of row {b[0]}");
            for (int i = 2; i < 2 + outputs; i++) largest = Math.Max(largest, Math.Abs(double.Parse(a[i], CultureInfo.InvariantCulture) - double.Parse(b[i], CultureInfo.InvariantCulture)));
        }

        return largest <= LargestDifference ? largest : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"pandas and XGBoost answer something else: {largest:E1} apart"));
    }

    private static string Section(BenchModel model, Sample own, Sample pandas, double difference, List<string> grown) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Batches

        A CSV file of {ComparedRows} rows ({model.Width} columns and an identifier) scored into another by cool_cond_y's {model.TreeCount} trees of depth 6, each time in a new process with everything that a batch
        does (digests, error file, envelope, drift, journal, output on disk), beside pandas `read_csv`, XGBoost `inplace_predict` and `to_csv` with two threads; in turn, medians of {Rounds}. The same classes,
        probabilities at most {difference:E1} apart.

        | | seconds | rows/s | |
        |---|---|---|---|
        | `workflow batch` | {own.Median:F2} ({own.Minimum:F2} to {own.Maximum:F2}) | {ComparedRows / own.Median:F0} | **{pandas.Median / own.Median:F1} times** |
        | pandas and XGBoost | {pandas.Median:F2} ({pandas.Minimum:F2} to {pandas.Maximum:F2}) | {ComparedRows / pandas.Median:F0} | 1 |

        As the file grows:

        | rows | MB | seconds | rows/s | MiB, most |
        |---|---|---|---|---|
        {string.Join('\n', grown)}

        To reach: 10 times pandas and XGBoost; memory that does not grow from 10,000 to 10,000,000 rows.
        """);
}
