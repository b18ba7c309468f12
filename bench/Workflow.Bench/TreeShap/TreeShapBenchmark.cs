using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Scoring.Explanations;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Randomness;

namespace Workflow.Bench.TreeShap;

/// <summary>Contributions of features by the scoring runtime and by XGBoost itself, alternately, on one thread.</summary>
internal sealed class TreeShapBenchmark : IBenchmark
{
    private const int Repetitions = 7;
    private const int Features = 16;
    private static readonly (int Classes, int Depth, int Rounds, int Rows)[] Cases = [(3, 3, 200, 4000), (3, 6, 100, 2000), (2, 8, 200, 1000), (3, 12, 100, 250)];

    /// <inheritdoc/>
    public Task<string> RunAsync(CancellationToken cancellationToken) => Task.Run(() => Run(cancellationToken), cancellationToken);

    private static string Run(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach ((int classes, int depth, int rounds, int rows) in Cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int trees, double nodes, Sample ours, Sample theirs, double difference) = Measure(classes, depth, rounds, rows);
            var ratio = new Sample([.. ours.Values.Zip(theirs.Values, (a, b) => a / b)]);
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {classes} | {depth} | {trees} | {nodes:F0} | {ours.Median:F0} | {theirs.Median:F0} | **{ratio.Median:F1}** ({ratio.Minimum:F1}–{ratio.Maximum:F1}) | {difference:E0} |"));
            Console.Error.WriteLine($"  {lines[^1]}");
        }

        return $"""
            ## Contributions of features (TreeSHAP)

            Exact path-dependent Shapley values of {Features} features, one cell in twenty missing, by the scoring runtime and by XGBoost's own
            `pred_contribs` on the same trained model and rows; one thread each, {Repetitions} rounds in turn after one to warm up. Rows per second, medians.

            | classes | largest depth | trees | nodes per tree | Workflow | XGBoost | ratio | largest difference |
            |---|---|---|---|---|---|---|---|
            {string.Join('\n', lines)}

            To reach: a ratio of at least 1.
            """;
    }

    private static (int Trees, double Nodes, Sample Ours, Sample Theirs, double Difference) Measure(int classes, int depth, int rounds, int rows)
    {
        FeatureMatrix training = Matrix("training", 4000, classes);
        FeatureMatrix scored = Matrix("scored", rows, classes);
        using DMatrix trainingData = DMatrix.Create(training);
        using DMatrix scoredData = DMatrix.Create(scored);
        using var booster = new Booster(new XGBoostParameters { MaxDepth = depth, Eta = 0.1 }.ToTexts(), trainingData);
        for (int round = 0; round < rounds; round++) booster.Update(round, trainingData);
        var model = XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount);
        MarginExplainer explainer = MarginExplainer.Create(model);
        var ours = new double[scored.RowCount * explainer.ContributionCount];
        var theirs = new float[ours.Length];

        var speeds = new List<(double Ours, double Theirs)>();
        for (int i = 0; i <= Repetitions; i++)
        {
            double a = RowsPerSecond(rows, () => explainer.Explain(scored.Values, ours));
            double b = RowsPerSecond(rows, () => booster.PredictContributions(scoredData, theirs));

            // The first round only warms up.
            if (i > 0) speeds.Add((a, b));
        }

        double difference = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        return (
            model.TreeCount,
            (double)model.Nodes.Length / model.TreeCount,
            new Sample([.. speeds.Select(speed => speed.Ours)]),
            new Sample([.. speeds.Select(speed => speed.Theirs)]),
            difference);
    }

    private static double RowsPerSecond(int rows, Action work)
    {
        long start = TimeProvider.System.GetTimestamp();
        work();
        return rows / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    // Every feature says something, two together say more, and much is noise: trees grow to their full depth.
    private static FeatureMatrix Matrix(string purpose, int rows, int classes)
    {
        SeededRandom random = SeededRandom.For(7, $"treeshap-{purpose}");
        var values = new float[rows * Features];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            double signal = random.NextNormal();
            for (int j = 0; j < Features; j++)
            {
                double value = random.NextNormal();
                signal += value * (j % 2 == 0 ? 0.5 : 0.4 * signal);
                values[(row * Features) + j] = random.Next(20) == 0 ? float.NaN : (float)value;
            }

            labels[row] = (int)(classes / (1 + Math.Exp(-signal)));
        }

        return new FeatureMatrix(values, Features, labels, classes);
    }
}
