namespace Workflow.Testing.Scoring;

/// <summary>A decision tree as one would draw it: a leaf has a value, any other node two children.</summary>
public sealed record NaiveTree
{
    public float Value { get; init; }

    /// <summary>Training data that reached it; of a split: that reached its leaves.</summary>
    public float Cover { get; init; } = 1;

    public int Feature { get; init; }

    public float Threshold { get; init; }

    public bool MissingGoesRight { get; init; }

    public NaiveTree? Left { get; init; }

    public NaiveTree? Right { get; init; }

    public static NaiveTree Leaf(float value, float cover = 1) => new() { Value = value, Cover = cover };

    public static NaiveTree Split(int feature, float threshold, NaiveTree left, NaiveTree right, bool missingGoesRight = false) =>
        new()
        {
            Feature = feature,
            Threshold = threshold,
            Left = left,
            Right = right,
            MissingGoesRight = missingGoesRight,
            Cover = left.Cover + right.Cover,
        };

    public float Answer(ReadOnlySpan<float> row) => Left is null ? Value : Next(row).Answer(row);

    /// <summary>The child that a row goes to.</summary>
    public NaiveTree Next(ReadOnlySpan<float> row)
    {
        float x = row[Feature];
        bool isRight = float.IsNaN(x) ? MissingGoesRight : !(x < Threshold);
        return (isRight ? Right : Left)!;
    }
}
