using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Bench.Targets;

namespace Workflow.Bench.Scoring;

/// <summary>The scoring runtime beside XGBoost and ONNX Runtime, in turn, on one thread, with the same models and rows.</summary>
internal sealed class ScoringBenchmark(string root) : IBenchmark
{
    private const int Rounds = 7;
    private const double SecondsPerMeasurement = 0.3;
    private const double LargestDifference = 1e-5;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var speeds = new List<string>();
        var envelopes = new List<string>();
        foreach ((string name, BenchModel model) in Models())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var measured = await MeasureAsync(model, cancellationToken);
            string title = string.Create(CultureInfo.InvariantCulture, $"{name}: {model.TreeCount} trees, {model.NodesPerTree:F0} nodes each");
            speeds.AddRange(measured.Runtimes.Select(runtime => runtime.Line(title, measured.Runtimes[0])));
            envelopes.Add(EnvelopeCost.Describe(name, measured.Envelope, new Sample(measured.Runtimes[0].Single)));
            foreach (string line in speeds.TakeLast(measured.Runtimes.Count).Append(envelopes[^1])) Console.Error.WriteLine($"  {line}");
        }

        return Section(speeds, envelopes);
    }

    private IEnumerable<(string Name, BenchModel Model)> Models()
    {
        HydraulicTarget stable = HydraulicTarget.Read(root, "stable_y");
        yield return ("stable_y, 2 classes", BenchModel.Train(stable.Dataset));
        yield return ("acc_gas_leak_y, 4 classes", BenchModel.Train(HydraulicTarget.Read(root, "acc_gas_leak_y").Dataset));
        yield return ("stable_y with noise, 2 classes", BenchModel.Train(GrownDataset.Of(stable.Dataset)));
    }

    private async Task<(IReadOnlyList<RuntimeSpeeds> Runtimes, Sample Envelope)> MeasureAsync(BenchModel model, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            PeerProcess.Write(folder, model);
            using var own = new OwnRuntime(model);
            using var native = new NativeRuntime(model);
            using PeerProcess python = PeerProcess.Python(root, folder);
            using PeerProcess onnx = PeerProcess.Onnx(root, folder, model.Pipeline.OutputColumns.Count);
            double[] expected = await own.AnswersAsync();
            var speeds = new List<RuntimeSpeeds>();
            foreach (IRuntime runtime in (IRuntime[])[own, native, python, onnx]) speeds.Add(new RuntimeSpeeds(runtime, Difference(expected, await runtime.AnswersAsync(), runtime)));
            var looks = new List<double>();
            for (int round = 0; round <= Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // The first round only warms up.
                foreach (RuntimeSpeeds runtime in speeds) await runtime.MeasureAsync(SecondsPerMeasurement, isKept: round > 0);
                double look = EnvelopeCost.Measure(model, SecondsPerMeasurement).Microseconds;
                if (round > 0) looks.Add(look);
            }

            return (speeds, new Sample(looks));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Difference(double[] expected, double[] actual, IRuntime runtime)
    {
        if (expected.Length != actual.Length) throw new InvalidOperationException($"{runtime.Name} answers {actual.Length} numbers, not {expected.Length}");
        double largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        return largest <= LargestDifference ? largest : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{runtime.Name} answers something else: {largest:E1} apart"));
    }

    private static string Section(List<string> speeds, List<string> envelopes) => $"""
        ## Scoring in process

        300 trees of depth 6 on the 17 columns of the hydraulic data: two models of its own rows, and one of its rows with noise and one label in five at
        random, whose trees are full. Ours goes from cells to probabilities, features and link included, in the settings of the engine. XGBoost 1.7.4 by
        `XGBoosterPredictFromDense` and by Python's `inplace_predict`, ONNX Runtime 1.30.0 with the pipeline that we export, its tensors made once; one
        thread each. {Rounds} rounds in turn of {SecondsPerMeasurement.ToString(CultureInfo.InvariantCulture)} s each after one to warm up; medians, with smallest and largest in parentheses; the ratio is the median
        of the rounds'. All answers were compared before.

        | model | runtime | one row, µs | times ours | all rows a call, rows/s | ours is so many times faster | largest difference |
        |---|---|---|---|---|---|---|
        {string.Join('\n', speeds)}

        To reach, on one core: at most 2 µs for a row, at least 600,000 rows/s, 10 times faster than both peers on one row, 1.5 times on many.

        | model | is the row outside of training? | of scoring one row |
        |---|---|---|
        {string.Join('\n', envelopes)}

        What that is of an answer by HTTP: see serving.
        """;
}
