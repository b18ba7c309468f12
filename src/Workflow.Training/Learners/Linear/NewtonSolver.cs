namespace Workflow.Training.Learners.Linear;

/// <summary>
/// Newton's method with step halving (Boyd and Vandenberghe, Convex Optimization, 2004, algorithm 9.5). Each step solves the Hessian by
/// MathNet's Cholesky factorisation on one thread, so that the bits do not depend on the number of cores.
/// </summary>
internal static class NewtonSolver
{
    private const int MostSteps = 200;

    // Half of the Newton decrement bounds what is left to gain; one last full step squares the error once more.
    private const double Tolerance = 1e-10;

    /// <summary>The minimum, from a start of zeroes.</summary>
    /// <exception cref="LearnerException">No minimum was found.</exception>
    public static double[] Minimise(LogisticProblem problem, CancellationToken cancellationToken)
    {
        MathNetLibrary.UseOneThread();
        var unknowns = new double[problem.Size];
        var gradient = new double[problem.Size];
        var hessian = new double[problem.Size, problem.Size];
        double value = problem.Value(unknowns);
        for (int step = 0; step < MostSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            problem.Derivatives(unknowns, gradient, hessian);
            double[] direction = NormalEquations.Solve(hessian, gradient, "logistic regression");
            double decrement = 0;
            for (int i = 0; i < direction.Length; i++) decrement += direction[i] * gradient[i];
            if (decrement < Tolerance) return Move(unknowns, direction, 1);

            // Half the step until the function falls by a fair part of what its slope promises.
            double length = 1;
            double[] next = Move(unknowns, direction, length);
            double nextValue = problem.Value(next);
            while (!(nextValue <= value - (1e-4 * length * decrement)) && length > 1e-9)
            {
                length *= 0.5;
                next = Move(unknowns, direction, length);
                nextValue = problem.Value(next);
            }

            unknowns = next;
            value = nextValue;
        }

        throw new LearnerException("logistic-diverged", $"logistic regression found no minimum in {MostSteps} steps");
    }

    private static double[] Move(double[] from, double[] direction, double length) => [.. from.Select((x, i) => x - (length * direction[i]))];
}
