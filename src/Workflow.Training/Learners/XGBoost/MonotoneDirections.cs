using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>
/// Tells along which features an answer may only rise or only fall: those whose rank correlation with what is predicted (Spearman, 1904) is at least
/// 0.1 in size among the training rows. Others are free, and so are levels of categories, whose order means nothing.
/// </summary>
public static class MonotoneDirections
{
    /// <summary>XGBoost's parameter.</summary>
    internal const string Parameter = "monotone_constraints";

    /// <summary>What a learner's parameters say instead of the directions, which differ from fold to fold.</summary>
    internal const string ByCorrelation = "by correlation";

    private const double Least = 0.1;

    /// <summary>The direction of each feature: 1 rises, -1 falls, 0 is free.</summary>
    /// <param name="training">Rows of two classes, or of numbers.</param>
    /// <exception cref="ArgumentException">There are more than two classes.</exception>
    public static int[] Of(FeatureMatrix training)
    {
        if (training.Task == ModelTask.Multiclass) throw new ArgumentException("among several classes there is no direction");
        double[] predicted = Ranks(training.Task == ModelTask.Regression ? training.Targets.ToArray() : [.. training.Labels.ToArray().Select(label => (double)label)]);
        return [.. Enumerable.Range(0, training.FeatureCount).Select(feature => training.IsUnordered(feature) ? 0 : Direction(Column(training, feature), predicted))];
    }

    /// <summary>Parameters with the directions of some rows in the place of <see cref="ByCorrelation"/>.</summary>
    internal static IReadOnlyDictionary<string, string> Resolve(IReadOnlyDictionary<string, string> parameters, FeatureMatrix training) =>
        parameters.ContainsKey(Parameter)
            ? new Dictionary<string, string>(parameters, StringComparer.Ordinal) { [Parameter] = $"({string.Join(',', Of(training))})" }
            : parameters;

    private static double[] Column(FeatureMatrix training, int feature) => Array.ConvertAll(training.SelectFeatures([feature]).Values.ToArray(), value => (double)value);

    // Rows without a value say nothing about a direction.
    private static int Direction(double[] values, double[] predicted)
    {
        int[] present = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]))];
        double[] x = Ranks([.. present.Select(row => values[row])]), y = [.. present.Select(row => predicted[row])];
        if (x.Length < 2) return 0;
        double meanX = x.Average(), meanY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }

        double correlation = xx == 0 || yy == 0 ? 0 : xy / Math.Sqrt(xx * yy);
        return correlation >= Least ? 1 : correlation <= -Least ? -1 : 0;
    }

    // Equal values share the mean of their ranks.
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        double[] sorted = [.. values];
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (int i = start; i < end; i++) ranks[order[i]] = (start + end - 1) / 2.0;
            start = end;
        }

        return ranks;
    }
}
