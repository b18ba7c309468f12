using System.Runtime.InteropServices;
using Workflow.Scoring.Maths;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Learners.Linear;

/// <summary>
/// The convex function that logistic regression minimises, with gradient and Hessian. The unknowns are, per margin, the intercept and one
/// weight per feature.
/// </summary>
internal sealed class LogisticProblem
{
    // With one margin per class the intercepts are defined up to a common shift only; this penalty picks the smallest.
    private const double InterceptPenalty = 1e-9;

    private readonly double[] _features;
    private readonly RowProducts _products;
    private readonly FeatureMatrix _matrix;
    private readonly double _lambda;
    private readonly int _width;
    private readonly int _margins;

    public LogisticProblem(double[] features, FeatureMatrix matrix, double lambda)
    {
        _features = features;
        _products = new RowProducts(features, matrix.RowCount, matrix.FeatureCount);
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
        return Loss(probabilities) + Penalty(unknowns);
    }

    /// <summary>Mean log loss plus penalty, and its gradient.</summary>
    public double ValueAndGradient(double[] unknowns, double[] gradient)
    {
        Array.Clear(gradient);
        double[] probabilities = Probabilities(unknowns);
        int offset = _margins == 1 ? 1 : 0;
        for (int i = 0; i < _matrix.RowCount; i++)
        {
            ReadOnlySpan<double> row = _features.AsSpan(i * (_width - 1), _width - 1);
            for (int k = 0; k < _margins; k++)
            {
                double residual = Residual(probabilities, i, k + offset);
                gradient[k * _width] += residual;
                Lanes.AddScaled(gradient.AsSpan((k * _width) + 1, _width - 1), residual, row);
            }
        }

        for (int i = 0; i < unknowns.Length; i++) gradient[i] += Penalty(i) * unknowns[i];
        return Loss(probabilities) + Penalty(unknowns);
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
            AddRow(row, p, _matrix.Labels[i], share * _matrix.Weight(i), gradient, hessian);
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
            Lanes.AddScaled(gradient.AsSpan(k * _width, _width), residual, row);
            for (int l = k; l < _margins; l++)
            {
                double curvature = p[k + offset] * ((k == l ? 1 : 0) - p[l + offset]) * share;
                for (int a = 0; a < _width; a++)
                {
                    int from = k == l ? a : 0;
                    Span<double> part = MemoryMarshal.CreateSpan(ref hessian[(k * _width) + a, (l * _width) + from], _width - from);
                    Lanes.AddScaled(part, curvature * row[a], row.AsSpan(from));
                }
            }
        }
    }

    private double[] Probabilities(double[] unknowns)
    {
        var margins = new double[_matrix.RowCount * _margins];
        for (int k = 0; k < _margins; k++) _products.Compute(unknowns[k * _width], unknowns.AsSpan((k * _width) + 1, _width - 1), margins.AsSpan(k), _margins);
        return Outputs.FromMargins(_margins == 1 ? Link.Sigmoid : Link.Softmax, margins, _margins);
    }

    private double Loss(double[] probabilities)
    {
        if (_matrix.Weights.IsEmpty) return ClassificationMetrics.ComputeLogLoss(probabilities, _matrix.Labels, _matrix.ClassCount);
        double sum = 0;
        for (int i = 0; i < _matrix.RowCount; i++)
        {
            double p = probabilities[(i * _matrix.ClassCount) + _matrix.Labels[i]];
            sum -= _matrix.Weight(i) * PortableMath.Log(Math.Clamp(p, ClassificationMetrics.SmallestProbability, 1));
        }

        return sum / _matrix.RowCount;
    }

    private double Residual(double[] probabilities, int row, int c) =>
        (probabilities[(row * _matrix.ClassCount) + c] - (_matrix.Labels[row] == c ? 1 : 0)) * _matrix.Weight(row) / _matrix.RowCount;

    private double Penalty(double[] unknowns)
    {
        double penalty = 0;
        for (int i = 0; i < unknowns.Length; i++) penalty += Penalty(i) * unknowns[i] * unknowns[i];
        return 0.5 * penalty;
    }

    private double Penalty(int unknown) => unknown % _width == 0 ? InterceptPenalty : _lambda;
}
