namespace Workflow.Testing.Scoring;

/// <summary>A decision tree as one would draw it: a leaf has a value, any other node two children.</summary>
public sealed record NaiveTree
{
    public float Value { get; init; }

    public int Feature { get; init; }

    public float Threshold { get; init; }

    public bool MissingGoesRight { get; init; }

    public NaiveTree? Left { get; init; }

    public NaiveTree? Right { get; init; }

    public static NaiveTree Leaf(float value) => new() { Value = value };

    public static NaiveTree Split(int feature, float threshold, NaiveTree left, NaiveTree right, bool missingGoesRight = false) =>
        new() { Feature = feature, Threshold = threshold, Left = left, Right = right, MissingGoesRight = missingGoesRight };

    public float Answer(ReadOnlySpan<float> row)
    {
        if (Left is null || Right is null) return Value;
        float x = row[Feature];
        if (float.IsNaN(x)) return MissingGoesRight ? Right.Answer(row) : Left.Answer(row);
        return x < Threshold ? Left.Answer(row) : Right.Answer(row);
    }
}
