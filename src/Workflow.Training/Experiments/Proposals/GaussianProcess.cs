using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Workflow.Scoring.Maths;
using Workflow.Training.Learners.Linear;

namespace Workflow.Training.Experiments.Proposals;

/// <summary>
/// Gaussian process regression (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1) with a squared
/// exponential kernel on a unit cube: what a loss may be at a point, from the losses at others.
/// </summary>
internal sealed class GaussianProcess
{
    // A third of the cube per root of the dimensions: neighbours say much, opposite corners nothing.
    private const double LengthPerRootDimension = 0.35;
    private const double NoiseShare = 0.05;
    private const double SmallestVariance = 0.01;

    private readonly IReadOnlyList<double[]> _points;
    private readonly double _mean;
    private readonly double _variance;
    private readonly Cholesky<double> _factor;
    private readonly Vector<double> _solved;

    /// <summary>Learns from observations.</summary>
    /// <param name="points">Where the loss was observed; at least one.</param>
    /// <param name="losses">What it was.</param>
    public GaussianProcess(IReadOnlyList<double[]> points, IReadOnlyList<double> losses)
    {
        MathNetLibrary.UseOneThread();
        _points = points;
        _mean = losses.Average();
        _variance = Math.Max(SmallestVariance, losses.Average(loss => (loss - _mean) * (loss - _mean)));
        Matrix<double> kernel = DenseMatrix.Create(
            points.Count, points.Count, (i, j) => Covariance(points[i], points[j]) + (i == j ? NoiseShare * _variance : 0));
        _factor = kernel.Cholesky();
        _solved = _factor.Solve(DenseVector.OfEnumerable(losses.Select(loss => loss - _mean)));
    }

    /// <summary>Mean and standard deviation of the loss at a point.</summary>
    public (double Mean, double Deviation) At(double[] point)
    {
        Vector<double> covariances = DenseVector.OfEnumerable(_points.Select(other => Covariance(point, other)));
        double explained = covariances.DotProduct(_factor.Solve(covariances));
        return (_mean + covariances.DotProduct(_solved), Math.Sqrt(Math.Max(1e-12, _variance - explained)));
    }

    private double Covariance(double[] a, double[] b)
    {
        double squares = 0;
        for (int i = 0; i < a.Length; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
        double length = LengthPerRootDimension * Math.Sqrt(Math.Max(1, a.Length));
        return _variance * PortableMath.Exp(-squares / (2 * length * length));
    }
}
