using System.Globalization;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.TestData;

/// <summary>Numbers as files write them.</summary>
internal static class DecimalTexts
{
    /// <summary>
    /// A number of at most 18 digits: signs, leading and trailing zeroes, points at both ends, sometimes an exponent; short ones, which a
    /// reader converts as one word, as often as long ones.
    /// </summary>
    public static string Any(SeededRandom random)
    {
        string sign = random.Next(6) switch { 0 => "-", 1 => "+", _ => string.Empty };
        int before = random.Next(4) == 0 ? random.Next(10) : random.Next(5);
        int after = random.Next(4) == 0 ? random.Next(9) : random.Next(4);
        if (before + after == 0) before = 1;
        string zeroes = random.Next(8) == 0 ? new string('0', random.Next(12)) : string.Empty;
        string point = after > 0 || random.Next(8) == 0 ? "." : string.Empty;
        string exponent = random.Next(10) == 0 ? $"{random.Choose<string>(["e", "E"])}{random.Choose<string>(["", "+", "-"])}{random.Next(6)}" : string.Empty;
        return sign + zeroes + Digits(random, before) + point + Digits(random, after) + exponent;
    }

    /// <summary>A sample as sensors give it: two to four digits before the point, up to three behind it.</summary>
    public static string Sample(SeededRandom random) =>
        (random.Next(1_000_000) / 1000m).ToString("F" + random.Next(4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Digits(SeededRandom random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));
}
