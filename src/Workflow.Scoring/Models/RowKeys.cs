namespace Workflow.Scoring.Models;

/// <summary>
/// The features of a row as whole numbers of the same order. A row has two for each feature: where it is missing the first is below all thresholds
/// and the second above them, so that a node which sends missing values to the right reads the second.
/// </summary>
internal static class RowKeys
{
    private const int MissingLeft = int.MinValue;

    // Below the key of a leaf, which nothing leaves.
    private const int MissingRight = int.MaxValue - 1;

    /// <summary>The key of a number that is not NaN: a is at least b where the key of a is at least that of b.</summary>
    public static int Of(float number)
    {
        // Of 0 and -0, which are equal, makes 0. The bits of negative numbers ascend where the numbers descend.
        int bits = BitConverter.SingleToInt32Bits(number + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    /// <summary>Writes the keys of rows.</summary>
    /// <param name="features">Their features, row by row; missing is NaN.</param>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="keys">Receives for each row first all keys of the first kind, then all of the second.</param>
    public static void Write(ReadOnlySpan<float> features, int featureCount, Span<int> keys)
    {
        for (; !features.IsEmpty; features = features[featureCount..], keys = keys[(2 * featureCount)..])
        {
            WriteRow(features[..featureCount], keys[..featureCount], keys.Slice(featureCount, featureCount));
        }
    }

    private static void WriteRow(ReadOnlySpan<float> features, Span<int> first, Span<int> second)
    {
        for (int i = 0; i < features.Length; i++)
        {
            float feature = features[i];
            int key = Of(feature);
            first[i] = float.IsNaN(feature) ? MissingLeft : key;
            second[i] = float.IsNaN(feature) ? MissingRight : key;
        }
    }
}
