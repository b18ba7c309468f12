using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Optimization;

namespace Workflow.Training.Learners.Linear;

/// <summary>
/// MathNet's limited-memory BFGS: for tables so wide that the second derivatives would cost more than they save. Runs on one thread.
/// </summary>
internal static class QuasiNewtonSolver
{
    private const double GradientTolerance = 1e-6;
    private const double Tolerance = 1e-12;
    private const int Memory = 20;
    private const int MostSteps = 2000;

    /// <summary>The minimum, from a start of zeroes.</summary>
    /// <exception cref="LearnerException">No minimum was found.</exception>
    public static double[] Minimise(LogisticProblem problem, CancellationToken cancellationToken)
    {
        MathNetLibrary.UseOneThread();
        IObjectiveFunction objective = ObjectiveFunction.Gradient(point =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var gradient = new double[problem.Size];
            double value = problem.ValueAndGradient(point.AsArray() ?? point.ToArray(), gradient);
            return (value, DenseVector.OfArray(gradient));
        });
        try
        {
            var minimizer = new LimitedMemoryBfgsMinimizer(GradientTolerance, Tolerance, Tolerance, Memory, MostSteps);
            return minimizer.FindMinimum(objective, DenseVector.Create(problem.Size, 0)).MinimizingPoint.ToArray();
        }
        catch (Exception failure) when (failure is OptimizationException or NonConvergenceException)
        {
            // MathNet wraps what the objective throws.
            cancellationToken.ThrowIfCancellationRequested();
            throw new LearnerException("logistic-diverged", $"logistic regression found no minimum: {failure.Message}", failure);
        }
    }
}
