using Workflow.Training.Randomness;

namespace Workflow.Training.Splits;

/// <summary>
/// Divides rows into folds by whole blocks, so that no row is held back while its neighbours are trained on. Block after block, the largest
/// first, goes to the fold that it leaves most balanced: as even over classes as whole blocks allow.
/// </summary>
public static class GroupedFolds
{
    /// <summary>Assigns a fold to every row.</summary>
    /// <param name="blocks">Block of each row; any numbers.</param>
    /// <param name="strata">Class index of each row, or another group of which every fold is to have its share.</param>
    /// <param name="strataCount">Number of these.</param>
    /// <param name="folds">Number of folds, at least 2 and at most as many as there are blocks.</param>
    /// <param name="seed">Decides between blocks of equal size.</param>
    /// <returns>For each row, the fold in which it is held back, from 0; no fold is empty.</returns>
    public static int[] Assign(ReadOnlySpan<int> blocks, ReadOnlySpan<int> strata, int strataCount, int folds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        int[] blockOfRow = Number(blocks, out int blockCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, blockCount);
        var rowsOfBlock = new int[blockCount, strataCount];
        var rowsOfStratum = new int[strataCount];
        var sizes = new int[blockCount];
        for (int row = 0; row < blockOfRow.Length; row++)
        {
            rowsOfBlock[blockOfRow[row], strata[row]]++;
            rowsOfStratum[strata[row]]++;
            sizes[blockOfRow[row]]++;
        }

        int[] order = [.. Enumerable.Range(0, blockCount)];
        SeededRandom.For(seed, "grouped-folds").Shuffle<int>(order);
        var rowsOfFold = new int[folds, strataCount];
        var sizeOfFold = new int[folds];
        var foldOfBlock = new int[blockCount];
        foreach (int block in order.OrderByDescending(block => sizes[block]))
        {
            int fold = Enumerable.Range(0, folds).MinBy(fold => (Imbalance(fold, block), sizeOfFold[fold]));
            foldOfBlock[block] = fold;
            sizeOfFold[fold] += sizes[block];
            for (int stratum = 0; stratum < strataCount; stratum++) rowsOfFold[fold, stratum] += rowsOfBlock[block, stratum];
        }

        return [.. blockOfRow.Select(block => foldOfBlock[block])];

        // What the block adds to the sum of the squares of the shares that each fold has of each stratum, which is least where all are equal.
        double Imbalance(int fold, int block)
        {
            double added = 0;
            for (int stratum = 0; stratum < strataCount; stratum++)
            {
                if (rowsOfBlock[block, stratum] == 0) continue;
                double before = (double)rowsOfFold[fold, stratum] / rowsOfStratum[stratum];
                double after = (double)(rowsOfFold[fold, stratum] + rowsOfBlock[block, stratum]) / rowsOfStratum[stratum];
                added += (after * after) - (before * before);
            }

            return added;
        }
    }

    // Blocks by number from 0, in the order in which they first appear.
    private static int[] Number(ReadOnlySpan<int> blocks, out int count)
    {
        var seen = new Dictionary<int, int>();
        var numbers = new int[blocks.Length];
        for (int row = 0; row < numbers.Length; row++)
        {
            if (!seen.TryGetValue(blocks[row], out int number)) seen.Add(blocks[row], number = seen.Count);
            numbers[row] = number;
        }

        count = seen.Count;
        return numbers;
    }
}
