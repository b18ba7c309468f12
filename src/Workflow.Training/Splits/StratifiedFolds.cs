using Workflow.Training.Randomness;

namespace Workflow.Training.Splits;

/// <summary>Divides rows into folds of nearly equal size, each with nearly the same share of every class.</summary>
public static class StratifiedFolds
{
    /// <summary>Assigns a fold to every row.</summary>
    /// <param name="labels">Class index of each row.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <param name="purpose">Names the sequence of random numbers, so that different uses get different folds.</param>
    /// <returns>For each row, the fold in which it is held back, from 0.</returns>
    public static int[] Assign(ReadOnlySpan<int> labels, int classCount, int folds, long seed, string purpose)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var assignment = new int[labels.Length];
        int next = 0;
        for (int c = 0; c < classCount; c++)
        {
            var rows = new List<int>();
            for (int row = 0; row < labels.Length; row++)
            {
                if (labels[row] == c) rows.Add(row);
            }

            // Dealing goes on where the class before it stopped, so that no fold collects every class's remainder.
            int[] shuffled = [.. rows];
            SeededRandom.For(seed, purpose, c).Shuffle<int>(shuffled);
            foreach (int row in shuffled) assignment[row] = next++ % folds;
        }

        return assignment;
    }
}
