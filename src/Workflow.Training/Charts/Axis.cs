using System.Globalization;

namespace Workflow.Training.Charts;

/// <summary>Draws axes.</summary>
internal static class Axis
{
    private const int TickLength = 4;
    private const int LetterWidth = 6;
    private const int MostLetters = 16;

    /// <summary>Draws a horizontal axis of numbers with its name below.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="scale">The numbers, from left to right.</param>
    /// <param name="y">Where the axis lies.</param>
    /// <param name="name">What the numbers are.</param>
    public static void DrawBottom(SvgText svg, LinearScale scale, double y, string name)
    {
        svg.Path("line", $"M{SvgText.Number(scale.Start)} {SvgText.Number(y)}H{SvgText.Number(scale.End)}");
        foreach (double tick in scale.Ticks(6))
        {
            double x = scale.At(tick);
            svg.Path("line", $"M{SvgText.Number(x)} {SvgText.Number(y)}v{TickLength}");
            svg.Label(x, y + 15, "middle", tick.ToString("G6", CultureInfo.InvariantCulture));
        }

        svg.Label((scale.Start + scale.End) / 2, y + 30, "middle", name);
    }

    /// <summary>Draws a vertical axis of numbers with its name along it.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="scale">The numbers, from the bottom to the top.</param>
    /// <param name="x">Where the axis lies.</param>
    /// <param name="name">What the numbers are.</param>
    public static void DrawLeft(SvgText svg, LinearScale scale, double x, string name)
    {
        svg.Path("line", $"M{SvgText.Number(x)} {SvgText.Number(scale.Start)}V{SvgText.Number(scale.End)}");
        foreach (double tick in scale.Ticks(6))
        {
            double y = scale.At(tick);
            svg.Path("line", $"M{SvgText.Number(x)} {SvgText.Number(y)}h{-TickLength}");
            svg.Label(x - 7, y + 4, "end", tick.ToString("G6", CultureInfo.InvariantCulture));
        }

        svg.Label(12, (scale.Start + scale.End) / 2, "middle", name, -90);
    }

    /// <summary>Draws a horizontal axis of texts, one per part of equal width, slanted where they are many.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="start">Left end.</param>
    /// <param name="end">Right end.</param>
    /// <param name="y">Where the axis lies.</param>
    /// <param name="texts">The texts; at least one.</param>
    public static void DrawBottom(SvgText svg, double start, double end, double y, IReadOnlyList<string> texts)
    {
        svg.Path("line", $"M{SvgText.Number(start)} {SvgText.Number(y)}H{SvgText.Number(end)}");
        double part = (end - start) / texts.Count;
        bool isSlanted = texts.Any(text => Math.Min(text.Length, MostLetters) * LetterWidth > part);
        for (int i = 0; i < texts.Count; i++)
        {
            double x = start + ((i + 0.5) * part);
            svg.Label(x, y + (isSlanted ? 12 : 15), isSlanted ? "end" : "middle", Short(texts[i], MostLetters), isSlanted ? -40 : 0);
        }
    }

    /// <summary>A text that is cut where it is too long.</summary>
    public static string Short(string text, int letters) => text.Length <= letters ? text : $"{text[..(char.IsHighSurrogate(text[letters - 2]) ? letters - 2 : letters - 1)]}…";
}
