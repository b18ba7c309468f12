using System.IO.Compression;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Damages bodies: a few bytes, whole values, the encoding, the size.</summary>
internal static class FuzzMutator
{
    private const int LargeBytes = 1 << 16;

    private static readonly char[] Paddings = [.. "0 9a\n,[\\\""];
    private static readonly Encoding[] Encodings = [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1];
    private static readonly string[] Openings = ["[", "{\"a\":", "[[1],", "{\"rows\":[", "\"\\u0061", "("];

    /// <summary>A damaged body.</summary>
    /// <param name="numbers">What is damaged, and how.</param>
    /// <param name="original">A right one.</param>
    public static byte[] Mutate(SeededNumbers numbers, byte[] original) => numbers.Next(100) switch
    {
        < 50 => BodyMutations.Mutate(numbers, original, HardValues.Bytes),
        < 85 => WithValues(numbers, original),
        < 96 => Whole(numbers, original),
        < 99 => Padded(numbers, original),
        _ => Bomb(numbers),
    };

    // What stands between two separators is exchanged, or comes twice.
    private static byte[] WithValues(SeededNumbers numbers, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int changes = numbers.Between(1, 3); changes > 0; changes--)
        {
            int[] separators = [.. Enumerable.Range(0, bytes.Count).Where(i => bytes[i] is (byte)',' or (byte)':' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'\n' or (byte)'\t')];
            if (separators.Length < 2) break;
            int which = numbers.Next(separators.Length - 1), at = separators[which] + 1, length = separators[which + 1] - at;
            List<byte> there = bytes.GetRange(at, length);
            if (numbers.Next(6) == 0)
            {
                bytes.InsertRange(at, [.. there, bytes[at - 1]]);
                continue;
            }

            bytes.RemoveRange(at, length);
            string value = numbers.Next(3) == 0 ? numbers.Choose(HardValues.Texts) : numbers.Choose(HardValues.Json);
            bytes.InsertRange(at, Encoding.UTF8.GetBytes(numbers.Next(4) == 0 ? $"\"{value}\"" : value));
        }

        return [.. bytes];
    }

    private static byte[] Whole(SeededNumbers numbers, byte[] original) => numbers.Next(9) switch
    {
        0 => [],
        1 => [0xEF, 0xBB, 0xBF, .. original],
        2 => Recoded(numbers.Choose(Encodings), original, withMark: true),
        3 => Recoded(numbers.Choose(Encodings), original, withMark: false),
        4 => [.. original, .. original],
        5 => original[..numbers.Next(original.Length)],
        6 => numbers.NextBytes(numbers.Between(1, 200)),
        7 => Compressed(original),
        _ => [.. Encoding.UTF8.GetBytes(numbers.Choose(HardValues.Json))],
    };

    // One value of many digits or letters, or room between values.
    private static byte[] Padded(SeededNumbers numbers, byte[] original)
    {
        int at = numbers.Next(original.Length), length = numbers.Between(300, LargeBytes);
        byte[] padding = [.. Enumerable.Repeat((byte)numbers.Choose(Paddings), length)];
        return [.. original[..at], .. padding, .. original[at..]];
    }

    private static byte[] Bomb(SeededNumbers numbers)
    {
        string opening = numbers.Choose(Openings);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, numbers.Between(60, LargeBytes) / opening.Length)));
    }

    private static byte[] Recoded(Encoding encoding, byte[] original, bool withMark) => [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Encoding.UTF8.GetString(original))];

    private static byte[] Compressed(byte[] original)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(original);
        return bytes.ToArray();
    }
}
