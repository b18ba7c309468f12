using Workflow.Scoring.Maths;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Learners.Logistic;

/// <summary>
/// The convex function that logistic regression minimises, with gradient and Hessian. The unknowns are, per margin, the intercept and one
/// weight per feature.
/// </summary>
internal sealed class LogisticProblem
{
    // With one margin per class the intercepts are defined up to a common shift only; this penalty picks the smallest.
    private const double InterceptPenalty = 1e-9;

    private readonly double[] _features;
    private readonly FeatureMatrix _matrix;
    private readonly double _lambda;
    private readonly int _width;
    private readonly int _margins;

    public LogisticProblem(double[] features, FeatureMatrix matrix, double lambda)
    {
        _features = features;
        _matrix = matrix;
        _lambda = lambda;
        _width = matrix.FeatureCount + 1;
        _margins = matrix.MarginCount;
    }

    /// <summary>Number of unknowns.</summary>
    public int Size => _width * _margins;

    /// <summary>Mean log loss plus penalty.</summary>
    public double Value(double[] unknowns)
    {
        double[] probabilities = Probabilities(unknowns);
        double penalty = 0;
        for (int i = 0; i < unknowns.Length; i++) penalty += Penalty(i) * unknowns[i] * unknowns[i];
        return ClassificationMetrics.ComputeLogLoss(probabilities, _matrix.Labels, _matrix.ClassCount) + (0.5 * penalty);
    }

    /// <summary>Gradient, and the upper triangle of the Hessian row by row.</summary>
    public void Derivatives(double[] unknowns, double[] gradient, double[,] hessian)
    {
        Array.Clear(gradient);
        Array.Clear(hessian);
        double[] probabilities = Probabilities(unknowns);
        var row = new double[_width];
        row[0] = 1;
        double share = 1.0 / _matrix.RowCount;
        for (int i = 0; i < _matrix.RowCount; i++)
        {
            _features.AsSpan(i * (_width - 1), _width - 1).CopyTo(row.AsSpan(1));
            ReadOnlySpan<double> p = probabilities.AsSpan(i * _matrix.ClassCount, _matrix.ClassCount);
            AddRow(row, p, _matrix.Labels[i], share, gradient, hessian);
        }

        for (int i = 0; i < unknowns.Length; i++)
        {
            gradient[i] += Penalty(i) * unknowns[i];
            hessian[i, i] += Penalty(i);
        }
    }

    /// <summary>Intercepts and weights, as the scoring runtime's linear model takes them.</summary>
    public (double[] Intercepts, double[] Weights) Unpack(double[] unknowns)
    {
        var intercepts = new double[_margins];
        var weights = new double[_margins * (_width - 1)];
        for (int k = 0; k < _margins; k++)
        {
            intercepts[k] = unknowns[k * _width];
            Array.Copy(unknowns, (k * _width) + 1, weights, k * (_width - 1), _width - 1);
        }

        return (intercepts, weights);
    }

    // One margin stands for the second of two classes; otherwise margin k stands for class k.
    private void AddRow(double[] row, ReadOnlySpan<double> p, int label, double share, double[] gradient, double[,] hessian)
    {
        int offset = _margins == 1 ? 1 : 0;
        for (int k = 0; k < _margins; k++)
        {
            double residual = (p[k + offset] - (label == k + offset ? 1 : 0)) * share;
            for (int a = 0; a < _width; a++) gradient[(k * _width) + a] += residual * row[a];
            for (int l = k; l < _margins; l++)
            {
                double curvature = p[k + offset] * ((k == l ? 1 : 0) - p[l + offset]) * share;
                for (int a = 0; a < _width; a++)
                {
                    double scaled = curvature * row[a];
                    for (int b = k == l ? a : 0; b < _width; b++) hessian[(k * _width) + a, (l * _width) + b] += scaled * row[b];
                }
            }
        }
    }

    private double[] Probabilities(double[] unknowns)
    {
        var margins = new double[_matrix.RowCount * _margins];
        for (int i = 0; i < _matrix.RowCount; i++)
        {
            ReadOnlySpan<double> row = _features.AsSpan(i * (_width - 1), _width - 1);
            for (int k = 0; k < _margins; k++)
            {
                ReadOnlySpan<double> w = unknowns.AsSpan((k * _width) + 1, _width - 1);
                double margin = unknowns[k * _width];
                for (int j = 0; j < row.Length; j++) margin += w[j] * row[j];
                margins[(i * _margins) + k] = margin;
            }
        }

        return Outputs.FromMargins(_margins == 1 ? Link.Sigmoid : Link.Softmax, margins, _margins);
    }

    private double Penalty(int unknown) => unknown % _width == 0 ? InterceptPenalty : _lambda;
}
