using Workflow.Scoring.Maths;

namespace Workflow.Training.Experiments.Families;

/// <summary>Turns a coordinate from 0 to 1 into a parameter that a person can read and type again.</summary>
internal static class Coordinate
{
    /// <summary>A number whose logarithm is spread evenly; four decimals, and below 0.1 four significant digits.</summary>
    public static double Logarithmic(double coordinate, double low, double high)
    {
        double from = PortableMath.Log(low);
        double value = PortableMath.Exp(from + (coordinate * (PortableMath.Log(high) - from)));
        double scale = 1e4;
        while (value * scale < 1000) scale *= 10;
        return Math.Round(value * scale) / scale;
    }

    /// <summary>A whole number from low to high.</summary>
    public static int Whole(double coordinate, int low, int high) => low + Math.Min(high - low, (int)(coordinate * (high - low + 1)));

    /// <summary>One of some values.</summary>
    public static T Choose<T>(double coordinate, params IReadOnlyList<T> values) => values[Math.Min(values.Count - 1, (int)(coordinate * values.Count))];

    /// <summary>The coordinate in the middle of the part that <see cref="Choose{T}"/> gives to a value.</summary>
    public static double Of(int index, int count) => (index + 0.5) / count;
}
