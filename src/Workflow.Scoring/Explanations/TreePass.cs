using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Explanations;

/// <summary>The ways of one row down and up one tree, at four points of a quadrature rule side by side. See <see cref="TreeAttribution"/>.</summary>
/// <remarks>
/// Indexes need no checks: trees are built from nodes whose children and features are known to exist. Nothing but additions,
/// multiplications and divisions, so that the bits are the same on every processor.
/// </remarks>
internal static class TreePass
{
    /// <summary>Multiplies the factors on the ways from the root.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="row">The row's features.</param>
    /// <param name="t">The points.</param>
    /// <param name="weights">What they count.</param>
    /// <param name="scratch">Receives products, factors, inverses, gains and which ways are taken.</param>
    public static void Descend(
        ExplainedTree tree, ReadOnlySpan<float> row, Vector256<double> t, Vector256<double> weights, in AttributionScratch scratch)
    {
        ref float x = ref MemoryMarshal.GetReference(row);
        ref Vector256<double> products = ref MemoryMarshal.GetArrayDataReference(scratch.Products);
        ref Vector256<double> factors = ref MemoryMarshal.GetArrayDataReference(scratch.Factors);
        ref Vector256<double> inverses = ref MemoryMarshal.GetArrayDataReference(scratch.Inverses);
        ref Vector256<double> gains = ref MemoryMarshal.GetArrayDataReference(scratch.Gains);
        ref byte isTaken = ref MemoryMarshal.GetArrayDataReference(scratch.IsTaken);
        products = weights;
        inverses = Vector256<double>.One;
        isTaken = 1;
        Vector256<double> u = Vector256<double>.One - t;
        ReadOnlySpan<ExplainedSplit> splits = tree.Splits;
        for (int i = 0; i < splits.Length; i++)
        {
            ref readonly ExplainedSplit split = ref splits[i];
            int left = split.Question.Left;
            Vector256<double> product = Unsafe.Add(ref products, split.Node);
            if (Unsafe.Add(ref isTaken, split.Previous) == 0)
            {
                // The feature's factor is (1 - t) times its share already: below only the share changes, by the ratio.
                Vector256<double> leftRatio = Vector256.Create(split.LeftRatio);
                Vector256<double> rightRatio = Vector256.Create(split.RightRatio);
                Unsafe.Add(ref factors, left) = leftRatio;
                Unsafe.Add(ref factors, left + 1) = rightRatio;
                Unsafe.Add(ref products, left) = product * leftRatio;
                Unsafe.Add(ref products, left + 1) = product * rightRatio;
                Unsafe.Add(ref isTaken, left) = 0;
                Unsafe.Add(ref isTaken, left + 1) = 0;
                continue;
            }

            // No branch on the way that a row takes: half of the guesses would be wrong.
            float value = Unsafe.Add(ref x, split.Question.Feature);
            int right = (value >= split.Question.Threshold ? 1 : 0) | (float.IsNaN(value) ? split.Question.MissingOffset : 0);
            int taken = left + right;
            int other = left + 1 - right;
            Vector256<double> inverse = Unsafe.Add(ref inverses, split.Previous);
            Vector256<double> takenTerm = t + (u * split.Share(right));
            Vector256<double> takenFactor = takenTerm * inverse;
            Vector256<double> otherFactor = u * split.Share(1 - right) * inverse;
            Unsafe.Add(ref factors, taken) = takenFactor;
            Unsafe.Add(ref factors, other) = otherFactor;
            Unsafe.Add(ref products, taken) = product * takenFactor;
            Unsafe.Add(ref products, other) = product * otherFactor;
            Unsafe.Add(ref isTaken, taken) = 1;
            Unsafe.Add(ref isTaken, other) = 0;
            Unsafe.Add(ref gains, i) = product * inverse * inverse;
            if (split.IsRepeated) Unsafe.Add(ref inverses, taken) = Vector256<double>.One / takenTerm;
        }
    }

    /// <summary>Adds the leaves below each split, and what each split's feature contributes.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="scratch">What the way down has left; the values of the leaves. Receives the values of all nodes.</param>
    /// <param name="values">Values per node.</param>
    /// <param name="sums">Receives, for each value, the contributions of <paramref name="featureCount"/> features.</param>
    /// <param name="featureCount">Features per row.</param>
    public static void Ascend(ExplainedTree tree, in AttributionScratch scratch, int values, Span<Vector256<double>> sums, int featureCount)
    {
        ref Vector256<double> factors = ref MemoryMarshal.GetArrayDataReference(scratch.Factors);
        ref Vector256<double> gains = ref MemoryMarshal.GetArrayDataReference(scratch.Gains);
        ref byte isTaken = ref MemoryMarshal.GetArrayDataReference(scratch.IsTaken);
        ref Vector256<double> all = ref MemoryMarshal.GetArrayDataReference(scratch.Values);
        ReadOnlySpan<ExplainedSplit> splits = tree.Splits;
        for (int i = splits.Length - 1; i >= 0; i--)
        {
            ref readonly ExplainedSplit split = ref splits[i];
            int left = split.Question.Left;
            Vector256<double> leftFactor = Unsafe.Add(ref factors, left);
            Vector256<double> rightFactor = Unsafe.Add(ref factors, left + 1);
            ref Vector256<double> own = ref Unsafe.Add(ref all, split.Node * values);
            ref Vector256<double> leftValues = ref Unsafe.Add(ref all, left * values);
            ref Vector256<double> rightValues = ref Unsafe.Add(ref leftValues, values);
            int isLeft = Unsafe.Add(ref isTaken, left);
            int isRight = Unsafe.Add(ref isTaken, left + 1);
            if ((isLeft | isRight) != 0)
            {
                Vector256<double> gain = Unsafe.Add(ref gains, i);
                double leftChange = (isLeft * split.PreviousShare) - split.LeftShare;
                double rightChange = (isRight * split.PreviousShare) - split.RightShare;
                ref Vector256<double> sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), split.Question.Feature);
                for (int k = 0; k < values; k++)
                {
                    Vector256<double> change = (Unsafe.Add(ref leftValues, k) * leftChange) + (Unsafe.Add(ref rightValues, k) * rightChange);
                    Unsafe.Add(ref sum, k * featureCount) += gain * change;
                }
            }

            for (int k = 0; k < values; k++)
            {
                Unsafe.Add(ref own, k) = (leftFactor * Unsafe.Add(ref leftValues, k)) + (rightFactor * Unsafe.Add(ref rightValues, k));
            }
        }
    }
}
