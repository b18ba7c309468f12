using Workflow.Scoring.Maths;

namespace Workflow.Training.Metrics;

/// <summary>
/// How well a classifier does on a set of rows. The predicted class is the first with the highest probability; with a threshold the second of two
/// classes from it on.
/// </summary>
public sealed record ClassificationMetrics
{
    /// <summary>Probabilities below this count as this in the log loss, so that one certain mistake costs 34.5 and not infinity.</summary>
    public const double SmallestProbability = 1e-15;

    /// <summary>Number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The probability from which the second of two classes is said; null for the most probable class.</summary>
    public double? Threshold { get; init; }

    /// <summary>Mean of -ln of the probability given to the true class. Lower is better.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Share of the rows whose predicted class is the true one.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean of the classes' precisions.</summary>
    public required double PrecisionMacro { get; init; }

    /// <summary>Mean of the classes' recalls.</summary>
    public required double RecallMacro { get; init; }

    /// <summary>Mean of the classes' F1.</summary>
    public required double F1Macro { get; init; }

    /// <summary>
    /// Matthews correlation coefficient for several classes (Gorodkin, 2004): 1 perfect, 0 no better than chance; 0 where it is undefined.
    /// </summary>
    public required double Mcc { get; init; }

    /// <summary>Mean of the classes' AUC; null where it is undefined.</summary>
    public required double? AucMacro { get; init; }

    /// <summary>The classes in order.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>Rows by true class (outer) and predicted class (inner).</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Computes the metrics.</summary>
    /// <param name="probabilities">One probability per class, row by row.</param>
    /// <param name="labels">Class index of each row; at least one row.</param>
    /// <param name="classes">Values of the classes in order.</param>
    /// <param name="threshold">The probability from which the second of two classes is said; null for the most probable class.</param>
    public static ClassificationMetrics Compute(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string> classes, double? threshold = null)
    {
        if (threshold is not null && classes.Count != 2) throw new ArgumentException("only two classes have a threshold", nameof(threshold));
        int[][] confusion = Confuse(probabilities, labels, classes.Count, threshold);
        double?[] aucs = RankingMetrics.OneVersusRest(probabilities, labels, classes.Count);
        ClassMetrics[] perClass = [.. classes.Select((value, c) => ForClass(c, value, confusion, aucs[c]))];
        return new ClassificationMetrics
        {
            Rows = labels.Length,
            Threshold = threshold,
            LogLoss = ComputeLogLoss(probabilities, labels, classes.Count),
            Accuracy = (double)Enumerable.Range(0, classes.Count).Sum(c => confusion[c][c]) / labels.Length,
            PrecisionMacro = perClass.Average(c => c.Precision),
            RecallMacro = perClass.Average(c => c.Recall),
            F1Macro = perClass.Average(c => c.F1),
            Mcc = MatthewsCorrelation(confusion),
            AucMacro = RankingMetrics.Macro(aucs),
            Classes = perClass,
            Confusion = confusion,
        };
    }

    /// <summary>Mean of -ln of the probability given to the true class; see <see cref="SmallestProbability"/>.</summary>
    public static double ComputeLogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classCount)
    {
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double p = probabilities[(row * classCount) + labels[row]];
            sum -= PortableMath.Log(Math.Clamp(p, SmallestProbability, 1));
        }

        return sum / labels.Length;
    }

    /// <summary>The first class with the highest probability.</summary>
    internal static int MostProbable(ReadOnlySpan<double> probabilities)
    {
        int best = 0;
        for (int c = 1; c < probabilities.Length; c++)
        {
            if (probabilities[c] > probabilities[best]) best = c;
        }

        return best;
    }

    private static int[][] Confuse(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classCount, double? threshold)
    {
        int[][] confusion = [.. Enumerable.Range(0, classCount).Select(_ => new int[classCount])];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> p = probabilities.Slice(row * classCount, classCount);
            int predicted = threshold is null ? MostProbable(p) : p[1] >= threshold ? 1 : 0;
            confusion[labels[row]][predicted]++;
        }

        return confusion;
    }

    private static ClassMetrics ForClass(int c, string value, int[][] confusion, double? auc)
    {
        int hits = confusion[c][c];
        int actual = confusion[c].Sum();
        int predicted = confusion.Sum(row => row[c]);
        double precision = predicted == 0 ? 0 : (double)hits / predicted;
        double recall = actual == 0 ? 0 : (double)hits / actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassMetrics(value, actual, precision, recall, f1, auc);
    }

    private static double MatthewsCorrelation(int[][] confusion)
    {
        double n = confusion.Sum(row => row.Sum());
        double hits = 0, cross = 0, actualSquares = 0, predictedSquares = 0;
        for (int c = 0; c < confusion.Length; c++)
        {
            double actual = confusion[c].Sum();
            double predicted = confusion.Sum(row => row[c]);
            hits += confusion[c][c];
            cross += actual * predicted;
            actualSquares += actual * actual;
            predictedSquares += predicted * predicted;
        }

        // One root of the product: the product of two roots would leave a perfect model a bit short of 1.
        double denominator = Math.Sqrt(((n * n) - predictedSquares) * ((n * n) - actualSquares));
        return denominator == 0 ? 0 : ((hits * n) - cross) / denominator;
    }
}
