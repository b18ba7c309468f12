using Workflow.Training.Randomness;

namespace Workflow.Training.Experiments.Ensembles;

/// <summary>
/// Greedy ensemble selection from a library of models (Caruana and others, 2004): starting from nothing, the model that lowers the loss of the
/// mean most is added again and again, the same one as often as it helps. It is done for several random halves of the library (of a few models: for
/// all) and the shares are averaged, which keeps one lucky model from taking all.
/// </summary>
internal static class GreedySelection
{
    private const int Steps = 20;
    private const int Bags = 10;

    // A half of so few would leave nothing to select from: chance would decide.
    private const int TooFewToHalve = 4;

    /// <summary>The models' shares, which sum to 1.</summary>
    /// <param name="models">What each model says of the same rows, in numbers whose mean is what they say together.</param>
    /// <param name="most">Most models with a share.</param>
    /// <param name="loss">The loss of such a mean.</param>
    /// <param name="seed">Seed of the halves.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static double[] Select(
        IReadOnlyList<double[]> models, int most, Func<double[], double> loss, long seed, CancellationToken cancellationToken)
    {
        var shares = new double[models.Count];
        bool isWhole = models.Count <= TooFewToHalve;
        for (int bag = 0; bag < (isWhole ? 1 : Bags); bag++)
        {
            int[] chosen = isWhole ? [.. Enumerable.Range(0, models.Count)] : Half(models.Count, SeededRandom.For(seed, "ensemble", bag));
            double[] ofBag = Greedy([.. chosen.Select(i => models[i])], loss, cancellationToken);
            for (int i = 0; i < chosen.Length; i++) shares[chosen[i]] += ofBag[i];
        }

        int[] kept = [.. Enumerable.Range(0, shares.Length).OrderByDescending(i => shares[i]).ThenBy(i => i).Take(most)];
        double total = kept.Sum(i => shares[i]);
        return [.. shares.Select((share, i) => kept.Contains(i) ? share / total : 0)];
    }

    private static int[] Half(int count, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(order);
        return [.. order.Take((count + 1) / 2).Order()];
    }

    private static double[] Greedy(double[][] models, Func<double[], double> loss, CancellationToken cancellationToken)
    {
        var counts = new int[models.Length];
        var sum = new double[models[0].Length];
        double[] best = [];
        double bestLoss = double.PositiveInfinity;
        for (int step = 1; step <= Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int chosen = 0;
            double chosenLoss = double.PositiveInfinity;
            for (int i = 0; i < models.Length; i++)
            {
                double candidate = loss(Mean(sum, models[i], step));
                if (candidate < chosenLoss) (chosen, chosenLoss) = (i, candidate);
            }

            counts[chosen]++;
            for (int i = 0; i < sum.Length; i++) sum[i] += models[chosen][i];
            if (!(chosenLoss < bestLoss)) continue;
            bestLoss = chosenLoss;
            best = [.. counts.Select(count => (double)count / step)];
        }

        return best;
    }

    private static double[] Mean(double[] sum, double[] model, int count)
    {
        var mean = new double[sum.Length];
        for (int i = 0; i < mean.Length; i++) mean[i] = (sum[i] + model[i]) / count;
        return mean;
    }
}
