using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Workflow.Training.Learners.Linear;

/// <summary>Solves systems of symmetric, positive definite equations by MathNet's Cholesky factorisation, on one thread.</summary>
internal static class NormalEquations
{
    /// <summary>The unknowns.</summary>
    /// <param name="upperTriangle">The matrix; below its diagonal nothing is read.</param>
    /// <param name="right">The right side.</param>
    /// <param name="learner">What asks, for messages.</param>
    /// <exception cref="LearnerException">The matrix is not positive definite, or not finite.</exception>
    public static double[] Solve(double[,] upperTriangle, double[] right, string learner)
    {
        int n = right.Length;
        Matrix<double> matrix = DenseMatrix.Create(n, n, (i, j) => i <= j ? upperTriangle[i, j] : upperTriangle[j, i]);
        try
        {
            return [.. matrix.Cholesky().Solve(DenseVector.OfArray(right))];
        }
        catch (ArgumentException notPositive)
        {
            throw new LearnerException("linear-diverged", $"{learner} found no minimum: its matrix is not positive definite", notPositive);
        }
    }
}
